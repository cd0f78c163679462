import { Refused, request } from "./api.js";
import { byId, h } from "./dom.js";

const KEPT = "slotwright.token";

export function show(cluster) {
  const { summary, paused, verdict, operation } = cluster;
  const name = summary.name;
  const awaited = verdict?.code === "AWAITING_APPROVAL" && !operation ? verdict.plan : undefined;
  const off = !summary.leading;
  const buttons = [
    button("Pause all", off || paused.all, () => ask(`Pause ${name}`, "Nothing is scaled or moved until it is resumed; slots on their way are finished first.", "Pause", name, "pause", { all: true })),
    button("Pause scale-in", off || paused.all || paused.scaleIn, () => ask(`Pause scale-in of ${name}`, "The cluster may grow, but does not shrink until it is resumed.", "Pause", name, "pause", { scaleIn: true, scaleOut: paused.scaleOut })),
    button("Resume", off || !paused.byRequest, () => ask(`Resume ${name}`, "Takes back every pause that was asked for here. One in the policy file stays.", "Resume", name, "resume", {})),
  ];
  if (awaited) {
    const approve = button("Approve plan", off, () => ask(`Approve plan ${awaited.hash}`, `${name} goes from ${verdict.shards} to ${verdict.target} shards; ${awaited.slots} slots move.`, "Approve", name, "approve", { planHash: awaited.hash }));
    approve.classList.add("primary");
    buttons.unshift(approve);
  }
  const place = byId("actions");
  const state = JSON.stringify([name, off, paused, awaited?.hash]);
  if (place.dataset.state !== state) {
    place.dataset.state = state;
    place.replaceChildren(...buttons);
  }
}

export const button = (name, disabled, onclick) => h("button", { type: "button", disabled, onclick }, name);

/** Asks for the token, sends the request, and says what the service answered. */
export function ask(title, what, go, name, action, body) {
  const dialog = byId("ask");
  const error = byId("askerror");
  byId("asktitle").textContent = title;
  byId("askwhat").textContent = what;
  byId("askgo").textContent = go;
  byId("token").value = sessionStorage.getItem(KEPT) ?? "";
  error.hidden = true;
  dialog.querySelector("form").onsubmit = async (event) => {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    const token = byId("token").value.trim();
    try {
      await request(name, action, body, token);
      sessionStorage.setItem(KEPT, token);
      dialog.close();
    } catch (problem) {
      if (problem instanceof Refused && problem.status === 401) sessionStorage.removeItem(KEPT);
      error.textContent = [problem.message, problem.hint].filter(Boolean).join(": ");
      error.hidden = false;
    }
  };
  dialog.showModal();
  byId(byId("token").value ? "askgo" : "token").focus();
}
