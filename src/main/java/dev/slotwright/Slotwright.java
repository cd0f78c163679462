package dev.slotwright;

import dev.slotwright.cli.FileSettingsJournal;
import dev.slotwright.cli.PolicyFiles;
import dev.slotwright.cli.ServiceLauncher;
import dev.slotwright.cli.SlotwrightCommand;
import dev.slotwright.config.PolicyCheck;
import dev.slotwright.config.PolicyFile;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The program's entry. Only {@code run} and {@code collect} start the framework; every other
 * command is a plain Java program, without HTTP, Kafka or a Kubernetes client.
 */
@QuarkusMain
public final class Slotwright {
  private Slotwright() {}

  public static void main(String... args) {
    int code =
        SlotwrightCommand.with(
                Slotwright::launch,
                Slotwright::check,
                new HandSessions(FileSettingsJournal.ofUser()))
            .execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int launch(ServiceLauncher.Service service, Map<String, String> settings) {
    settings.forEach(System::setProperty);
    System.setProperty("slotwright.service", service.name());
    Quarkus.run();
    return 0;
  }

  private static List<PolicyFiles.Problem> check(List<Path> files) {
    return new PolicyCheck()
        .check(files).stream().flatMap(result -> problems(result).stream()).toList();
  }

  private static List<PolicyFiles.Problem> problems(PolicyCheck.Result result) {
    List<PolicyFiles.Problem> problems = new ArrayList<>();
    if (result.reading() instanceof PolicyFile.Reading.Invalid invalid) {
      invalid.problems().stream()
          .map(
              p ->
                  new PolicyFiles.Problem(p.file(), p.line(), p.field(), p.problem(), p.expected()))
          .forEach(problems::add);
    }
    result.conflicts().stream()
        .map(c -> new PolicyFiles.Problem(c.file(), c.line(), "", c.problem(), c.expected()))
        .forEach(problems::add);
    return problems;
  }
}
