package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.control.MoveListener;
import dev.slotwright.control.SlotMover;
import dev.slotwright.operation.MovePace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A target may lose its replicas again and again: people hear of it once, the log each time. */
class WarningsTest {
  private final List<String> told = new ArrayList<>();
  private final List<LogRecord> logged = new ArrayList<>();

  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          logged.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @Test
  void eachIsLoggedAndToldOnce() {
    Logger log = Logger.getLogger(OrderContext.class.getName());
    log.addHandler(handler);
    try {
      OrderContext order = order();
      for (int i = 0; i < 150; i++) {
        order.warned(new MoveListener.Warning("code", "number " + i));
        order.warned(new MoveListener.Warning("code", "number " + i));
      }
    } finally {
      log.removeHandler(handler);
    }
    assertThat(logged).hasSize(300);
    assertThat(told).hasSize(100).doesNotHaveDuplicates();
  }

  private OrderContext order() {
    AtomicBoolean stopping = new AtomicBoolean();
    PaceControl pace = new PaceControl(MovePace.FULL, stopping);
    MoveListener listener =
        new MoveListener() {
          @Override
          public void moved(SlotMover.Moved group) {}

          @Override
          public void warned(Warning warning) {
            told.add(warning.message());
          }
        };
    return new OrderContext(
        null,
        null,
        LineWatch.NONE,
        MoverSettings.defaults(),
        null,
        MoverWorld.EXECUTION,
        null,
        new MoveProgress(0, 0, pace),
        listener,
        pace,
        stopping);
  }
}
