package dev.slotwright.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:6379", "redis-0.redis:6379", "[::1]:7000"})
  void readsWhatItWrites(String text) {
    assertThat(Address.parse(text)).hasToString(text);
  }

  @Test
  void theBusIsTenThousandAboveUnlessAnnounced() {
    assertThat(Address.parse("h:6379").busPort()).isEqualTo(16_379);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", ":6379", "host:", "host:x", "host:0", "host:65536"})
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
