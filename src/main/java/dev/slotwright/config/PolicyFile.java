package dev.slotwright.config;

import dev.slotwright.policy.Policy;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads a policy file: one YAML document, checked against the schema, made into a policy. */
public final class PolicyFile {
  /** A ConfigMap holds no more than 1 MiB in all. */
  public static final int MAX_BYTES = 256 * 1024;

  private static final String A_POLICY = "apiVersion: slotwright.dev/v1, kind: ScalingPolicy, …";

  private final PolicySchema schema = new PolicySchema();

  /** What a file holds. */
  public sealed interface Reading {
    /**
     * A policy that can be put in force.
     *
     * @param nameLine where the policy's name stands, from 1
     * @param clusterLine where the cluster's name stands, from 1
     * @param statefulSetLine where the StatefulSet's name stands, from 1
     */
    record Valid(Policy policy, int nameLine, int clusterLine, int statefulSetLine)
        implements Reading {}

    /** Why not; at least one problem, in the order of the lines. */
    record Invalid(List<Problem> problems) implements Reading {
      public Invalid {
        problems = List.copyOf(problems);
      }
    }
  }

  /**
   * @param file names it in problems
   * @param content of the file
   */
  public Reading read(String file, byte[] content) {
    if (content.length > MAX_BYTES) {
      return invalid(
          file, 0, content.length + " bytes", "a policy of at most " + MAX_BYTES + " bytes");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      return invalid(file, 0, "is not UTF-8 text", "YAML in UTF-8");
    }
    List<Problem> problems = new ArrayList<>();
    Optional<Node> root = document(file, text, problems);
    Optional<YamlTree.Document> document = root.map(node -> YamlTree.read(file, node, problems));
    document.ifPresent(found -> problems.addAll(schema.validate(file, found)));
    if (!problems.isEmpty() || document.isEmpty()) {
      return new Reading.Invalid(sorted(problems));
    }
    Fields fields = new Fields(file, document.get(), schema, problems);
    Optional<Policy> policy = new PolicyReading(fields).policy(hash(content));
    return problems.isEmpty() && policy.isPresent()
        ? new Reading.Valid(
            policy.get(),
            document.get().line("/metadata/name"),
            document.get().line("/spec/cluster/name"),
            document.get().line("/spec/cluster/statefulSet"))
        : new Reading.Invalid(sorted(problems));
  }

  /** SHA-256, hexadecimal. */
  public static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Optional<Node> document(String file, String text, List<Problem> problems) {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(40);
    options.setMaxAliasesForCollections(50);
    try {
      List<Node> documents = new ArrayList<>();
      for (Node node : new Yaml(options).composeAll(new StringReader(text))) {
        if (!blank(node)) {
          documents.add(node);
        }
      }
      if (documents.isEmpty()) {
        problems.add(new Problem(file, 1, "", "the file is empty", A_POLICY));
        return Optional.empty();
      }
      if (documents.size() > 1) {
        int line = YamlTree.line(documents.get(1));
        String found = "the file holds " + documents.size() + " documents, the second begins here";
        problems.add(new Problem(file, line, "", found, "one policy a file: split it at ---"));
      }
      if (!(documents.getFirst() instanceof MappingNode)) {
        int line = YamlTree.line(documents.getFirst());
        problems.add(new Problem(file, line, "", "the file holds no fields", A_POLICY));
        return Optional.empty();
      }
      return Optional.of(documents.getFirst());
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      int line = mark == null ? 1 : mark.getLine() + 1;
      problems.add(
          new Problem(
              file, line, "", "not YAML: " + e.getProblem(), "valid YAML: mind the indents"));
    } catch (YAMLException e) {
      problems.add(new Problem(file, 1, "", "not YAML: " + e.getMessage(), "valid YAML"));
    }
    return Optional.empty();
  }

  private static boolean blank(Node node) {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  private static Reading invalid(String file, int line, String problem, String expected) {
    return new Reading.Invalid(List.of(new Problem(file, line, "", problem, expected)));
  }

  private static List<Problem> sorted(List<Problem> problems) {
    return problems.stream().sorted(Problem.IN_ORDER).toList();
  }
}
