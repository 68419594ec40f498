package dev.tollgate.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.metric.Series;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Allocations of real kernels, as recorded, through the allocators. */
class RecordedBootTest {

  private static final Path TRACES = Path.of("../../shared/data/traces");
  private static final Tollgate TOLLGATE = Tollgate.load();

  /** Boot has ended, and nothing else has begun: between 4.81 s and 6.18 s there is no event. */
  private static final long END_OF_BOOT = 5_000_000_000_000L;

  /** What /proc/meminfo's Slab showed with SLAB, less what it showed with SLOB, in KiB. */
  private static final long REAL_DIFFERENCE_32_MIB = 424;

  private static final long REAL_DIFFERENCE_64_MIB = 372;

  private static RunResult replay(String trace, String allocator) {
    Path file = TRACES.resolve(trace);
    assumeTrue(Files.exists(file), () -> file + " is not at hand");
    RunSpec spec =
        TOLLGATE
            .configure(
                TOLLGATE
                    .settings()
                    .withOverrides(
                        ImmutableList.of(
                            "workload.allocations.trace=" + file,
                            "workload.allocations.samples=1024",
                            "workload.allocations.check-every=1000")))
            .runSpec("lab", RunSpec.OFF, RunSpec.OFF, allocator, "allocations");
    return TOLLGATE.run(spec);
  }

  @Test
  void slabTakesAsManyBytesAsTheRecordingKernelDid() {
    RunResult slab = replay("boot-slab.kmem.ftrace.gz", "slab");

    assertThat(slab.value("workload.events")).isEqualTo(327_502);
    assertThat(slab.value("workload.sizes.equal")).isEqualTo(14_676);
    assertThat(slab.value("workload.sizes.unequal")).isZero();
    assertThat(slab.value("workload.frees.untraced")).isZero();
    assertThat(slab.value("workload.failed")).isZero();
    assertThat(slab.value("workload.caches.named")).isEqualTo(120_482);
    assertThat(slab.value("workload.caches.not-named")).isEqualTo(317);
  }

  @Test
  void slobSavesWhatItSavedOnTheRealMachines() {
    long slab = heldAtEndOfBoot(replay("boot-slab.kmem.ftrace.gz", "slab"));
    long slob = heldAtEndOfBoot(replay("boot-slab.kmem.ftrace.gz", "slob"));

    long saved = (slab - slob) >> 10;

    long real = (REAL_DIFFERENCE_32_MIB + REAL_DIFFERENCE_64_MIB) / 2;
    assertThat(saved).isBetween(real * 85 / 100, real * 115 / 100);
  }

  private static long heldAtEndOfBoot(RunResult result) {
    Series time = series(result, "memory.time");
    int last = 0;
    while (time.values().get(last + 1) < END_OF_BOOT) {
      last++;
    }
    return series(result, "memory.held").values().get(last);
  }

  private static Series series(RunResult result, String name) {
    return result.series().stream()
        .filter(series -> series.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void objectsThatTheKernelFreesInBulkAreNotLost() {
    RunResult slab = replay("rxkmem-strict.ftrace.gz", "slab");

    assertThat(slab.value("workload.frees.untraced")).isEqualTo(5163);
    assertThat(slab.value("workload.sizes.unequal")).isZero();
    assertThat(slab.value("workload.sizes.equal")).isEqualTo(325);
    assertThat(slab.value("workload.page-events.allocations")).isEqualTo(1824);
    assertThat(slab.value("workload.page-events.frees")).isEqualTo(636);
    assertThat(slab.value("workload.live")).isLessThan(1000);
  }
}
