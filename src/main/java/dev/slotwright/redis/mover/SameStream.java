package dev.slotwright.redis.mover;

import static dev.slotwright.redis.mover.SameContents.about;

import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;
import java.util.Arrays;
import java.util.List;

/** Whether two streams without consumer groups have the same entries and the same last id. */
record SameStream(KeyEnd here, KeyEnd there) {
  private static final long GREATEST = -1L;

  /** False as well when one has consumer groups: of these it decides nothing. */
  boolean of(Key key, long bytes) {
    List<Reply> one = here.ask(about("XINFO", key, "STREAM")).items();
    List<Reply> other = there.ask(about("XINFO", key, "STREAM")).items();
    if (field(one, "groups").number() > 0
        || field(other, "groups").number() > 0
        || field(one, "length").number() != field(other, "length").number()
        || !field(one, "last-generated-id")
            .text()
            .equals(field(other, "last-generated-id").text())) {
      return false;
    }
    return sameEntries(key, SameContents.page(bytes, field(one, "length").number()));
  }

  private boolean sameEntries(Key key, long page) {
    String from = "-";
    while (true) {
      Request range = about("XRANGE", key).with(from, "+", "COUNT").with(page);
      Reply entries = here.ask(range);
      if (!SameContents.same(entries, there.ask(range))) {
        return false;
      }
      if (entries.items().size() < page) {
        return true;
      }
      from = after(entries.items().getLast().items().getFirst().text());
    }
  }

  /** The id that follows; Redis before 6.2 cannot be asked for what comes behind one. */
  private static String after(String id) {
    long[] parts = Arrays.stream(id.split("-")).mapToLong(Long::parseUnsignedLong).toArray();
    return parts[1] == GREATEST
        ? Long.toUnsignedString(parts[0] + 1) + "-0"
        : Long.toUnsignedString(parts[0]) + "-" + Long.toUnsignedString(parts[1] + 1);
  }

  private static Reply field(List<Reply> fields, String name) {
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      if (fields.get(i).text().equals(name)) {
        return fields.get(i + 1);
      }
    }
    throw new IllegalStateException("XINFO STREAM told no " + name);
  }
}
