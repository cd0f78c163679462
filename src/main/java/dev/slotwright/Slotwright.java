package dev.slotwright;

import io.lettuce.core.RedisClient;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The program's entry. */
@QuarkusMain
public final class Slotwright {
  private Slotwright() {}

  public static void main(String... args) {
    if (args.length > 1 && args[0].equals("ping")) {
      try (RedisClient c = RedisClient.create("redis://" + args[1])) {
        System.out.println(c.connect().sync().ping());
      }
      return;
    }
    Quarkus.run(args);
  }
}
