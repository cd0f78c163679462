package dev.slotwright;

import dev.slotwright.cli.cluster.ClusterAccess;
import dev.slotwright.control.SettingsJournal;

/** What the program itself opens clusters with, for tests of other packages. */
public final class RealSessions {
  private RealSessions() {}

  public static ClusterAccess open() {
    return new HandSessions(SettingsJournal.inMemory());
  }
}
