package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A page mapped and unmapped with the unit emulated. */
class EmulatedIommuTest {

  private static final String TRACE =
      Path.of("..", "examples", "traces", "single-pages.trace").toAbsolutePath().toString();

  private static RunResult run(String environment) {
    return Streams.TOLLGATE.run(
        Streams.TOLLGATE
            .configure(
                Streams.TOLLGATE
                    .settings()
                    .withOverrides(
                        ImmutableList.of("workload.replay.trace=" + TRACE, "machine.cpus=2")))
            .runSpec("lab", environment, "calgary", "strict", RunSpec.NONE, "replay"));
  }

  private static long steps(RunResult result, String... ids) {
    Set<String> wanted = Set.of(ids);
    return result.cycles().stream()
        .filter(entry -> wanted.contains(entry.step().id()))
        .mapToLong(CycleLedger.Entry::count)
        .sum();
  }

  @Test
  void everyStoreAndRegisterAccessOfTheDriverIsAnExit() {
    RunResult trapping = run("trap-and-emulate");
    long accesses = 1000 * (2 + 5 + 3);

    assertThat(steps(trapping, "vm-exit")).isEqualTo(accesses);
    assertThat(steps(trapping, "emulated-access")).isEqualTo(accesses);
    assertThat(trapping.value("hypervisor.iommu.trapped")).isEqualTo(accesses);
  }

  @Test
  void sidecoreIsAskedOnceForEachCallAndSparesTheExits() {
    RunResult polled = run("sidecore");

    assertThat(steps(polled, "vm-exit")).isZero();
    assertThat(polled.value("hypervisor.iommu.requests")).isEqualTo(2000);
    assertThat(steps(polled, "core-line-transfer")).isEqualTo(4 * 2000);
  }

  @Test
  void unitItselfIsDrivenAsOnBareMetal() {
    RunResult bare = run(RunSpec.BARE_METAL);
    for (String environment : new String[] {"trap-and-emulate", "sidecore"}) {
      RunResult emulated = run(environment);
      for (String step : new String[] {"table-store", "mmio-write", "cache-line-flush", "lock"}) {
        assertThat(steps(emulated, step)).as(environment).isEqualTo(steps(bare, step));
      }
    }
  }
}
