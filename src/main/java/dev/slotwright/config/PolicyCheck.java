package dev.slotwright.config;

import dev.slotwright.control.PolicySource.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Checks policy files as the service would, without putting them in force. */
public final class PolicyCheck {
  private final PolicyFile reader = new PolicyFile();

  /**
   * What was found in one file.
   *
   * @param file as given, or below the directory that was given
   * @param reading the policy, or its problems
   * @param conflicts with another of the files: the same cluster or name
   */
  public record Result(String file, PolicyFile.Reading reading, List<Change.Rejected> conflicts) {
    /** Whether it could be put in force beside the others. */
    public boolean good() {
      return reading instanceof PolicyFile.Reading.Valid && conflicts.isEmpty();
    }

    /** All that is wrong, one line each; empty when all is well. */
    public List<String> lines() {
      List<String> lines = new ArrayList<>();
      if (reading instanceof PolicyFile.Reading.Invalid invalid) {
        invalid.problems().forEach(problem -> lines.add(problem.toString()));
      }
      conflicts.forEach(
          conflict ->
              lines.add(
                  new Problem(
                          conflict.file(),
                          conflict.line(),
                          "",
                          conflict.problem(),
                          conflict.expected())
                      .toString()));
      return lines;
    }
  }

  /**
   * @param paths files, or directories whose policy files are meant
   * @return a result for each file, in the order of their names
   */
  public List<Result> check(List<Path> paths) {
    SortedMap<String, PolicyFile.Reading> readings = new TreeMap<>();
    paths.forEach(path -> read(path).forEach(readings::put));
    SortedMap<String, PolicyFile.Reading> valid = new TreeMap<>(readings);
    valid.values().removeIf(PolicyFile.Reading.Invalid.class::isInstance);
    List<Change> changes = new PolicySet().apply(valid);
    List<Result> results = new ArrayList<>();
    readings.forEach(
        (file, reading) ->
            results.add(
                new Result(
                    file,
                    reading,
                    changes.stream()
                        .filter(Change.Rejected.class::isInstance)
                        .map(Change.Rejected.class::cast)
                        .filter(rejected -> rejected.file().equals(file))
                        .toList())));
    return results;
  }

  private Map<String, PolicyFile.Reading> read(Path path) {
    Map<String, PolicyFile.Reading> readings = new LinkedHashMap<>();
    try {
      if (Files.isDirectory(path)) {
        try (Stream<Path> entries = Files.list(path)) {
          entries
              .filter(PolicySnapshot::named)
              .filter(entry -> !Files.isDirectory(entry))
              .sorted()
              .forEach(entry -> readings.putAll(read(entry)));
        }
        if (readings.isEmpty()) {
          readings.put(path.toString(), unreadable(path, "holds no policy file", "*.yaml files"));
        }
        return readings;
      }
      readings.put(path.toString(), reader.read(path.toString(), Files.readAllBytes(path)));
    } catch (IOException e) {
      String problem = Files.exists(path) ? "cannot be read: " + e : "does not exist";
      readings.put(path.toString(), unreadable(path, problem, "a policy file"));
    }
    return readings;
  }

  private static PolicyFile.Reading unreadable(Path path, String problem, String expected) {
    return new PolicyFile.Reading.Invalid(
        List.of(new Problem(path.toString(), 0, "", problem, expected)));
  }
}
