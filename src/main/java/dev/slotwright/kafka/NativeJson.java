package dev.slotwright.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Role;
import dev.slotwright.kafka.Decoding.Decoded;
import dev.slotwright.kafka.Decoding.Undecodable;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeSample;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The documented JSON, one sample a record: {@code docs/metrics-topic.md}. */
final class NativeJson implements Dialect {
  static final String SCHEMA = "slotwright.metrics/v1";

  private static final int LONGEST_NAME = 253;

  /** In September 2001: epoch seconds read as milliseconds are earlier than that. */
  private static final long EARLIEST_MILLIS = 1_000_000_000_000L;

  /** In the year 9999. */
  private static final long LATEST_MILLIS = 253_402_300_799_999L;

  private static final Pattern NODE_ID = Pattern.compile("[0-9a-f]{40}");
  private static final Map<String, Metric> METRICS = new HashMap<>();
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Python writes NaN and Infinity as they are: then the field can be named.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  static {
    for (Metric metric : Metric.values()) {
      METRICS.put(metric.field(), metric);
    }
  }

  @Override
  public boolean recognises(byte[] value) {
    return true;
  }

  @Override
  public Decoding decode(byte[] value) {
    try (JsonParser parser = JSON.createParser(value)) {
      return new Reading(parser).sample();
    } catch (Refusal refusal) {
      return new Undecodable(refusal.reason, refusal.getMessage());
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
      return new Undecodable(Rejection.MALFORMED, "not JSON" + where + ": " + cut(e));
    } catch (IOException e) {
      return new Undecodable(Rejection.MALFORMED, "not text: " + e.getMessage());
    }
  }

  private static String cut(JsonProcessingException e) {
    return brief(e.getOriginalMessage().lines().findFirst().orElse("unreadable"));
  }

  private static String brief(String text) {
    return text.length() <= 120 ? text : text.substring(0, 120) + "…";
  }

  /** Ends a reading; carries no stack, since bad records may come by the thousand. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Rejection reason;

    Refusal(Rejection reason, String detail) {
      super(detail, null, false, false);
      this.reason = reason;
    }
  }

  /** One pass over one value. */
  private static final class Reading {
    private final JsonParser parser;
    private final Map<Metric, Double> values = new EnumMap<>(Metric.class);
    private String cluster;
    private String node;
    private Instant at;
    private Optional<Role> role = Optional.empty();
    private boolean metricsSeen;
    private int ignored;

    Reading(JsonParser parser) {
      this.parser = parser;
    }

    Decoding sample() throws IOException {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Refusal(Rejection.WRONG_TYPE, "the value is not a JSON object");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        field(name, parser.nextToken());
      }
      if (parser.nextToken() != null) {
        throw new Refusal(Rejection.MALFORMED, "something follows the JSON object");
      }
      require("cluster", cluster != null);
      require("node", node != null);
      require("timestamp", at != null);
      require("metrics", metricsSeen);
      if (values.isEmpty()) {
        throw new Refusal(Rejection.NO_METRICS, "metrics has no name that is known");
      }
      return new Decoded(
          List.of(new NodeSample(cluster, new NodeId(node), at, role, values)), ignored);
    }

    private void field(String name, JsonToken token) throws IOException {
      switch (name) {
        case "schema" -> schema(text(name, token));
        case "cluster" -> cluster = name(name, text(name, token));
        case "node" -> node = node(text(name, token));
        case "timestamp" -> at = timestamp(token);
        case "role" -> role = role(token);
        case "metrics" -> metrics(token);
        default -> parser.skipChildren();
      }
    }

    private static void require(String field, boolean there) {
      if (!there) {
        throw new Refusal(Rejection.MISSING_FIELD, field + " is missing");
      }
    }

    private String text(String field, JsonToken token) throws IOException {
      if (token != JsonToken.VALUE_STRING) {
        throw new Refusal(Rejection.WRONG_TYPE, field + " is not a string");
      }
      return parser.getText();
    }

    private static void schema(String schema) {
      if (!schema.equals(SCHEMA)) {
        throw new Refusal(
            Rejection.UNKNOWN_SCHEMA, "schema is '" + brief(schema) + "', not '" + SCHEMA + "'");
      }
    }

    private static String name(String field, String name) {
      if (name.isBlank() || name.length() > LONGEST_NAME) {
        throw new Refusal(
            Rejection.INVALID_VALUE,
            field + " has " + name.length() + " characters, not 1 to " + LONGEST_NAME);
      }
      return name;
    }

    private static String node(String node) {
      name("node", node);
      if (NODE_ID.matcher(node).matches()) {
        return node;
      }
      try {
        return Address.parse(node).toString();
      } catch (IllegalArgumentException e) {
        throw new Refusal(
            Rejection.INVALID_VALUE,
            "node is '" + brief(node) + "', neither 40 lower-case hex digits nor HOST:PORT");
      }
    }

    private Instant timestamp(JsonToken token) throws IOException {
      if (token == JsonToken.VALUE_STRING) {
        try {
          return inRange(Instant.parse(parser.getText()));
        } catch (DateTimeException e) {
          throw new Refusal(
              Rejection.INVALID_VALUE,
              "timestamp is '" + brief(parser.getText()) + "', not like 2026-01-01T00:00:10Z");
        }
      }
      if (token != JsonToken.VALUE_NUMBER_INT) {
        throw new Refusal(
            Rejection.WRONG_TYPE, "timestamp is neither a string nor whole epoch milliseconds");
      }
      if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        throw new Refusal(Rejection.INVALID_VALUE, "timestamp has too many digits");
      }
      return inRange(Instant.ofEpochMilli(parser.getLongValue()));
    }

    private static Instant inRange(Instant at) {
      if (at.isBefore(Instant.ofEpochMilli(EARLIEST_MILLIS))
          || at.isAfter(Instant.ofEpochMilli(LATEST_MILLIS))) {
        throw new Refusal(
            Rejection.INVALID_VALUE,
            "timestamp is " + at + ", not from 2001 to 9999: a number is epoch milliseconds");
      }
      return at;
    }

    private Optional<Role> role(JsonToken token) throws IOException {
      if (token == JsonToken.VALUE_NULL) {
        return Optional.empty();
      }
      String text = text("role", token);
      return switch (text) {
        case "master" -> Optional.of(Role.MASTER);
        case "replica" -> Optional.of(Role.REPLICA);
        default ->
            throw new Refusal(
                Rejection.INVALID_VALUE, "role is '" + brief(text) + "', not master or replica");
      };
    }

    private void metrics(JsonToken token) throws IOException {
      if (token != JsonToken.START_OBJECT) {
        throw new Refusal(Rejection.WRONG_TYPE, "metrics is not an object");
      }
      metricsSeen = true;
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        Metric metric = METRICS.get(name);
        if (metric == null) {
          ignored++;
          parser.skipChildren();
        } else if (value != JsonToken.VALUE_NULL) {
          values.put(metric, number(name, value));
        }
      }
    }

    private double number(String name, JsonToken token) throws IOException {
      if (!token.isNumeric()) {
        throw new Refusal(Rejection.WRONG_TYPE, "metrics." + name + " is not a number");
      }
      double number = parser.getDoubleValue();
      if (!Double.isFinite(number) || number < 0) {
        throw new Refusal(
            Rejection.OUT_OF_RANGE,
            "metrics." + name + " is " + number + ", not a finite number from 0");
      }
      return number;
    }
  }
}
