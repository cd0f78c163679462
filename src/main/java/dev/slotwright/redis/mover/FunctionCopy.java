package dev.slotwright.redis.mover;

import dev.slotwright.control.RefusedException;
import dev.slotwright.redis.Offers;
import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.mover.atomic.NodeCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Function libraries belong to a node, not to its slots, and neither MIGRATE nor Valkey's own
 * migration carries them: who calls a function on a key finds it missing once the key has moved. So
 * the target gets what the source has, before the first slot; what it has already stays.
 */
final class FunctionCopy {
  private static final Logger LOG = Logger.getLogger(FunctionCopy.class);

  private final Pair pair;
  private final NodeCall source;
  private final NodeCall target;

  FunctionCopy(Pair pair) {
    this.pair = pair;
    this.source = TaskFollower.call(pair.source());
    this.target = TaskFollower.call(pair.target());
  }

  /**
   * @throws MoveFailure naming a library that the two have in different versions
   */
  void run() {
    try {
      if (offered(source) && offered(target)) {
        copy(libraries(source), libraries(target));
      }
    } catch (RefusedException e) {
      LOG.warnf(
          "functions not compared, load them at the target yourself pair=%s why=%s",
          pair.name(), e.getMessage());
    }
  }

  private void copy(Map<String, byte[]> theirs, Map<String, byte[]> ours) {
    List<String> lacking = new ArrayList<>();
    theirs.forEach(
        (name, code) -> {
          if (!ours.containsKey(name)) {
            lacking.add(name);
          } else if (!Arrays.equals(code, ours.get(name))) {
            throw MoveFailure.lasting(
                ("function library %s at the source %s is not the one of that name at the target"
                        + " %s: bring both to one version with FUNCTION LOAD REPLACE")
                    .formatted(name, pair.source().address(), pair.target().address()));
          }
        });
    if (lacking.isEmpty()) {
      return;
    }
    if (ours.isEmpty()) {
      byte[] all = source.call("FUNCTION", "DUMP").raw();
      target.call(Request.of("FUNCTION", "RESTORE").with(all).with("APPEND"));
    } else {
      lacking.forEach(name -> target.call(Request.of("FUNCTION", "LOAD").with(theirs.get(name))));
    }
    LOG.infof("functions copied pair=%s libraries=%s", pair.name(), lacking);
  }

  private static boolean offered(NodeCall node) {
    return Offers.listed(node.call("COMMAND", "INFO", "function"));
  }

  private static Map<String, byte[]> libraries(NodeCall node) {
    Map<String, byte[]> libraries = new LinkedHashMap<>();
    for (Reply library : node.call("FUNCTION", "LIST", "WITHCODE").items()) {
      List<Reply> fields = library.items();
      String name = "";
      byte[] code = new byte[0];
      for (int i = 0; i + 1 < fields.size(); i += 2) {
        switch (fields.get(i).text()) {
          case "library_name" -> name = fields.get(i + 1).text();
          case "library_code" -> code = fields.get(i + 1).raw();
          default -> {
            // Engine and functions follow from the code.
          }
        }
      }
      libraries.put(name, code);
    }
    return libraries;
  }
}
