package dev.slotwright.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Builds a {@link Reply} from what Lettuce's decoder reads, element by element. */
final class ReplyOutput extends CommandOutput<byte[], byte[], Reply> {
  private final Deque<Frame> open = new ArrayDeque<>();

  /** An array that still misses elements. */
  private record Frame(int size, List<Reply> items) {}

  ReplyOutput() {
    super(ByteArrayCodec.INSTANCE, Reply.NIL);
  }

  @Override
  public void set(ByteBuffer bytes) {
    if (bytes == null) {
      add(Reply.NIL);
      return;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    add(new Reply.Text(copy));
  }

  @Override
  public void set(long integer) {
    add(new Reply.Number(integer));
  }

  @Override
  public void set(double number) {
    add(new Reply.Text(Double.toString(number).getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public void set(boolean value) {
    add(new Reply.Number(value ? 1 : 0));
  }

  @Override
  public void multi(int count) {
    if (count < 0) {
      add(Reply.NIL);
    } else if (count == 0) {
      add(new Reply.Items(List.of()));
    } else {
      open.push(new Frame(count, new ArrayList<>(count)));
    }
  }

  private void add(Reply item) {
    Reply complete = item;
    while (!open.isEmpty()) {
      Frame frame = open.peek();
      frame.items().add(complete);
      if (frame.items().size() < frame.size()) {
        return;
      }
      open.pop();
      complete = new Reply.Items(frame.items());
    }
    output = complete;
  }
}
