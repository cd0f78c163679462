package dev.slotwright.kafka;

import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/** Sees to it that a topic is there before it is used, and names it when it is not. */
final class TopicCheck {
  private static final Logger LOG = Logger.getLogger(TopicCheck.class);

  private final KafkaSettings settings;
  private final BrokerState state;
  private final Set<String> present = ConcurrentHashMap.newKeySet();

  TopicCheck(KafkaSettings settings, BrokerState state) {
    this.settings = settings;
    this.state = state;
  }

  /**
   * Returns when the topic exists, or when this client may not ask: then whoever uses the topic
   * will be told. Blocks for up to two answers; asks once per topic while all is well.
   *
   * @throws RefusedException when it is missing and is not or cannot be created
   * @throws UnreachableException when no broker answers
   */
  void require(String topic) {
    if (present.contains(topic)) {
      return;
    }
    try (Admin admin = Admin.create(settings.admin("topics"))) {
      if (isMissing(admin, topic)) {
        create(admin, topic);
      }
      present.add(topic);
      state.up(use(topic));
    } catch (RefusedException e) {
      state.down(use(topic), e.getMessage());
      throw e;
    } catch (KafkaException e) {
      throw new UnreachableException(
          "kafka at " + settings.brokers() + " does not answer: " + Causes.of(e), e);
    }
  }

  /** The topic was not there after all: ask again next time. */
  void forget(String topic) {
    present.remove(topic);
  }

  private static String use(String topic) {
    return "kafka topic " + topic;
  }

  private static boolean isMissing(Admin admin, String topic) {
    try {
      await(admin.describeTopics(List.of(topic)).allTopicNames());
      return false;
    } catch (UnknownTopicOrPartitionException e) {
      return true;
    } catch (AuthorizationException e) {
      LOG.debugf("topic not described topic=%s reason=%s", topic, e.getMessage());
      return false;
    }
  }

  private void create(Admin admin, String topic) {
    if (!settings.createTopics()) {
      throw new RefusedException(
          "topic "
              + topic
              + " does not exist at "
              + settings.brokers()
              + ": create it, or set slotwright.kafka.create-topics=true");
    }
    Optional<Short> replicas =
        Optional.of(settings.replicationFactor()).filter(factor -> factor > 0);
    NewTopic wanted = new NewTopic(topic, Optional.of(settings.partitions()), replicas);
    try {
      await(admin.createTopics(List.of(wanted.configs(configuration(topic)))).all());
      LOG.infof("topic created topic=%s partitions=%d", topic, settings.partitions());
    } catch (TopicExistsException e) {
      LOG.debugf("topic was created by another topic=%s", topic);
    } catch (AuthorizationException | org.apache.kafka.common.errors.InvalidRequestException e) {
      throw refused(topic, e);
    } catch (org.apache.kafka.common.errors.ApiException e) {
      if (e instanceof org.apache.kafka.common.errors.RetriableException) {
        throw e;
      }
      throw refused(topic, e);
    }
  }

  private static RefusedException refused(String topic, Exception e) {
    return new RefusedException(
        "topic "
            + topic
            + " does not exist and cannot be created ("
            + Causes.of(e)
            + "): create it, or allow CREATE on it",
        e);
  }

  /** On the metrics topic the broker's clock counts, so that the look-back is right. */
  private Map<String, String> configuration(String topic) {
    Map<String, String> configuration = new HashMap<>();
    if (topic.equals(settings.topics().metrics())) {
      configuration.put("message.timestamp.type", "LogAppendTime");
    }
    return configuration;
  }

  private static void await(org.apache.kafka.common.KafkaFuture<?> answer) {
    try {
      answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }
}
