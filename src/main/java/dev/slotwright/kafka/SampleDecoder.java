package dev.slotwright.kafka;

import dev.slotwright.kafka.Decoding.Undecodable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Turns the value of a record into samples. The first dialect that recognises it reads it; the
 * native one comes last and takes everything, so that its reasons are the ones people see.
 */
final class SampleDecoder {
  private final List<Dialect> dialects;

  SampleDecoder(List<Dialect> others) {
    dialects = Stream.concat(others.stream(), Stream.of(new NativeJson())).toList();
  }

  /** Only the documented JSON. */
  SampleDecoder() {
    this(List.of());
  }

  Decoding decode(byte[] value) {
    if (value == null || value.length == 0) {
      return new Undecodable(Rejection.EMPTY, "the record has no value");
    }
    for (Dialect dialect : dialects) {
      if (dialect.recognises(value)) {
        return dialect.decode(value);
      }
    }
    return new Undecodable(Rejection.MALFORMED, "no dialect recognises the value");
  }
}
