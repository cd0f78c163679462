package dev.slotwright.bench.mover.load;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisCluster;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Jedis' cluster client with its defaults (2 s timeouts, 5 attempts, pools of 8), used by as many
 * threads as it has connections to six masters. An operation that waits for a thread is waiting all
 * the same: its time counts from when it was due.
 */
final class JedisLoad implements LoadClient {
  private static final int THREADS = 48;

  private final JedisCluster redis;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  JedisLoad(List<String> seeds) {
    redis = new JedisCluster(seeds.stream().map(HostAndPort::from).collect(Collectors.toSet()));
  }

  @Override
  public void send(Command command, BiConsumer<Object, Throwable> answer) {
    threads.execute(
        () -> {
          try {
            answer.accept(call(command), null);
          } catch (JedisException e) {
            answer.accept(null, e);
          }
        });
  }

  private Object call(Command command) {
    return switch (command) {
      case Command.Get get -> redis.get(get.key());
      case Command.Set set -> redis.set(set.key(), set.value());
      case Command.Increment increment -> redis.incr(increment.key());
    };
  }

  @Override
  public void close() {
    threads.close();
    redis.close();
  }
}
