package dev.tollgate.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tollgate.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tollgate");

  @Test
  void packagesOfTheCoreFormNoCircle() {
    ArchitectureRules.coreIsFreeOfCycles().check(CLASSES);
  }

  @Test
  void contractsDoNotKnowWhatImplementsThem() {
    ArchitectureRules.contractsSitAboveTheirVocabulary().check(CLASSES);
  }

  @Test
  void onlyBootFindsPlugins() {
    ArchitectureRules.onlyBootFindsPlugins().check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrints() {
    ArchitectureRules.onlyTheCommandLinePrints().check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.tollgate.iommu.calgary..",
        "dev.tollgate.iommu.dart..",
        "dev.tollgate.hypervisor.xen..",
        "dev.tollgate.workload.."
      })
  void pluginsSeeOnlyTheCore(String packages) {
    ArchitectureRules.pluginsSeeOnlyTheCore(packages).check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.tollgate.iommu.calgary..", "dev.tollgate.iommu.dart.."})
  void pluginsShowOnlyTheirPluginClass(String packages) {
    ArchitectureRules.pluginsShowOnlyTheirPluginClass(packages).check(CLASSES);
  }
}
