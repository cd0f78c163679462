package dev.slotwright.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.event.Event;
import dev.slotwright.operation.ClusterState;
import dev.slotwright.operation.Form;
import dev.slotwright.operation.Operation;
import dev.slotwright.operation.Rebalance;
import dev.slotwright.operation.ScaleIn;
import dev.slotwright.operation.ScaleOut;
import java.io.IOException;

/**
 * The state record as JSON, with the version of its schema. Fields that a newer version added are
 * ignored; a newer schema is refused, so that an older controller never overwrites it.
 */
public final class StateCodec {
  /** Goes up when an older controller could not go on with what a newer one wrote. */
  static final int SCHEMA = 1;

  private static final String SCHEMA_FIELD = "schema";
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModules(new JavaTimeModule(), new Jdk8Module(), words())
          .addMixIn(Operation.class, OperationKinds.class)
          .addMixIn(Event.class, EventTypes.class)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private StateCodec() {}

  static String encode(ClusterState state) {
    ObjectNode tree = JSON.createObjectNode().put(SCHEMA_FIELD, SCHEMA);
    tree.setAll((ObjectNode) JSON.valueToTree(state));
    return tree.toString();
  }

  /**
   * @throws RefusedException when the text is not a record of a schema that this version knows
   */
  static ClusterState decode(String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      int schema = tree.path(SCHEMA_FIELD).asInt();
      if (schema != SCHEMA) {
        throw new RefusedException(
            "the state record has schema %d, this version knows %d: run the version that wrote it"
                .formatted(schema, SCHEMA));
      }
      return JSON.treeToValue(tree, ClusterState.class);
    } catch (JsonProcessingException e) {
      throw new RefusedException(
          "the state record cannot be read (%s): restore or remove its ConfigMap"
              .formatted(e.getOriginalMessage()),
          e);
    }
  }

  private static SimpleModule words() {
    SimpleModule words = new SimpleModule("slotwright");
    words.addSerializer(NodeId.class, ToStringSerializer.instance);
    words.addSerializer(SlotSet.class, ToStringSerializer.instance);
    words.addKeySerializer(NodeId.class, new IdKeys());
    words.addKeyDeserializer(NodeId.class, new IdFromKey());
    words.addDeserializer(NodeId.class, new Text<>(NodeId.class, NodeId::new));
    words.addDeserializer(SlotSet.class, new Text<>(SlotSet.class, SlotSet::parse));
    return words;
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Form.class, name = "form"),
    @JsonSubTypes.Type(value = ScaleOut.class, name = "scale-out"),
    @JsonSubTypes.Type(value = ScaleIn.class, name = "scale-in"),
    @JsonSubTypes.Type(value = Rebalance.class, name = "rebalance")
  })
  private interface OperationKinds {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Event.VerdictReached.class, name = "verdict"),
    @JsonSubTypes.Type(value = Event.OperationStarted.class, name = "operation.started"),
    @JsonSubTypes.Type(value = Event.StepTaken.class, name = "operation.step"),
    @JsonSubTypes.Type(value = Event.SlotsMoved.class, name = "slots.moved"),
    @JsonSubTypes.Type(value = Event.SlotsWithdrawn.class, name = "slots.withdrawn"),
    @JsonSubTypes.Type(value = Event.MasterReplaced.class, name = "master.replaced"),
    @JsonSubTypes.Type(value = Event.MovePaced.class, name = "move.paced"),
    @JsonSubTypes.Type(value = Event.TransportFellBack.class, name = "move.fallback"),
    @JsonSubTypes.Type(value = Event.OperationBlocked.class, name = "operation.blocked"),
    @JsonSubTypes.Type(value = Event.OperationCompleted.class, name = "operation.completed"),
    @JsonSubTypes.Type(value = Event.OperationAborted.class, name = "operation.aborted"),
    @JsonSubTypes.Type(value = Event.PolicyLoaded.class, name = "policy.loaded"),
    @JsonSubTypes.Type(value = Event.PolicyRejected.class, name = "policy.rejected"),
    @JsonSubTypes.Type(value = Event.PolicyRemoved.class, name = "policy.removed"),
    @JsonSubTypes.Type(value = Event.Audited.class, name = "audit"),
    @JsonSubTypes.Type(value = Event.Warned.class, name = "warning"),
    @JsonSubTypes.Type(value = Event.Merged.class, name = "merged")
  })
  private interface EventTypes {}

  private static final class IdKeys extends StdSerializer<NodeId> {
    private static final long serialVersionUID = 1;

    IdKeys() {
      super(NodeId.class);
    }

    @Override
    public void serialize(NodeId id, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeFieldName(id.value());
    }
  }

  private static final class IdFromKey extends KeyDeserializer {
    @Override
    public Object deserializeKey(String key, DeserializationContext context) {
      return new NodeId(key);
    }
  }

  private static final class Text<T> extends FromStringDeserializer<T> {
    private static final long serialVersionUID = 1;
    private final transient java.util.function.Function<String, T> reader;

    Text(Class<T> type, java.util.function.Function<String, T> reader) {
      super(type);
      this.reader = reader;
    }

    @Override
    protected T _deserialize(String value, DeserializationContext context) {
      return reader.apply(value);
    }

    @Override
    protected Object _deserializeFromEmptyString(DeserializationContext context) {
      return reader.apply("");
    }
  }
}
