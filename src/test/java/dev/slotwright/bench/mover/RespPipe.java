package dev.slotwright.bench.mover;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * A connection that writes many commands before it reads their replies, with as little work of its
 * own as Java allows. Commands wait in a buffer until {@link #flush()}. Not safe for several
 * threads.
 */
final class RespPipe implements AutoCloseable {
  private static final int BUFFER = 256 * 1024;

  private final String endpoint;
  private final Socket socket = new Socket();
  private final InputStream in;
  private final OutputStream out;
  private final byte[] read = new byte[BUFFER];
  private int readAt;
  private int readEnd;
  private byte[] pending = new byte[BUFFER];
  private int pendingLength;

  RespPipe(String host, int port, Duration timeout) {
    endpoint = host + ":" + port;
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) timeout.toMillis());
      socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      in = socket.getInputStream();
      out = socket.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException("no connection to " + endpoint, e);
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Begins a command of this many words. */
  void begin(int words) {
    head('*', words);
  }

  void word(byte[] word) {
    word(word, 0, word.length);
  }

  void word(byte[] source, int from, int length) {
    head('$', length);
    room(length + 2);
    System.arraycopy(source, from, pending, pendingLength, length);
    pendingLength += length;
    pending[pendingLength++] = '\r';
    pending[pendingLength++] = '\n';
  }

  void command(byte[]... words) {
    begin(words.length);
    for (byte[] word : words) {
      word(word);
    }
  }

  void command(String... words) {
    begin(words.length);
    for (String word : words) {
      word(ascii(word));
    }
  }

  int pendingBytes() {
    return pendingLength;
  }

  void flush() {
    try {
      out.write(pending, 0, pendingLength);
      pendingLength = 0;
      if (pending.length > 64 * BUFFER) {
        pending = new byte[BUFFER];
      }
    } catch (IOException e) {
      throw new UncheckedIOException(endpoint + " takes no more commands", e);
    }
  }

  /**
   * A simple string, an integer or an error, as one line without its end.
   *
   * @throws IllegalStateException when the reply is an error
   */
  String line() {
    try {
      return text();
    } catch (IOException e) {
      throw new UncheckedIOException(endpoint + " does not reply", e);
    }
  }

  long integer() {
    return Long.parseLong(line().substring(1));
  }

  void expect(String reply) {
    String line = line();
    if (!line.equals(reply)) {
      throw new IllegalStateException(endpoint + " answers " + line + " instead of " + reply);
    }
  }

  /** A bulk string; null for nil. */
  byte[] bulk() {
    int length = Integer.parseInt(line().substring(1));
    if (length < 0) {
      return null;
    }
    byte[] value = new byte[length];
    try {
      int have = Math.min(length, readEnd - readAt);
      System.arraycopy(read, readAt, value, 0, have);
      readAt += have;
      if (in.readNBytes(value, have, length - have) < length - have) {
        throw new EOFException(endpoint + " closed the connection");
      }
      next();
      next();
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(endpoint + " does not reply", e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text() throws IOException {
    byte[] line = new byte[64];
    int length = 0;
    for (int b = next(); b != '\r'; b = next()) {
      if (length == line.length) {
        line = Arrays.copyOf(line, 2 * length);
      }
      line[length++] = (byte) b;
    }
    next();
    String text = new String(line, 0, length, StandardCharsets.UTF_8);
    if (text.charAt(0) == '-') {
      throw new IllegalStateException(endpoint + " answers " + text);
    }
    return text;
  }

  private int next() throws IOException {
    if (readAt == readEnd) {
      readAt = 0;
      readEnd = in.read(read);
      if (readEnd <= 0) {
        throw new EOFException(endpoint + " closed the connection");
      }
    }
    return read[readAt++];
  }

  private void head(char kind, int number) {
    room(16);
    pending[pendingLength++] = (byte) kind;
    int digits = 1;
    for (int rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    for (int i = digits - 1, rest = number; i >= 0; i--, rest /= 10) {
      pending[pendingLength + i] = (byte) ('0' + rest % 10);
    }
    pendingLength += digits;
    pending[pendingLength++] = '\r';
    pending[pendingLength++] = '\n';
  }

  private void room(int bytes) {
    if (pendingLength + bytes > pending.length) {
      pending = Arrays.copyOf(pending, Math.max(2 * pending.length, pendingLength + bytes));
    }
  }
}
