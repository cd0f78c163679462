package dev.slotwright.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slotwright policy check FILE...}, for Git hooks and CI. */
@Command(
    name = "check",
    description = "Validates policy files; exit code 2 when one of them is not valid.",
    mixinStandardHelpOptions = true)
final class PolicyCheckCommand implements Callable<Integer> {
  /** How the result is printed. */
  enum Output {
    TEXT,
    JSON
  }

  private final PolicyFiles policies;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE")
  private List<Path> files;

  @Option(names = "--output", description = "text or json", defaultValue = "TEXT")
  private Output output;

  PolicyCheckCommand(PolicyFiles policies) {
    this.policies = policies;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    List<PolicyFiles.Problem> problems = policies.check(files);
    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case JSON ->
          out.println(
              new ObjectMapper()
                  .enable(SerializationFeature.INDENT_OUTPUT)
                  .writeValueAsString(Map.of("files", files.size(), "problems", problems)));
      case TEXT -> print(problems, out);
    }
    return problems.isEmpty() ? ExitCode.DONE : ExitCode.INVALID;
  }

  private void print(List<PolicyFiles.Problem> problems, PrintWriter out) {
    for (PolicyFiles.Problem problem : problems) {
      out.printf(
          "%s:%d: %s%s; expected: %s%n",
          problem.file(),
          problem.line(),
          problem.field().isEmpty() ? "" : problem.field() + ": ",
          problem.problem(),
          problem.expected());
    }
    if (problems.isEmpty()) {
      out.printf("%d of %d files are valid%n", files.size(), files.size());
    }
  }
}
