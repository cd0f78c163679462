import { byId, h, text } from "./dom.js";
import { measure, signalName } from "./format.js";

export function show(cluster) {
  const { policy, shards, summary } = cluster;
  text("policyname", policy ? `${policy.name} · ${policy.hash.slice(0, 8)}` : "none in force");
  const targets = shards.find((shard) => shard.load.length > 0)?.load ?? [];
  const facts = [["StatefulSet", `${summary.namespace}/${summary.statefulSet}`]];
  if (policy) {
    const each = policy.replicasPerShard === 1 ? "1 replica" : `${policy.replicasPerShard} replicas`;
    facts.push(["Mode", policy.mode], ["Shards", `${policy.minShards} to ${policy.maxShards}, ${each} each`]);
  }
  targets.forEach((one) => {
    const hard = one.hard === undefined ? "" : `, hard ${measure(one.unit, one.hard)}`;
    facts.push([signalName(one.signal), `${measure(one.unit, one.target)} a shard${hard}`]);
  });
  byId("policy").replaceChildren(...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}
