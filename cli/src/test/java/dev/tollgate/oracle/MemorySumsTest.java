package dev.tollgate.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No byte of the pages held is missing or counted twice, at every thousandth event of every trace,
 * in every variant of every allocator: a replay fails if the parts are not the pages.
 */
class MemorySumsTest {

  private static final Path DATA = Path.of("../../shared/data");
  private static final Tollgate TOLLGATE = Tollgate.load();

  private static final ImmutableList<String> VARIANTS =
      ImmutableList.of("slab 6.1", "slab 2.6.5", "slob 6.1", "slob 2.6.25", "slob 2.6.5");

  private static final ImmutableList<String> TRACES =
      ImmutableList.of(
          "oracle/boot-1.trace.gz",
          "oracle/fifo-1.trace.gz",
          "oracle/frag-1.trace.gz",
          "oracle/geometry-1.trace.gz",
          "oracle/lifo-1.trace.gz",
          "oracle/powerlaw-1.trace.gz",
          "oracle/random-1.trace.gz",
          "oracle/small.trace",
          "traces/boot-slab.kmem.ftrace.gz",
          "traces/rxkmem-strict.ftrace.gz");

  /** Its caches hold objects that 2.6.5's SLAB has no slab for. */
  private static final List<String> TOO_LARGE = List.of("slab 2.6.5", "oracle/geometry-1.trace.gz");

  static Stream<Arguments> variantsAndTraces() {
    return Lists.cartesianProduct(VARIANTS, TRACES).stream()
        .filter(pair -> !pair.equals(TOO_LARGE))
        .map(pair -> Arguments.of(pair.get(0), pair.get(1)));
  }

  private static void assumeAtHand(String trace) {
    Path file = DATA.resolve(trace);
    assumeTrue(Files.exists(file), () -> file + " is not at hand");
  }

  private static RunResult replay(String variant, String trace) {
    Path file = DATA.resolve(trace);
    List<String> words = List.of(variant.split(" "));
    RunSpec spec =
        TOLLGATE
            .configure(
                TOLLGATE
                    .settings()
                    .withOverrides(
                        ImmutableList.of(
                            "workload.allocations.trace=" + file,
                            "workload.allocations.samples=0",
                            "workload.allocations.pictures=0",
                            "workload.allocations.check-every=1000",
                            "allocator." + words.get(0) + ".variant=" + words.get(1))))
            .runSpec("oracle", RunSpec.OFF, RunSpec.OFF, words.get(0), "allocations");
    return TOLLGATE.run(spec);
  }

  @ParameterizedTest
  @MethodSource("variantsAndTraces")
  void thePartsAreThePagesHeld(String variant, String trace) {
    assumeAtHand(trace);

    RunResult run = replay(variant, trace);

    assertThat(run.value("workload.events")).isPositive();
    assertThat(
            run.value("memory.requested")
                + run.value("memory.slack")
                + run.value("memory.headers")
                + run.value("memory.metadata")
                + run.value("memory.alignment-holes")
                + run.value("memory.free-objects")
                + run.value("memory.tail-waste")
                + run.value("memory.page-order-waste"))
        .isEqualTo(run.value("memory.held"));
  }

  @Test
  void whatNoSlabHoldsIsRefused() {
    assumeAtHand(TOO_LARGE.get(1));

    assertThatThrownBy(() -> replay(TOO_LARGE.get(0), TOO_LARGE.get(1)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no slab holds an object of 131080 bytes");
  }
}
