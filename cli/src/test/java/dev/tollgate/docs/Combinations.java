package dev.tollgate.docs;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.settings.Configuration;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.IommuFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Every IOMMU under every policy, in every variant that has steps or figures of its own. */
final class Combinations {

  static final Tollgate TOLLGATE = Tollgate.load();

  /** Settings that change which steps a unit takes. */
  private static final ImmutableList<ImmutableList<String>> VARIANTS =
      ImmutableList.of(
          ImmutableList.of(),
          ImmutableList.of(
              "iommu.calgary.chip=calioc2",
              "iommu.calgary.driver=2008",
              "iommu.dart.model=u3",
              "iommu.dart.coherency=modern",
              "iommu.dart.allocator=pools"));

  private Combinations() {}

  /** Runs all of them over one workload. */
  static List<RunResult> run(String machine, String workload, String... settings) {
    List<RunResult> results = new ArrayList<>();
    for (ImmutableList<String> variant : VARIANTS) {
      Configuration configuration =
          TOLLGATE.configure(
              TOLLGATE
                  .settings()
                  .withOverrides(
                      ImmutableList.<String>builder().add(settings).addAll(variant).build()));
      results.add(TOLLGATE.run(configuration.runSpec(machine, RunSpec.OFF, RunSpec.OFF, workload)));
      for (String iommu : TOLLGATE.iommus().keySet()) {
        for (String policy : TOLLGATE.policies().keySet()) {
          if (isApplicable(configuration, machine, iommu, policy)) {
            results.add(TOLLGATE.run(configuration.runSpec(machine, iommu, policy, workload)));
          }
        }
      }
    }
    return results;
  }

  private static boolean isApplicable(
      Configuration configuration, String machine, String iommu, String policy) {
    IommuFactory factory = Objects.requireNonNull(TOLLGATE.iommus().get(iommu));
    return factory.on(configuration.machine(machine)) instanceof Applicability.Applicable
        && Objects.requireNonNull(TOLLGATE.policies().get(policy))
                .on(factory.capabilities(configuration.parameters("iommu." + iommu)))
            instanceof Applicability.Applicable;
  }
}
