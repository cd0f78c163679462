package dev.slotwright.control;

/** Brings samples to the {@link SampleIntake}, from {@link #start()} to {@link #close()}. */
public interface SampleSource extends AutoCloseable {
  /** Returns at once and never fails: a source that cannot be reached is tried again and again. */
  void start();

  @Override
  void close();
}
