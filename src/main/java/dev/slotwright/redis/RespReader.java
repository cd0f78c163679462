package dev.slotwright.redis;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Decodes replies of the Redis protocol, version 2. */
final class RespReader {
  /** The error that a server sent instead of a reply; the connection goes on. */
  static final class ErrorReply extends Exception {
    private static final long serialVersionUID = 1;

    ErrorReply(String message) {
      super(message, null, false, false);
    }
  }

  private static final int LEAST = 4 << 10;
  private static final int MOST = 64 << 10;
  private static final byte[] OK = {'O', 'K'};
  private static final Reply.Text OK_REPLY = new Reply.Text(OK);

  private final InputStream in;
  private byte[] buffer = new byte[LEAST];
  private int at;
  private int end;

  RespReader(InputStream in) {
    this.in = in;
  }

  /** Waits for one whole reply; an error within an array becomes text. */
  Reply read() throws IOException, ErrorReply {
    int type = next();
    return switch (type) {
      case '+' -> status();
      case ':' -> new Reply.Number(number());
      case '$' -> bulk();
      case '*' -> array();
      case '-' -> throw new ErrorReply(line());
      default -> throw new IOException("a reply begins with byte " + type);
    };
  }

  private Reply status() throws IOException {
    String line = line();
    return line.equals("OK") ? OK_REPLY : new Reply.Text(line.getBytes(StandardCharsets.UTF_8));
  }

  private Reply array() throws IOException {
    int size = (int) number();
    if (size < 0) {
      return Reply.NIL;
    }
    List<Reply> items = new ArrayList<>(Math.min(size, 1 << 16));
    for (int i = 0; i < size; i++) {
      try {
        items.add(read());
      } catch (ErrorReply e) {
        items.add(new Reply.Text(e.getMessage().getBytes(StandardCharsets.UTF_8)));
      }
    }
    return new Reply.Items(items);
  }

  private Reply bulk() throws IOException {
    int size = (int) number();
    if (size < 0) {
      return Reply.NIL;
    }
    byte[] bytes = new byte[size];
    for (int done = 0; done < size; ) {
      if (at == end) {
        fill();
      }
      int some = Math.min(size - done, end - at);
      System.arraycopy(buffer, at, bytes, done, some);
      at += some;
      done += some;
    }
    next();
    next();
    return new Reply.Text(bytes);
  }

  private long number() throws IOException {
    int b = next();
    boolean negative = b == '-';
    long value = negative ? 0 : b - '0';
    for (b = next(); b != '\r'; b = next()) {
      value = value * 10 + (b - '0');
    }
    next();
    return negative ? -value : value;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = next(); b != '\r'; b = next()) {
      line.append((char) b);
    }
    next();
    return line.toString();
  }

  private int next() throws IOException {
    if (at == end) {
      fill();
    }
    return buffer[at++] & 0xff;
  }

  private void fill() throws IOException {
    if (end == buffer.length && buffer.length < MOST) {
      buffer = new byte[buffer.length * 4];
    }
    at = 0;
    end = 0;
    int read = in.read(buffer);
    if (read < 0) {
      throw new EOFException("the connection was closed by the server");
    }
    end = read;
  }
}
