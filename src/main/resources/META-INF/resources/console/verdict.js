import { badge, byId, h, text } from "./dom.js";
import { bytes, clock, code, number, title } from "./format.js";

const KINDS = { "scale-out": "accent", "scale-in": "accent", rebalance: "accent", hold: "" };

export function show(cluster) {
  const verdict = cluster.verdict;
  text("verdictat", verdict?.at ? clock(verdict.at) : "");
  if (!verdict) {
    byId("verdict").replaceChildren(h("p", { class: "soft" }, "No judgement by this instance yet."));
    return;
  }
  const scroll = byId("verdict").querySelector(".chain")?.scrollTop ?? 0;
  const decisive = verdict.reasons.findLastIndex((reason) => reason.code === verdict.code);
  const wants = verdict.target === verdict.shards ? "" : ` → ${verdict.target}`;
  byId("verdict").replaceChildren(
    h(
      "div",
      { class: "headline" },
      title(verdict.verdict),
      h("span", { class: "soft" }, `${verdict.shards}${wants} shards`),
      badge(KINDS[verdict.verdict] ?? "", code(verdict.code)),
    ),
    verdict.until ? h("p", { class: "why" }, `looks again at ${clock(verdict.until)}`) : "",
    verdict.plan ? plan(verdict.plan) : "",
    h("ol", { class: "chain" }, verdict.reasons.map((reason, index) => step(reason, index === decisive))),
  );
  byId("verdict").querySelector(".chain").scrollTop = scroll;
}

function plan(planned) {
  const size = `${planned.estimated ? "≈ " : ""}${bytes(planned.bytes)}`;
  return h("p", { class: "plan" }, "Plan ", h("code", {}, planned.hash), ` · ${number(planned.slots)} slots · ${size}`);
}

function step(reason, decides) {
  const change = reason.before === reason.after ? null : h("span", { class: "change" }, `${reason.before} → ${reason.after}`);
  return h(
    "li",
    { class: decides ? "decides" : null },
    change,
    h("span", { class: "stage" }, reason.stage),
    reason.code === "PASSED" || reason.code === "SIGNAL_VALUE" ? null : h("span", { class: "soft" }, ` · ${code(reason.code)}`),
    h("div", { class: "what" }, reason.why),
  );
}
