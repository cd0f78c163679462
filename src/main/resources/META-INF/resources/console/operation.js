import { button, ask } from "./actions.js";
import { badge, byId, h, text } from "./dom.js";
import { bytes, clock, duration, number, secondsSince, title } from "./format.js";

const SLOWEST = 0.05;

export function show(cluster, events) {
  const operation = cluster.operation;
  text("operationid", operation ? operation.id : "");
  byId("operation").replaceChildren(...(operation ? inFlight(operation) : idle(events)).filter(Boolean));
  steering(cluster);
}

/** Kept apart and redrawn only on a change, so that no click is lost between two readings. */
function steering({ summary, operation }) {
  const place = byId("steering");
  const state = JSON.stringify([summary.name, summary.leading, operation?.id, operation?.pace, operation?.kind]);
  if (place.dataset.state === state) return;
  place.dataset.state = state;
  place.replaceChildren(...(operation ? paces(summary, operation) : []));
}

function paces({ name, leading }, { pace }) {
  const to = (title, what, disabled, word) =>
    button(title, !leading || disabled, () => ask(`${title}: ${name}`, what, title, name, "move/pace", { pace: word }));
  return [
    pace.paused
      ? to("Resume moving", "Slots move again, at the pace they had before.", false, "resume")
      : to("Pause moving", "What is open is finished first; then no slot is opened until it is resumed.", false, "pause"),
    to("Slower", "Moving keys takes half the share of the time it may take now.", pace.share <= SLOWEST, "slower"),
    to("Faster", "Moving keys may take twice the share of the time, within the pause budget.", pace.share >= 1, "faster"),
    to("Abort", "The operation is given up with no slot left open, and the cluster is paused: resume lets it be judged anew.", false, "abort"),
  ];
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
      pace(operation.pace),
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
      ...carriage(move),
    ),
    move.carriage.fallback ? h("p", { class: "why soft" }, `not atomic: ${move.carriage.fallback}`) : null,
  ];
}

function pace({ paused, share }) {
  if (paused) return badge("warn", "moving paused");
  return share < 1 ? badge("accent", `at most ${Math.round(100 * share)} % of the time`) : null;
}

/** What is known only while keys move. */
function carriage({ carriage: { transport, batchKeys, batchBytes, migrateMillisP99, retries }, openSlots }) {
  if (transport === undefined) return [];
  const again = Object.values(retries).reduce((sum, count) => sum + count, 0);
  return [
    figure("Transport", transport),
    figure("Open slots", number(openSlots)),
    batchKeys > 0 ? figure("Batch", `${number(batchKeys)} keys, ${bytes(batchBytes)}`) : null,
    migrateMillisP99 === undefined ? null : figure("MIGRATE p99", `≤ ${migrateMillisP99} ms`),
    again > 0 ? figure("Retries", number(again)) : null,
  ].filter(Boolean);
}

const change = (operation) =>
  operation.fromShards === operation.toShards
    ? ` of ${operation.toShards} shards`
    : ` ${operation.fromShards} → ${operation.toShards} shards`;

const figure = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
