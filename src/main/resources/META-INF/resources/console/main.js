import * as actions from "./actions.js";
import * as api from "./api.js";
import { byId } from "./dom.js";
import * as eventList from "./events.js";
import { clock } from "./format.js";
import * as header from "./header.js";
import * as operation from "./operation.js";
import * as policy from "./policy.js";
import * as shards from "./shards.js";
import * as slotmap from "./slotmap.js";
import * as verdict from "./verdict.js";

const INTERVAL_MILLIS = 1000;
const EVENTS = 80;

let chosen = decodeURIComponent(location.hash.slice(1));
let lastAnswer = new Date();
let timer = 0;

function choose(name) {
  chosen = name;
  history.replaceState(null, "", `#${encodeURIComponent(name)}`);
  tick();
}

async function tick() {
  clearTimeout(timer);
  try {
    await refresh();
    lastAnswer = new Date();
  } catch (problem) {
    header.notice(`No answer from the service since ${clock(lastAnswer)} (${problem.message}); trying again.`, true);
  }
  clearTimeout(timer);
  timer = setTimeout(tick, document.hidden ? INTERVAL_MILLIS * 10 : INTERVAL_MILLIS);
}

async function refresh() {
  const [clusters, dependencies] = await Promise.all([api.clusters(), api.dependencies()]);
  if (!clusters.some((cluster) => cluster.name === chosen)) chosen = clusters[0]?.name ?? "";
  header.showClusters(clusters, chosen, choose);
  header.showDependencies(dependencies);
  byId("page").hidden = !chosen;
  if (!chosen) {
    header.notice("No policy names a cluster yet: put a policy file into the policies directory.");
    return;
  }
  const name = chosen;
  const [cluster, slots, events] = await Promise.all([api.cluster(name), api.slots(name), api.events(name, EVENTS)]);
  if (name === chosen) show(cluster, slots, events);
}

function show(cluster, slots, events) {
  const pods = new Map(
    cluster.shards
      .flatMap((shard) => [shard.master, ...shard.replicas])
      .filter((node) => node.pod)
      .map((node) => [node.id, node.pod]),
  );
  header.showCluster(cluster);
  header.clusterNotice(cluster);
  slotmap.show(cluster.summary.name, slots, pods);
  shards.show(cluster);
  policy.show(cluster);
  actions.show(cluster);
  operation.show(cluster, events);
  verdict.show(cluster);
  eventList.show(events);
}

document.addEventListener("visibilitychange", () => document.hidden || tick());
tick();
