package dev.slotwright.world;

import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Describes a {@link LocalWorld}; six pods of the first server found, the reference's timeouts. */
public final class LocalWorldBuilder {
  private final String cluster;
  private RedisBinary binary;
  private int pods = 6;
  private int nodeTimeoutMillis = 5000;
  private String maxmemory = "0";
  private boolean appendonly;
  private boolean preStop;
  private Duration podStartDelay = Duration.ZERO;
  private final List<String> controllerProperties = new ArrayList<>();

  LocalWorldBuilder(String cluster) {
    this.cluster = cluster;
  }

  public LocalWorldBuilder server(RedisBinary server) {
    binary = server;
    return this;
  }

  public LocalWorldBuilder pods(int count) {
    pods = count;
    return this;
  }

  public LocalWorldBuilder nodeTimeoutMillis(int millis) {
    nodeTimeoutMillis = millis;
    return this;
  }

  /** As redis.conf writes it, such as {@code 64mb}. */
  public LocalWorldBuilder maxmemory(String limit) {
    maxmemory = limit;
    return this;
  }

  public LocalWorldBuilder appendonly() {
    appendonly = true;
    return this;
  }

  /** Pods that are to end wait in the chart's preStop hook, which needs redis-cli on PATH. */
  public LocalWorldBuilder preStop() {
    preStop = true;
    return this;
  }

  public LocalWorldBuilder podStartDelay(Duration delay) {
    podStartDelay = delay;
    return this;
  }

  /** One more setting of every controller. */
  public LocalWorldBuilder controllerProperty(String key, String value) {
    controllerProperties.add("-D" + key + "=" + value);
    return this;
  }

  /** Starts broker, API, kubelet and pods side by side; returns when the broker serves. */
  public LocalWorld start() {
    return LocalWorld.start(
        new LocalWorld.Settings(
            cluster,
            binary == null ? RedisBinary.find() : binary,
            pods,
            nodeTimeoutMillis,
            maxmemory,
            appendonly,
            preStop,
            podStartDelay,
            List.copyOf(controllerProperties)));
  }
}
