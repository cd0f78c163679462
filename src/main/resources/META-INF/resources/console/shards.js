import { badge, byId, dot, h, sync, text } from "./dom.js";
import { brief, bytes, measure, number, signalName } from "./format.js";
import { css } from "./palette.js";

export function show(cluster) {
  const shards = cluster.shards;
  const { pods, podsReady, podsDesired } = cluster.summary;
  const owners = shards.filter((shard) => shard.slotCount > 0).length;
  text(
    "shardcount",
    shards.length === 0
      ? ""
      : `${owners} with slots · ${podsReady} of ${Math.max(pods, podsDesired)} pods ready`,
  );
  sync(byId("shards"), shards, (shard) => shard.master.id, create, update);
  if (shards.length === 0) {
    byId("shards").replaceChildren(h("p", { class: "soft" }, "No member of the cluster is seen yet."));
  }
  byId("otherpods").replaceChildren(...cluster.otherPods.map(otherPod));
}

function create() {
  return h(
    "div",
    { class: "shard" },
    h("div", { class: "shardhead" }),
    h("div", { class: "signals" }),
    h("div", { class: "nodes" }),
  );
}

function update(element, shard) {
  const [head, signals, nodes] = element.children;
  const size = shard.bytes === undefined ? "" : ` · ${shard.bytesEstimated ? "≈ " : ""}${bytes(shard.bytes)}`;
  const colour = shard.slotCount > 0 ? { background: css(shard.master.id) } : {};
  head.replaceChildren(
    h("i", { class: shard.slotCount > 0 ? "swatch" : "swatch none", style: colour }),
    h("b", {}, shard.master.pod ?? brief(shard.master.id)),
    h("span", { class: "soft" }, `${number(shard.slotCount)} slots${size}`),
  );
  sync(signals, rows(shard.load), (cell) => cell.key, (cell) => cell.create(), (e, cell) => cell.update(e));
  nodes.replaceChildren(...[shard.master, ...shard.replicas].map(node));
}

/** Three cells a signal: its name, its bar, its numbers. */
function rows(load) {
  return load.flatMap((signal) => [
    {
      key: `${signal.signal}-name`,
      create: () => h("span", {}, signalName(signal.signal)),
      update: () => {},
    },
    {
      key: `${signal.signal}-bar`,
      create: () => h("div", {}, h("i"), h("u"), h("u", { class: "hard" })),
      update: (bar) => draw(bar, signal),
    },
    {
      key: `${signal.signal}-value`,
      create: () => h("span"),
      update: (value) => {
        value.textContent = `${measure(signal.unit, signal.value)} of ${measure(signal.unit, signal.target)}`;
      },
    },
  ]);
}

function draw(bar, signal) {
  const [fill, target, hard] = bar.children;
  const value = signal.value ?? 0;
  const top = Math.max(signal.unit === "ratio" ? 1 : 0, signal.target * 1.4, (signal.hard ?? 0) * 1.05, value);
  const percent = (part) => `${(100 * part) / top}%`;
  const over = signal.hard !== undefined && value > signal.hard ? "bad" : value > signal.target ? "warn" : "";
  bar.className = `bar ${over}`;
  fill.style.width = percent(value);
  target.style.left = percent(signal.target);
  target.title = `target ${measure(signal.unit, signal.target)}`;
  hard.hidden = signal.hard === undefined;
  hard.style.left = percent(signal.hard ?? 0);
  hard.title = `hard limit ${measure(signal.unit, signal.hard)}`;
}

function node(one) {
  const state =
    one.health !== "ok" ? ["bad", one.health]
    : !one.answers ? ["bad", "no answer"]
    : !one.inSync ? ["warn", "not in sync"]
    : ["good", ""];
  const words = [one.pod ?? brief(one.id), one.role, one.host, state[1]].filter(Boolean);
  const details = `${one.id}\n${one.address}\n${one.version ?? ""}\n${number(one.keys ?? 0)} keys`;
  return h("span", { class: `node ${state[0]}`, title: details }, dot(), words.join(" · "));
}

function otherPod(pod) {
  const kind = pod.state === "foreign" || pod.state === "silent" ? "warn" : "";
  return badge(kind, dot(), [pod.name, pod.state, pod.waiting].filter(Boolean).join(" · "));
}
