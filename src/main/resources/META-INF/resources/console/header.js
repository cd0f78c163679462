import { badge, byId, dot, h } from "./dom.js";
import { clock, duration, secondsSince } from "./format.js";

const STALE_SECONDS = 15;

export function showClusters(clusters, chosen, choose) {
  const select = byId("cluster");
  const names = clusters.map((cluster) => cluster.name);
  if (names.join() !== [...select.options].map((option) => option.value).join()) {
    select.replaceChildren(...names.map((name) => h("option", { value: name }, name)));
    select.onchange = () => choose(select.value);
  }
  if (chosen && select.value !== chosen) select.value = chosen;
  select.parentElement.hidden = names.length === 0;
}

export function showCluster(cluster) {
  const { summary, paused } = cluster;
  const stopped = paused.all ? "paused" : paused.scaleOut ? "scale-out paused" : paused.scaleIn ? "scale-in paused" : "";
  byId("badges").replaceChildren(
    summary.leading ? badge("accent", "leader") : badge("", "follower"),
    summary.observedAt ? badge(summary.healthy ? "good" : "bad", dot(), summary.healthy ? "cluster ok" : "cluster not ok") : "",
    summary.mode ? badge("", summary.mode) : badge("warn", "no policy"),
    stopped ? badge("warn", stopped) : "",
    cluster.eventsWaiting > 20 ? badge("warn", `${cluster.eventsWaiting} events wait`) : "",
  );
}

export function showDependencies(dependencies) {
  byId("dependencies").replaceChildren(
    ...dependencies.map((one) => {
      const chip = badge(one.ok ? "good" : "bad", dot(), one.name);
      chip.title = `${one.detail}\nsince ${clock(one.since)}`;
      return chip;
    }),
  );
}

/** One line under the header about what keeps the page from being up to date or the cluster well. */
export function notice(message, bad = false) {
  const line = byId("notice");
  line.hidden = !message;
  line.className = bad ? "notice bad" : "notice";
  if (line.textContent !== message) line.textContent = message;
}

export function clusterNotice({ summary, disagreements }) {
  if (summary.problem) return notice(summary.problem, true);
  if (!summary.leading) return notice("Another instance is in charge of this cluster; it has the newest picture.");
  if (summary.observedAt && secondsSince(summary.observedAt) > STALE_SECONDS) {
    return notice(`Last looked at ${duration(secondsSince(summary.observedAt))} ago.`);
  }
  return notice(disagreements.length > 0 ? `Nodes disagree: ${disagreements[0]}` : "");
}
