package dev.slotwright;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.control.MoveListener;
import dev.slotwright.control.SlotMover;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MovePace;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import java.util.List;

/** A mover that moves nothing and finds nothing open; fakes override what their test is about. */
public class IdleMover implements SlotMover {
  /** What {@link #status()} answers. */
  protected volatile MoveStatus status = new MoveStatus.Idle();

  @Override
  public void start(
      ClusterView view,
      List<SlotMove> moves,
      SlotBytes bytes,
      Execution execution,
      MoveListener listener) {}

  @Override
  public final MoveStatus status() {
    return status;
  }

  @Override
  public final void acknowledge() {
    status = new MoveStatus.Idle();
  }

  @Override
  public void pace(MovePace pace) {}

  @Override
  public void stop() {}

  @Override
  public final List<String> closeOpenSlots(ClusterView view) {
    return List.of();
  }

  @Override
  public final boolean putBackSettings(ClusterView view) {
    return true;
  }

  @Override
  public final void close() {
    status = new MoveStatus.Idle();
  }
}
