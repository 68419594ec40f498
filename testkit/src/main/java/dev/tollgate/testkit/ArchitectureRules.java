package dev.tollgate.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.google.inject.Guice;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ServiceLoader;

/**
 * The arrows of the house, as rules that a test can check: dependencies point down, and plugins
 * never see each other. Authors of plugins may hold their own classes to them.
 *
 * <pre>{@code
 * JavaClasses classes = new ClassFileImporter().importPackages("dev.tollgate", "com.example");
 * ArchitectureRules.pluginsSeeOnlyTheCore("com.example..").check(classes);
 * }</pre>
 */
public final class ArchitectureRules {

  private static final String CORE = "dev.tollgate.core..";

  private ArchitectureRules() {}

  /** No package of the core depends on another that depends on it. */
  public static ArchRule coreIsFreeOfCycles() {
    return slices().matching("dev.tollgate.core.(*)..").should().beFreeOfCycles();
  }

  /** The contracts know the vocabulary they use, and nothing that implements or runs them. */
  public static ArchRule contractsSitAboveTheirVocabulary() {
    return noClasses()
        .that()
        .resideInAPackage("dev.tollgate.core.spi..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.tollgate.core.run..",
            "dev.tollgate.core.boot..",
            "dev.tollgate.core.settings..",
            "dev.tollgate.core.safety..",
            "dev.tollgate.core.policy..");
  }

  /** Finding plugins and making injectors happens in one place. */
  public static ArchRule onlyBootFindsPlugins() {
    return noClasses()
        .that()
        .resideInAPackage("dev.tollgate..")
        .and()
        .resideOutsideOfPackages("dev.tollgate.core.boot..", "dev.tollgate.testkit..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ServiceLoader.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Guice.class);
  }

  /**
   * The classes of one plugin depend on no other part of Tollgate than the core.
   *
   * @param packages the plugin's packages, as ArchUnit writes them: {@code com.example..}
   */
  public static ArchRule pluginsSeeOnlyTheCore(String packages) {
    return noClasses()
        .that()
        .resideInAPackage(packages)
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.tollgate..").and(resideInAnyPackage(CORE, packages).negate()));
  }

  /** A plugin's way in is its plugin class; the rest is its own affair. */
  public static ArchRule pluginsShowOnlyTheirPluginClass(String packages) {
    return classes()
        .that()
        .resideInAPackage(packages)
        .and()
        .arePublic()
        .should()
        .haveSimpleNameEndingWith("Plugin");
  }

  /** Only the command line writes to the standard streams. */
  public static ArchRule onlyTheCommandLinePrints() {
    return noClasses()
        .that()
        .resideInAPackage("dev.tollgate..")
        .and()
        .resideOutsideOfPackages("dev.tollgate.cli..", "dev.tollgate.bench..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err");
  }
}
