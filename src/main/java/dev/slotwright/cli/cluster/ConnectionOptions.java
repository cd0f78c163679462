package dev.slotwright.cli.cluster;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the cluster is and how to log in. */
final class ConnectionOptions {
  @Option(
      names = "--seed",
      required = true,
      split = ",",
      paramLabel = "HOST:PORT",
      description = "A node of the cluster; the others are found through it.")
  private List<String> seeds;

  @Option(names = "--user", description = "ACL user; the default user when it is left out.")
  private Optional<String> user;

  @Option(names = "--password-file", description = "A file that holds the password.")
  private Optional<Path> passwordFile;

  @Option(names = "--tls", description = "Nodes speak TLS.")
  private boolean tls;

  @Option(names = "--cacert", description = "PEM file to trust; means --tls.")
  private Optional<Path> certificateAuthority;

  /**
   * @throws InvalidInputException naming the option that is wrong
   */
  ClusterAccess.Target target() {
    certificateAuthority.ifPresent(file -> requireReadable("--cacert", file));
    return new ClusterAccess.Target(
        seeds.stream().map(seed -> address("--seed", seed)).toList(),
        new Credentials(user, passwordFile.map(ConnectionOptions::password)),
        tls || certificateAuthority.isPresent(),
        certificateAuthority);
  }

  static Address address(String option, String text) {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(option + ": " + e.getMessage());
    }
  }

  private static String password(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new InvalidInputException("--password-file " + file + " cannot be read: " + e);
    }
  }

  private static void requireReadable(String option, Path file) {
    if (!Files.isReadable(file)) {
      throw new InvalidInputException(option + " " + file + " cannot be read");
    }
  }
}
