package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lies beside a packet is known in guests, too, whichever guest's allocator put it there. */
class NeighboursInGuestsTest {

  private static final Tollgate TOLLGATE = Tollgate.load();

  @ParameterizedTest
  @CsvSource({
    "bare-metal, slab",
    "xen-dom0, slab",
    "xen-dom0, slob",
    "xen-domu, slab",
    "xen-domu, slob",
  })
  void theirPartsAddUpToAllBytesBesideBuffers(String environment, String allocator) {
    RunSpec spec =
        TOLLGATE
            .configure(
                TOLLGATE
                    .settings()
                    .withOverrides(
                        ImmutableList.of(
                            "workload.stream.test=TCP_MAERTS",
                            "workload.stream.duration=3ms",
                            "environment.xen-dom0.memory=64M",
                            "environment.xen-domu.memory=64M",
                            "environment.xen-domu.domu-memory=64M")))
            .runSpec("x460", environment, "calgary", "deferred-queue", allocator, "stream");
    RunResult result = TOLLGATE.run(spec);

    assertThat(result.value("safety.neighbours.allocated")).isPositive();
    assertThat(result.value("safety.neighbours.own")).isPositive();
    long parts =
        Stream.of("allocated", "own", "free", "metadata", "beyond", "other")
            .mapToLong(part -> result.value("safety.neighbours." + part))
            .sum();
    long beside = result.value("safety.reach.sub-page") + result.value("safety.reach.stale");
    assertThat(Math.abs(parts - beside)).as("but for rounding").isLessThanOrEqualTo(8);
  }
}
