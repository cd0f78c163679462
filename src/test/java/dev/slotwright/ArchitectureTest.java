package dev.slotwright;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClasses;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The package table of the design: who may import whom, and what the pure core keeps out. */
class ArchitectureTest {
  private static final String ROOT = "dev.slotwright.";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.slotwright");

  /** What each package of the core may import besides java.* and itself. */
  private static final Map<String, List<String>> CORE =
      Map.of(
          "cluster", List.of(),
          "load", List.of("cluster"),
          "policy", List.of("cluster", "load"),
          "plan", List.of("cluster", "load"),
          "judgement", List.of("cluster", "load", "policy", "plan"),
          "event", List.of("cluster", "load", "policy", "plan", "judgement"),
          "operation", List.of("cluster", "load", "policy", "plan", "judgement", "event"));

  private static final String[] CORE_PACKAGES =
      CORE.keySet().stream().map(name -> ROOT + name + "..").toArray(String[]::new);

  @Test
  void theClassesOfTheProgramWereFound() {
    assertThat(CLASSES).hasSizeGreaterThan(50);
  }

  static Stream<String> core() {
    return CORE.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("core")
  void aCorePackageImportsOnlyJavaAndWhatTheTableAllows(String name) {
    String[] allowed =
        Stream.concat(
                Stream.of("java..", ROOT + name + ".."),
                CORE.get(name).stream().map(other -> ROOT + other + ".."))
            .toArray(String[]::new);
    check(
        classes()
            .that()
            .resideInAPackage(ROOT + name + "..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(allowed));
  }

  @Test
  void theControlLoopKnowsNoAdapter() {
    check(
        noClasses()
            .that()
            .resideInAPackage(ROOT + "control..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("dev.slotwright..")
                    .and(not(resideInAnyPackage(CORE_PACKAGES)))
                    .and(not(resideInAnyPackage(ROOT + "control..")))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka", "redis", "kubernetes", "config", "telemetry", "api", "cli"})
  void anAdapterImportsTheCoreAndTheControlLoopButNoOtherAdapter(String name) {
    check(
        noClasses()
            .that()
            .resideInAPackage(ROOT + name + "..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("dev.slotwright..")
                    .and(not(resideInAnyPackage(CORE_PACKAGES)))
                    .and(
                        not(resideInAnyPackage(ROOT + "control.."))
                            .and(not(resideInAnyPackage(ROOT + name + ".."))))));
  }

  @Test
  void theCoreStartsNoThreadAndWaitsForNobody() {
    check(
        core(noClasses())
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                        "java.util.concurrent..",
                        "java.util.logging..",
                        "java.net..",
                        "java.io..",
                        "java.nio.file..",
                        "java.sql..")
                    .and(not(type(Serializable.class)))
                    .and(not(type(ObjectInputStream.class))))
            .orShould()
            .dependOnClassesThat(type(Thread.class)));
  }

  @Test
  void theCoreReadsNoClock() {
    check(
        core(noClasses())
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat(type(Clock.class)));
  }

  @Test
  void theCoreThrowsNoDice() {
    check(
        core(noClasses())
            .should()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat(type(Random.class)));
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching(ROOT + "(*)..").should().beFreeOfCycles());
  }

  private static GivenClassesConjunction core(GivenClasses classes) {
    return classes.that().resideInAnyPackage(CORE_PACKAGES);
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}
