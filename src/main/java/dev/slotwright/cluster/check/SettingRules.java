package dev.slotwright.cluster.check;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.check.Finding.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings that should be the same everywhere, and are not. */
final class SettingRules {
  private SettingRules() {}

  static List<Finding> findings(ClusterView view, List<NodeDetail> details) {
    List<Finding> found = new ArrayList<>();
    Map<String, List<NodeId>> versions = new TreeMap<>();
    for (NodeReport report : view.reports().values()) {
      versions.computeIfAbsent(report.version(), v -> new ArrayList<>()).add(report.self());
    }
    if (versions.size() > 1) {
      found.add(
          Finding.warning(
              Code.VERSIONS_DIFFER,
              "servers differ: " + spread(view, versions),
              "finish the upgrade; slots move from older to newer servers only"));
    }
    byName(details)
        .forEach(
            (setting, values) -> {
              if (values.size() > 1) {
                found.add(
                    Finding.warning(
                        Code.SETTINGS_DIFFER,
                        setting + " differs: " + spread(view, values),
                        "CONFIG SET it to one value on all, and CONFIG REWRITE"));
              }
            });
    return found;
  }

  /** For each setting the nodes by its value. */
  private static Map<String, Map<String, List<NodeId>>> byName(List<NodeDetail> details) {
    Map<String, Map<String, List<NodeId>>> settings = new TreeMap<>();
    for (NodeDetail detail : details) {
      detail
          .settings()
          .forEach(
              (setting, value) ->
                  settings
                      .computeIfAbsent(setting, s -> new TreeMap<>())
                      .computeIfAbsent(value, v -> new ArrayList<>())
                      .add(detail.node()));
    }
    return settings;
  }

  /** The rarest values first, with who has them; the most frequent one has all the others. */
  private static String spread(ClusterView view, Map<String, List<NodeId>> values) {
    Map<String, List<NodeId>> ordered = new LinkedHashMap<>();
    values.entrySet().stream()
        .sorted((a, b) -> a.getValue().size() - b.getValue().size())
        .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
    List<String> parts = new ArrayList<>();
    ordered.forEach(
        (value, nodes) -> {
          String shown = value.isEmpty() ? "''" : value;
          parts.add(
              parts.size() == ordered.size() - 1
                  ? "%s at the other %d".formatted(shown, nodes.size())
                  : "%s at %s"
                      .formatted(
                          shown,
                          String.join(
                              ", ", nodes.stream().map(id -> Finding.name(view, id)).toList())));
        });
    return String.join("; ", parts);
  }
}
