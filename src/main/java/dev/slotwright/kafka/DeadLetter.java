package dev.slotwright.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record that was refused.
 *
 * @param source as it was read
 * @param detail why, in a sentence
 */
record DeadLetter(ConsumerRecord<byte[], byte[]> source, Rejection reason, String detail) {
  static final String ID = "slotwright-id";

  private static final String REASON = "slotwright-reason";
  private static final String CODE = "slotwright-reason-code";
  private static final String TOPIC = "slotwright-topic";
  private static final String PARTITION = "slotwright-partition";
  private static final String OFFSET = "slotwright-offset";
  private static final String LEFT_OUT = "slotwright-value-left-out";

  /** Where it was read: the same however often it is read. */
  String id() {
    return source.topic() + "/" + source.partition() + "/" + source.offset();
  }

  /** Bytes that it keeps in memory while it waits. */
  int size() {
    return length(source.key()) + length(source.value());
  }

  /** Key, value and headers as they were, our headers added. */
  ProducerRecord<byte[], byte[]> to(String topic) {
    return new ProducerRecord<>(topic, null, source.key(), source.value(), headers());
  }

  /** For a value that the dead-letter topic will not take; the headers say where it is. */
  ProducerRecord<byte[], byte[]> withoutValue(String topic) {
    RecordHeaders headers = headers();
    put(headers, LEFT_OUT, Integer.toString(length(source.value())));
    return new ProducerRecord<>(topic, null, source.key(), null, headers);
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private RecordHeaders headers() {
    RecordHeaders headers = new RecordHeaders(source.headers());
    put(headers, ID, id());
    put(headers, REASON, detail);
    put(headers, CODE, reason.code());
    put(headers, TOPIC, source.topic());
    put(headers, PARTITION, Integer.toString(source.partition()));
    put(headers, OFFSET, Long.toString(source.offset()));
    return headers;
  }

  private static void put(RecordHeaders headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
