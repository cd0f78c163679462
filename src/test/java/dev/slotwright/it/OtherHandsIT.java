package dev.slotwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Somebody else writes {@code spec.replicas} in the middle of an operation. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OtherHandsIT {
  private static Installation installation;
  private static PlainKeys keys;

  @BeforeAll
  static void begin() {
    installation = Installation.formed(3);
    keys = PlainKeys.written(installation.world(), 8000);
  }

  @AfterAll
  static void end() {
    installation.close();
  }

  @Test
  @Order(1)
  void aScaleOutThatIsShrunkByHandEndsAtTheRightNumber() {
    installation.samples().ops(3600);
    installation.story().awaitStep(installation.story().awaitStarted("scale-out", 1), "grow");
    installation.scaleByHand(6);

    installation.story().awaitWarning("workload-changed", "from 8 to 6", "HPA");
    installation.story().awaitCompleted("scale-out", 1);
    installation.awaitWhole(4);
    assertThat(keys.missing()).isEmpty();
  }

  @Test
  @Order(2)
  void aScaleOutThatIsGrownByHandEndsAtTheRightNumber() {
    installation.samples().ops(4600);
    installation.story().awaitStep(installation.story().awaitStarted("scale-out", 2), "grow");
    installation.scaleByHand(12);

    installation.story().awaitWarning("workload-changed", "to 12");
    installation.story().awaitCompleted("scale-out", 2);
    installation.awaitWhole(5);
    assertThat(keys.missing()).isEmpty();
  }

  /**
   * The pods that go hold a master with slots and its only replica: nobody else has their keys, so
   * they come back from their claims or not at all.
   */
  @Test
  @Order(3)
  void aDrainThatIsShrunkByHandGetsItsPodsBackAndLosesNothing() {
    installation.samples().ops(3600);
    String drain = installation.story().awaitStarted("scale-in", 1);
    installation.story().awaitStep(drain, "move-slots");
    installation.scaleByHand(8);

    installation
        .story()
        .awaitWarning("workload-changed", "from 10 to 8", "no staying pod has a copy of");
    installation.story().awaitStep(drain, "grow");
    installation.story().awaitCompleted("scale-in", 1);
    installation.awaitWhole(4);
    assertThat(keys.missing()).isEmpty();
    installation.story().assertComplete();
  }
}
