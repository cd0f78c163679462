package dev.slotwright.world.load;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts connections that were lost and made again. Only then does Lettuce send unanswered commands
 * a second time; the short-lived connections of its topology refresh do not count.
 */
final class ReconnectCounter implements RedisConnectionStateListener {
  private final Set<RedisChannelHandler<?, ?>> known =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  private final AtomicInteger reconnects = new AtomicInteger();

  @Override
  public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
    if (!known.add(connection)) {
      reconnects.incrementAndGet();
    }
  }

  int reconnects() {
    return reconnects.get();
  }
}
