package dev.slotwright.redis.mover;

import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * One end of open slots, as it is asked about keys.
 *
 * @param importing it answers for a key of an open slot only after ASKING
 * @param before is run before each pipeline; what it throws ends the work
 */
record KeyEnd(NodeLine line, boolean importing, Runnable before) {
  private static final Request ASKING = Request.of("ASKING");

  KeyEnd(NodeLine line, boolean importing) {
    this(line, importing, () -> {});
  }

  /** The same end, with somebody who sees how the work goes on. */
  KeyEnd watched(Runnable watch) {
    return new KeyEnd(line, importing, watch);
  }

  /** An answer to each request, in their order. */
  List<Answer> ask(List<Request> requests) {
    before.run();
    if (!importing) {
      return line.ask(requests);
    }
    List<Request> both = new ArrayList<>(2 * requests.size());
    for (Request request : requests) {
      both.add(ASKING);
      both.add(request);
    }
    List<Answer> answers = line.ask(both);
    List<Answer> wanted = new ArrayList<>(requests.size());
    for (int i = 1; i < answers.size(); i += 2) {
      wanted.add(answers.get(i));
    }
    return wanted;
  }

  /**
   * The reply to one request.
   *
   * @throws dev.slotwright.redis.ServerErrorException when it was an error
   */
  Reply ask(Request request) {
    return ask(List.of(request)).getFirst().orThrow();
  }
}
