package dev.slotwright.world.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for the nodes of one local cluster, its own authority, and its key: PEM files.
 * Named in it are the first addresses of the cluster's loopback range, so that clients that check
 * whom they talk to are content.
 */
public record Tls(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "node";
  private static final int FIRST_HOST = 10;
  private static final int LAST_HOST = 60;

  /**
   * Makes both with the JDK's keytool.
   *
   * @param directory for the files
   * @param range 127.a.b. of the nodes
   */
  static Tls make(Path directory, String range) {
    Path store = directory.resolve("node.p12");
    keytool(store, directory.resolve("keytool.log"), range);
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      Path certificate = directory.resolve("node.crt");
      Path key = directory.resolve("node.key");
      pem(certificate, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
      pem(key, "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
      return new Tls(certificate, key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no certificate from " + store, e);
    }
  }

  /** Of a server: both for clients and between nodes, without certificates of clients. */
  List<String> arguments() {
    return List.of(
        "--tls-cluster",
        "yes",
        "--tls-replication",
        "yes",
        "--tls-auth-clients",
        "no",
        "--tls-cert-file",
        certificate.toString(),
        "--tls-key-file",
        key.toString(),
        "--tls-ca-cert-file",
        certificate.toString());
  }

  /** Trusts this certificate alone. */
  SSLSocketFactory sockets() {
    try (InputStream in = Files.newInputStream(certificate)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          ALIAS,
          java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no TLS with " + certificate, e);
    }
  }

  private static void keytool(Path store, Path log, String range) {
    String addresses =
        IntStream.rangeClosed(FIRST_HOST, LAST_HOST)
            .mapToObj(host -> "ip:" + range + host)
            .collect(Collectors.joining(","));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-validity",
            "2",
            "-dname",
            "CN=slotwright-test",
            "-ext",
            "bc:c=ca:true",
            "-ext",
            "san=" + addresses,
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    try {
      Process keytool =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("keytool of the JDK does not run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void pem(Path file, String what, byte[] content) throws IOException {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(what, lines.encodeToString(content), what),
        StandardCharsets.US_ASCII);
  }
}
