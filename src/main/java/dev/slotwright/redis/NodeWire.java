package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.Credentials;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One connection to one node for one thread that sends a pipeline and waits for all of its replies.
 * Never reconnects and never sends a command twice: a broken one is closed for good.
 *
 * <p>Beside {@link NodeConnection} because a mover sends hundreds of thousands of commands in a few
 * seconds: without a future for each and without a change of threads they cost a tenth (figures in
 * docs/performance.md).
 */
public final class NodeWire implements AutoCloseable {
  /** Told of each answer of a pipeline, in order. */
  public interface Receiver {
    void reply(Reply reply);

    /** An error that is not about logging in or permissions. */
    void error(ServerErrorException error);
  }

  private final Address address;

  /** The plain one: to close a secured one waits for a writer that is stuck. */
  private final Socket raw;

  private final RespWriter writer;
  private final RespReader reader;
  private final LettuceRuntime runtime;
  private final Failures failures;
  private List<Request> sent = List.of();
  private Duration patience;
  private ScheduledFuture<?> deadline;
  private volatile boolean closed;
  private volatile boolean late;

  private NodeWire(
      Address address, Socket raw, Socket socket, LettuceRuntime runtime, Failures failures)
      throws IOException {
    this.address = address;
    this.raw = raw;
    this.writer = new RespWriter(socket.getOutputStream());
    this.reader = new RespReader(socket.getInputStream());
    this.runtime = runtime;
    this.failures = failures;
  }

  /**
   * Connects and logs in, within the connect time-out of the settings.
   *
   * @throws dev.slotwright.control.RefusedException when the node rejects user or password
   * @throws dev.slotwright.control.UnreachableException when it does not answer
   */
  static NodeWire open(Address address, LettuceRuntime runtime, Credentials credentials) {
    Failures failures = new Failures(address, credentials);
    RedisSettings settings = runtime.settings();
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      int millis = (int) settings.connectTimeout().toMillis();
      socket.connect(new InetSocketAddress(address.host(), address.port()), millis);
      Socket secured = settings.tls() ? secured(socket, address, runtime, millis) : socket;
      NodeWire wire = new NodeWire(address, socket, secured, runtime, failures);
      wire.login(credentials, settings.connectTimeout());
      return wire;
    } catch (IOException e) {
      close(socket, e);
      throw failures.of("the connect", e);
    } catch (RuntimeException e) {
      close(socket, e);
      throw e;
    }
  }

  public Address address() {
    return address;
  }

  public boolean isOpen() {
    return !closed;
  }

  /**
   * Sends all commands and waits for all replies. Without them in time the connection is closed:
   * whether the commands were carried out is then unknown.
   *
   * @throws dev.slotwright.control.RefusedException when a password or a permission was refused;
   *     every command was answered nevertheless
   * @throws dev.slotwright.control.UnreachableException without all answers
   */
  public void exchange(List<Request> requests, Duration limit, Receiver receiver) {
    send(requests, limit);
    receive(receiver);
  }

  /**
   * The first half of {@link #exchange}: the replies have to be received before more is sent.
   *
   * @throws dev.slotwright.control.UnreachableException when the connection is broken
   */
  public void send(List<Request> requests, Duration limit) {
    if (!sent.isEmpty()) {
      throw new IllegalStateException("replies of " + address + " are still to be received");
    }
    sent = List.copyOf(requests);
    patience = limit;
    deadline = runtime.after(limit, this::expire);
    try {
      for (Request request : requests) {
        writer.write(request);
      }
      writer.flush();
    } catch (IOException e) {
      throw broken(e, 0);
    }
  }

  /** The other half of {@link #exchange}. */
  public void receive(Receiver receiver) {
    RuntimeException refused = null;
    boolean whole = false;
    try {
      for (int i = 0; i < sent.size(); i++) {
        RuntimeException error = next(receiver, i);
        refused = refused == null ? error : refused;
      }
      whole = true;
    } finally {
      deadline.cancel(false);
      sent = List.of();
      if (!whole) {
        // Replies that nobody read would answer the next commands.
        close();
      }
    }
    if (refused != null) {
      throw refused;
    }
  }

  /** Why a command was refused; null when it was not. */
  private RuntimeException next(Receiver receiver, int number) {
    try {
      receiver.reply(reader.read());
    } catch (RespReader.ErrorReply e) {
      RuntimeException error = failures.answered(sent.get(number).name(), e.getMessage());
      if (!(error instanceof ServerErrorException server)) {
        return error;
      }
      receiver.error(server);
    } catch (IOException e) {
      throw broken(e, number);
    }
    return null;
  }

  private RuntimeException broken(IOException e, int unanswered) {
    boolean expired = late;
    deadline.cancel(false);
    close();
    String doing = sent.isEmpty() ? "nothing" : sent.get(unanswered).name();
    return expired ? failures.late(doing, patience) : failures.of(doing, e);
  }

  /** Ends a wait for replies, from any thread. */
  @Override
  public void close() {
    closed = true;
    close(raw, null);
  }

  private void expire() {
    late = true;
    close();
  }

  private void login(Credentials credentials, Duration limit) {
    if (credentials.password().isEmpty()) {
      return;
    }
    List<String> words = new ArrayList<>(List.of("AUTH"));
    credentials.username().ifPresent(words::add);
    words.add(credentials.password().orElseThrow());
    exchange(
        List.of(Request.of(words.toArray(String[]::new))),
        limit,
        new Receiver() {
          @Override
          public void reply(Reply reply) {
            // OK is all that a login can answer.
          }

          @Override
          public void error(ServerErrorException error) {
            throw error;
          }
        });
  }

  private static Socket secured(
      Socket socket, Address address, LettuceRuntime runtime, int timeoutMillis)
      throws IOException {
    SSLSocketFactory factory = runtime.tls().getSocketFactory();
    SSLSocket secured =
        (SSLSocket) factory.createSocket(socket, address.host(), address.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    ScheduledFuture<?> deadline =
        runtime.after(Duration.ofMillis(timeoutMillis), () -> close(socket, null));
    try {
      secured.startHandshake();
    } finally {
      deadline.cancel(false);
    }
    return secured;
  }

  private static void close(Socket socket, Exception reason) {
    try {
      socket.close();
    } catch (IOException e) {
      if (reason != null) {
        reason.addSuppressed(e);
      }
    }
  }
}
