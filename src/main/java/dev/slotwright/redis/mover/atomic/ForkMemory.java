package dev.slotwright.redis.mover.atomic;

import dev.slotwright.redis.Fields;
import dev.slotwright.redis.InfoParser;
import java.util.Optional;

/**
 * Whether a source has memory to spare for the child process that the server forks.
 *
 * <p>The child shares the parent's pages until one of them writes. Assumed: while a snapshot runs,
 * clients rewrite pages that hold at most a quarter of the data. What may be used is {@code
 * maxmemory} where it is set, for the limit of a container around the server, which INFO does not
 * tell, is at least that, and the memory of the machine where it is not.
 */
public final class ForkMemory {
  private static final int SHARE = 4;

  private ForkMemory() {}

  /** Why there is not enough, or nothing when there is. */
  public static Optional<String> lacking(NodeCall source) {
    Fields memory = InfoParser.parse(source.call("INFO", "memory").text());
    long used = Math.max(memory.count("used_memory"), memory.count("used_memory_rss"));
    long copied = memory.count("used_memory") / SHARE;
    boolean limited = memory.count("maxmemory") > 0;
    long limit = memory.count(limited ? "maxmemory" : "total_system_memory");
    return limit == 0 || used + copied <= limit
        ? Optional.empty()
        : Optional.of(
            "the fork of the source may need %d bytes on top of the %d it uses, beyond its %s of %d"
                .formatted(copied, used, limited ? "maxmemory" : "system memory", limit));
  }
}
