package dev.slotwright.kafka;

/** Why a record or a sample in it is refused: a closed list, part of headers and metrics. */
enum Rejection {
  /** There is no value. */
  EMPTY("empty"),
  /** It cannot be parsed. */
  MALFORMED("malformed"),
  /** It says that it is something else. */
  UNKNOWN_SCHEMA("unknown-schema"),
  MISSING_FIELD("missing-field"),
  WRONG_TYPE("wrong-type"),
  /** Of the right type, but not one of the values that it can have. */
  INVALID_VALUE("invalid-value"),
  /** A number that is negative or not finite. */
  OUT_OF_RANGE("out-of-range"),
  /** Nothing in it is known. */
  NO_METRICS("no-metrics"),
  /** Measured later than now. */
  FUTURE("future"),
  /** Decoded, but the windows threw. */
  NOT_RECORDED("not-recorded");

  private final String code;

  Rejection(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }
}
