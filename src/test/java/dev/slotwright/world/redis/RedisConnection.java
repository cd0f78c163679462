package dev.slotwright.world.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A blocking RESP2 connection to one server: a string is a {@link String}, an integer a {@link
 * Long}, an array a {@link List}, nil is null. Not safe for several threads.
 */
public final class RedisConnection implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  private RedisConnection(Socket socket, InputStream in) {
    this.socket = socket;
    this.in = in;
  }

  /**
   * @param password null for a server without one
   * @param timeout bound of the connect and of each read
   */
  public static RedisConnection open(String host, int port, String password, Duration timeout) {
    return open(host, port, password, null, timeout);
  }

  /**
   * @param tls null for plain TCP
   */
  static RedisConnection open(String host, int port, String password, Tls tls, Duration timeout) {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) timeout.toMillis());
      socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      if (tls != null) {
        socket = tls.sockets().createSocket(socket, host, port, true);
      }
      RedisConnection connection =
          new RedisConnection(socket, new BufferedInputStream(socket.getInputStream()));
      if (password != null) {
        connection.call("AUTH", password);
      }
      return connection;
    } catch (IOException e) {
      closeQuietly(socket, e);
      throw new UncheckedIOException("no connection to " + host + ":" + port, e);
    } catch (RuntimeException e) {
      closeQuietly(socket, e);
      throw e;
    }
  }

  /**
   * One command and its reply.
   *
   * @throws RedisError when the server answers with an error
   */
  public Object call(String... command) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(ascii("*" + command.length + "\r\n"));
      for (String word : command) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(ascii("$" + bytes.length + "\r\n"));
        out.writeBytes(bytes);
        out.writeBytes(ascii("\r\n"));
      }
      out.writeTo(socket.getOutputStream());
      return reply();
    } catch (IOException e) {
      throw new UncheckedIOException(
          command[0] + " at " + socket.getRemoteSocketAddress() + " has no reply", e);
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

  /** The server refused a command. */
  public static final class RedisError extends RuntimeException {
    RedisError(String message) {
      super(message);
    }
  }

  private Object reply() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case '-' -> throw new RedisError(rest);
      case ':' -> Long.valueOf(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      default -> throw new IOException("not RESP2: " + line);
    };
  }

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    String value = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    in.skipNBytes(2);
    return value;
  }

  private List<Object> array(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    List<Object> items = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      items.add(reply());
    }
    return items;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\r'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server closed the connection");
      }
      line.write(b);
    }
    in.skipNBytes(1);
    return line.toString(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void closeQuietly(Socket socket, Exception because) {
    try {
      socket.close();
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }
}
