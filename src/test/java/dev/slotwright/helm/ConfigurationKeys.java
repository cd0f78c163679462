package dev.slotwright.helm;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The configuration that the program reads, as variables of the environment. */
final class ConfigurationKeys {
  /** Keys that are read one by one rather than through a mapping. */
  private static final Set<String> SINGLE = Set.of("slotwright.instance", "slotwright.api.token");

  private ConfigurationKeys() {}

  static Set<String> variables() {
    Stream<String> mapped =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.slotwright")
                .stream()
                .filter(found -> found.isAnnotatedWith(ConfigMapping.class))
                .map(JavaClass::reflect)
                .flatMap(ConfigurationKeys::keys);
    return Stream.concat(mapped, SINGLE.stream())
        .map(ConfigurationKeys::variable)
        .collect(Collectors.toSet());
  }

  private static Stream<String> keys(Class<?> mapping) {
    String prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
    return Arrays.stream(mapping.getDeclaredMethods())
        .filter(method -> Modifier.isAbstract(method.getModifiers()))
        .map(Method::getName)
        .map(name -> prefix + "." + name.replaceAll("([A-Z])", "-$1"));
  }

  private static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
