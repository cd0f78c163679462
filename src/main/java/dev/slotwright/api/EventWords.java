package dev.slotwright.api;

import dev.slotwright.event.Event;
import dev.slotwright.judgement.Reason;
import java.util.Locale;
import java.util.stream.Collectors;

/** Events as sentences. */
final class EventWords {
  private static final int BRIEF = 8;

  private EventWords() {}

  static String level(Event event) {
    return switch (event) {
      case Event.OperationCompleted e -> "good";
      case Event.OperationBlocked e -> "warning";
      case Event.OperationAborted e -> "warning";
      case Event.SlotsWithdrawn e -> "warning";
      case Event.TransportFellBack e -> "warning";
      case Event.PolicyRejected e -> "warning";
      case Event.Warned e -> "warning";
      case Event.VerdictReached e -> "info";
      case Event.OperationStarted e -> "info";
      case Event.StepTaken e -> "info";
      case Event.SlotsMoved e -> "info";
      case Event.MasterReplaced e -> "good";
      case Event.MovePaced e -> "info";
      case Event.PolicyLoaded e -> "info";
      case Event.PolicyRemoved e -> "info";
      case Event.Audited e -> "info";
      case Event.Merged e -> "info";
    };
  }

  static String sentence(Event event) {
    return switch (event) {
      case Event.VerdictReached e -> verdict(e);
      case Event.OperationStarted e ->
          "%s from %d to %d shards begins: %s"
              .formatted(e.kind(), e.fromShards(), e.toShards(), e.cause());
      case Event.StepTaken e ->
          "%s %s %s".formatted(e.step(), brief(e.subject()), brief(e.detail())).strip();
      case Event.SlotsMoved e ->
          "%d slots moved from %s to %s, %d keys, %s%s"
              .formatted(
                  e.count(),
                  brief(e.from()),
                  brief(e.to()),
                  e.keys(),
                  e.estimated() ? "about " : "",
                  bytes(e.bytes()));
      case Event.SlotsWithdrawn e -> withdrawn(e);
      case Event.MasterReplaced e ->
          "%s has the %d slots of %s, whose pod %s is to be deleted"
              .formatted(brief(e.to()), e.slots(), brief(e.from()), e.pod());
      case Event.MovePaced e ->
          "%s by %s: %s"
              .formatted(
                  e.change(),
                  e.by(),
                  e.paused()
                      ? "moving is paused"
                      : "moving takes up to %d %% of the time".formatted(percent(e.share())));
      case Event.TransportFellBack e ->
          "from %s to %s by %s instead of %s: %s"
              .formatted(brief(e.from()), brief(e.to()), e.taken(), e.wanted(), e.reason());
      case Event.OperationBlocked e -> "%s waits: %s".formatted(e.kind(), e.reason());
      case Event.OperationCompleted e ->
          "%s done: %d shards, %d slots and %s moved in %d s"
              .formatted(e.kind(), e.shards(), e.slotsMoved(), bytes(e.bytesMoved()), e.seconds());
      case Event.OperationAborted e -> "%s given up: %s".formatted(e.kind(), e.reason());
      case Event.PolicyLoaded e ->
          "policy %s in force for %s, mode %s".formatted(e.policy(), e.cluster(), title(e.mode()));
      case Event.PolicyRejected e ->
          "%s:%d refused: %s; expected %s".formatted(e.file(), e.line(), e.problem(), e.expected());
      case Event.PolicyRemoved e -> "policy %s is gone".formatted(e.policy());
      case Event.Audited e -> "%s by %s: %s".formatted(e.action(), e.by(), e.detail());
      case Event.Warned e -> "%s: %s".formatted(e.code(), e.message());
      case Event.Merged e ->
          e.counts().entrySet().stream()
              .map(count -> count.getValue() + " x " + count.getKey())
              .collect(Collectors.joining(", ", "while the broker was away: ", ""));
    };
  }

  private static String withdrawn(Event.SlotsWithdrawn e) {
    String returned =
        e.returned()
            .map(slots -> "slots %s stay at %s, ".formatted(slots, brief(e.from())))
            .orElse("");
    String open =
        e.leftOpen()
            .map(
                slots ->
                    "slots %s are open between %s and %s, "
                        .formatted(slots, brief(e.from()), brief(e.to())))
            .orElse("");
    return "%s%smove given up: %s".formatted(returned, open, e.reason());
  }

  private static long percent(double share) {
    return Math.round(share * 100);
  }

  private static String verdict(Event.VerdictReached e) {
    String why =
        e.reasons().stream()
            .filter(reason -> reason.code().name().equals(e.code()))
            .map(Reason::why)
            .reduce((first, last) -> last)
            .orElse(e.code());
    return e.verdict().equals("hold")
        ? "hold at %d shards: %s".formatted(e.shards(), why)
        : "%s, %d to %d shards: %s".formatted(e.verdict(), e.shards(), e.target(), why);
  }

  /** A node's name in full is too long to read. */
  private static String brief(String word) {
    return word.matches("[0-9a-f]{40}") ? word.substring(0, BRIEF) : word;
  }

  private static String title(String mode) {
    return mode.isEmpty() ? mode : mode.charAt(0) + mode.substring(1).toLowerCase(Locale.ROOT);
  }

  private static String bytes(long bytes) {
    double mebibytes = bytes / 1024.0 / 1024.0;
    return mebibytes < 1
        ? "%d KiB".formatted(bytes / 1024)
        : String.format(Locale.ROOT, "%.1f MiB", mebibytes);
  }
}
