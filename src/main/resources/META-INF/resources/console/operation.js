import { badge, byId, h, text } from "./dom.js";
import { bytes, clock, duration, number, secondsSince, title } from "./format.js";

export function show(cluster, events) {
  const operation = cluster.operation;
  text("operationid", operation ? operation.id : "");
  byId("operation").replaceChildren(...(operation ? inFlight(operation) : idle(events)));
}

function idle(events) {
  const last = events.find((event) => ["operation.completed", "operation.aborted"].includes(event.type));
  return [
    h("div", { class: "headline" }, "Nothing in flight"),
    h("p", { class: "why" }, last ? `${clock(last.at)} ${last.text}` : "No operation since this instance took over."),
  ];
}

function inFlight(operation) {
  const { move } = operation;
  const total = operation.slotsMoved + operation.slotsPending;
  const moving = total > 0 && (move.state === "running" || operation.slotsMoved > 0);
  const shown = operation.slotsPending === 0 ? total : operation.slotsMoved;
  const percent = total === 0 ? 0 : Math.floor((100 * shown) / total);
  const left = move.secondsLeft === undefined ? "" : `about ${duration(move.secondsLeft)} left`;
  return [
    h(
      "div",
      { class: "headline" },
      `${title(operation.kind)}${change(operation)}`,
      move.state === "failed" ? badge("bad", "move failed") : null,
    ),
    h("p", { class: "why" }, operation.cause),
    h(
      "div",
      { class: moving ? "progress" : "progress waiting", role: "progressbar", "aria-valuenow": moving ? percent : null },
      h("i", { style: moving ? { width: `${percent}%` } : {} }),
    ),
    h(
      "div",
      { class: "between soft" },
      h("span", {}, move.problem ?? operation.waiting?.reason ?? (moving ? "moving slots" : "working")),
      h("span", {}, [moving ? `${percent} %` : "", left || `for ${duration(secondsSince(operation.startedAt))}`].filter(Boolean).join(" · ")),
    ),
    h(
      "dl",
      { class: "figures" },
      figure("Slots moved", total === 0 ? "–" : `${number(operation.slotsMoved)} / ${number(total)}`),
      figure("Data moved", bytes(operation.bytesMoved)),
      figure("Keys a second", number(move.keysPerSecond)),
      figure("Longest pause", `${move.longestPauseMillis.toFixed(1)} ms`),
    ),
  ];
}

const change = (operation) =>
  operation.fromShards === operation.toShards
    ? ` of ${operation.toShards} shards`
    : ` ${operation.fromShards} → ${operation.toShards} shards`;

const figure = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
