package dev.tollgate.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.settings.Configuration;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.IommuFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every recorded trace with mappings, behind every IOMMU and under every policy there is: none
 * fails, none loses a mapping, and all combinations are asked to do the same work.
 */
class RecordedTracesTest {

  private static final Path TRACES = Path.of("../../shared/data/traces");
  private static final Tollgate TOLLGATE = Tollgate.load();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nvme-randread4k-strict",
        "nvme-randread4k-strict+device",
        "nvme-seqwrite128k-strict",
        "rx16k-lazy",
        "rx16k-lazy+device",
        "rx16k-strict+device",
        "rxkmem-strict",
        "tx16k-lazy",
        "tx16k-strict",
      })
  void replaysBehindEveryIommuUnderEveryPolicy(String name) {
    Path trace = TRACES.resolve(name + ".ftrace.gz");
    assumeTrue(Files.isRegularFile(trace), () -> "there is no " + trace);
    Configuration configuration =
        TOLLGATE.configure(
            TOLLGATE
                .settings()
                .withOverrides(ImmutableList.of("workload.replay.trace=\"" + trace + "\"")));
    RunResult without =
        TOLLGATE.run(configuration.runSpec("lab", RunSpec.OFF, RunSpec.OFF, "replay"));
    assertThat(without.value("workload.maps")).isPositive();
    assertThat(without.value("workload.unmaps.unmatched")).isZero();

    for (String iommu : TOLLGATE.iommus().keySet()) {
      for (String policy : TOLLGATE.policies().keySet()) {
        if (isApplicable(configuration, iommu, policy)) {
          check(TOLLGATE.run(configuration.runSpec("lab", iommu, policy, "replay")), without);
        }
      }
    }
  }

  private static boolean isApplicable(Configuration configuration, String iommu, String policy) {
    IommuFactory factory = Objects.requireNonNull(TOLLGATE.iommus().get(iommu));
    return Objects.requireNonNull(TOLLGATE.policies().get(policy))
            .on(factory.capabilities(configuration.parameters("iommu." + iommu)))
        instanceof Applicability.Applicable;
  }

  private static void check(RunResult result, RunResult without) {
    String what = result.spec().iommu() + " " + result.spec().policy();
    for (String figure :
        ImmutableList.of(
            "workload.events",
            "workload.maps",
            "workload.unmaps",
            "workload.unmaps.mapped-before",
            "workload.accesses",
            "workload.live.peak",
            "dma.maps",
            "dma.unmaps")) {
      assertThat(result.value(figure)).as(what + " " + figure).isEqualTo(without.value(figure));
    }
    assertThat(result.value("workload.maps.failed")).as(what).isZero();
    assertThat(result.value("workload.unmaps.unmatched")).as(what).isZero();
    assertThat(result.value("safety.accesses.entitled") + result.value("safety.aliasing.hits"))
        .as(what + " accesses")
        .isEqualTo(result.value("workload.accesses") + result.value("workload.ring-accesses"));
    assertThat(result.value("safety.stale.windows")).as(what).isPositive();
    if (result.spec().policy().equals("strict")) {
      assertThat(result.value("safety.stale.max")).as(what).isZero();
      assertThat(result.value("safety.aliasing.hits")).as(what).isZero();
    }
  }
}
