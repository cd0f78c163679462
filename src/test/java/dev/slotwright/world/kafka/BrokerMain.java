package dev.slotwright.world.kafka;

import dev.slotwright.world.process.QuietLogs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The broker's own JVM: one KRaft node, broker and controller. Arguments: address, port, port of
 * the controller, data directory.
 */
final class BrokerMain {
  private static final String CLUSTER_ID = "c2xvdHdyaWdodC13b3JsZA";

  private BrokerMain() {}

  public static void main(String... arguments) throws Exception {
    QuietLogs.of("org.apache.kafka", "kafka", "state.change.logger");
    Map<String, String> settings =
        settings(arguments[0], arguments[1], arguments[2], Path.of(arguments[3]));
    format(settings.get("log.dirs"));
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
    server.startup();
    server.awaitShutdown();
  }

  private static void format(String directory) throws Exception {
    if (Files.exists(Path.of(directory, "meta.properties"))) {
      return;
    }
    new Formatter()
        .setClusterId(CLUSTER_ID)
        .setNodeId(1)
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(directory)
        .addDirectory(directory)
        .run();
  }

  private static Map<String, String> settings(
      String address, String port, String controllerPort, Path directory) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@" + address + ":" + controllerPort);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listeners",
        "PLAINTEXT://" + address + ":" + port + ",CONTROLLER://" + address + ":" + controllerPort);
    settings.put("advertised.listeners", "PLAINTEXT://" + address + ":" + port);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("log.dirs", directory.toString());
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // Two cores are shared with everything else in the world.
    settings.put("num.network.threads", "1");
    settings.put("num.io.threads", "2");
    settings.put("background.threads", "1");
    settings.put("log.cleaner.dedupe.buffer.size", "2097152");
    // A broker that came back from a pause or a kill is wanted at once.
    settings.put("controlled.shutdown.enable", "false");
    settings.put("broker.session.timeout.ms", "6000");
    return settings;
  }
}
