package dev.slotwright.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slotwright.control.Leadership;
import dev.slotwright.policy.ClusterRef;
import dev.slotwright.world.kubernetes.KubernetesApi;
import dev.slotwright.world.process.Loopback;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseLeadershipTest {
  private static final LeaseTiming TIMING =
      new LeaseTiming(
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2));

  private final Loopback loopback = new Loopback();
  private KubernetesApi api;

  @BeforeEach
  void start() {
    api = KubernetesApi.start(loopback);
  }

  @AfterEach
  void stop() {
    api.close();
    loopback.close();
  }

  @Test
  void oneOfTwoLeads() {
    Contender one = new Contender("one");
    Contender two = new Contender("two");

    assertThat(one.attempt()).isTrue();
    assertThat(two.attempt()).isFalse();

    assertThat(one.leads()).isTrue();
    assertThat(two.leads()).isFalse();
  }

  @Test
  void theHolderStopsBeforeAnotherMayBegin() {
    Contender one = new Contender("one");
    Contender two = new Contender("two");
    one.attempt();
    two.attempt();

    one.pass(Duration.ofMillis(7_999));
    assertThat(one.leads()).isTrue();
    one.pass(Duration.ofMillis(1));
    assertThat(one.leads()).as("after lease less margin, without having asked anybody").isFalse();

    two.pass(Duration.ofMillis(9_999));
    assertThat(two.attempt()).isFalse();
    two.pass(Duration.ofMillis(1));
    assertThat(two.attempt()).isTrue();
    assertThat(two.leads()).isTrue();
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("two");
    assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(1);

    assertThat(one.attempt()).isFalse();
    assertThat(one.leads()).isFalse();
  }

  @Test
  void aRenewalStartsTheOthersWaitAnew() {
    Contender one = new Contender("one");
    Contender two = new Contender("two");
    one.attempt();
    two.attempt();
    two.pass(Duration.ofSeconds(9));
    one.pass(Duration.ofSeconds(3));
    one.attempt();
    two.attempt();
    two.pass(Duration.ofSeconds(9));

    assertThat(two.attempt()).isFalse();
    one.pass(Duration.ofSeconds(7));
    assertThat(one.leads()).isTrue();
  }

  @Test
  void aHolderWhoseLeaseNobodyTookGoesOn() {
    Contender one = new Contender("one");
    one.attempt();
    one.pass(Duration.ofMinutes(5));
    assertThat(one.leads()).isFalse();

    assertThat(one.attempt()).isTrue();
    assertThat(one.leads()).isTrue();
  }

  @Test
  void leadsThroughAShortOutageAndNotThroughALongOne() {
    Assumptions.assumeFalse(api.isReal(), "a real API server is not ours to stop");
    Contender one = new Contender("one");
    one.attempt();
    api.stop();
    one.pass(Duration.ofSeconds(5));
    assertThat(one.attempt()).isFalse();
    assertThat(one.leads()).isTrue();
    one.pass(Duration.ofSeconds(3));
    assertThat(one.leads()).isFalse();

    api.resume();
    assertThat(one.attempt()).isTrue();
    assertThat(one.leads()).isTrue();
  }

  @Test
  void handsOverAtOnceWhenClosed() {
    LeaseTiming quick =
        new LeaseTiming(
            Duration.ofSeconds(30),
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1));
    try (Leadership one = begin("pod", quick)) {
      await().until(one::leads);
      try (Leadership two = begin("pod", quick)) {
        await().during(Duration.ofSeconds(1)).until(() -> one.leads() && !two.leads());
        one.close();
        assertThat(one.leads()).isFalse();
        await().atMost(Duration.ofSeconds(5)).until(two::leads);
      }
    }
    assertThat(lease().getSpec().getHolderIdentity()).isNullOrEmpty();
  }

  @Test
  void theConfigurationsDefaultsAreTheTimingsDefaults() {
    LeaseConfig config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(LeaseConfig.class)
            .build()
            .getConfigMapping(LeaseConfig.class);
    assertThat(LeaseTiming.of(config)).isEqualTo(LeaseTiming.DEFAULT);
  }

  @Test
  void timingMustLeaveRoomToRenew() {
    Duration five = Duration.ofSeconds(5);
    assertThatThrownBy(
            () -> new LeaseTiming(five, Duration.ofSeconds(3), five, Duration.ofSeconds(2)))
        .hasMessageContaining("not shorter than lease");
  }

  private Leadership begin(String instance, LeaseTiming timing) {
    ClusterRef cluster =
        new ClusterRef("sessions", api.namespace(), "redis", 6379, Optional.empty());
    return new Kubernetes(api.client()).leadership(cluster, instance, timing);
  }

  private Lease lease() {
    return api.client().leases().inNamespace(api.namespace()).withName("slotwright-sessions").get();
  }

  /** A contender whose clock only moves when told to: frozen, as a stopped process is. */
  private final class Contender {
    private final AtomicLong nanos = new AtomicLong(System.nanoTime());
    private final LeaseLeadership leadership;

    Contender(String identity) {
      Api calls = new Api(api.client(), new ApiStatus(), Duration.ofSeconds(2), 0);
      leadership =
          new LeaseLeadership(
              new LeaseRecord(calls, api.namespace(), "sessions"), identity, TIMING, nanos::get);
    }

    boolean attempt() {
      return leadership.attempt();
    }

    boolean leads() {
      return leadership.leads();
    }

    void pass(Duration time) {
      nanos.addAndGet(time.toNanos());
    }
  }
}
