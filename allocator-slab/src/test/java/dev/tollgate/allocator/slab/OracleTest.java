package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.MemoryUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses, counts and texts against the answers of Linux 6.1's own mm/slab.c. */
class OracleTest {

  @ParameterizedTest
  @CsvSource({
    "boot-1,slab,65536",
    "fifo-1,slab,65536",
    "frag-1,slab,65536",
    "lifo-1,slab,65536",
    "lifo-1,slab-700,700",
    "powerlaw-1,slab,65536",
    "random-1,slab,65536",
    "random-1,slab-merge,65536",
  })
  void everyAddressAndFigureIsTheKernels(String trace, String kind, int frames) {
    assumeTrue(OracleTrace.exists(trace + ".trace.gz"));
    Machine machine = SlabRig.machine(1, frames);
    SlabAllocator allocator = SlabRig.allocator(machine, kind.endsWith("merge"));
    OracleReplay replay =
        new OracleReplay(
            OracleTrace.read(trace + ".trace.gz"), allocator, machine.pages().counts(), 2000);

    replay.play(
        events -> {
          if (events % 1000 == 0) {
            checkSums(allocator, machine);
          }
        });

    String stem = trace + "." + kind;
    assertThat(replay.placements().lines()).isEqualTo(OracleTrace.lines(stem + ".addr.gz"));
    assertThat(replay.report().lines()).isEqualTo(OracleTrace.lines(stem + ".txt"));
    assertThat(allocator.use().requested()).isEqualTo(replay.requested());
    allocator.check();
  }

  private static void checkSums(SlabAllocator allocator, Machine machine) {
    MemoryUse use = allocator.use();
    assertThat(use.framesHeld()).isEqualTo(machine.pages().counts().heldFrames());
    assertThat(use.sum()).isEqualTo(use.framesHeld() * 4096);
  }

  @Test
  void theTraceToReadByEyeIsAnsweredAsByTheKernel() {
    Machine machine = SlabRig.machine(1, SlabRig.FRAMES);
    SlabAllocator allocator = SlabRig.allocator(machine, false);
    OracleReplay replay =
        new OracleReplay(OracleTrace.read("small.trace"), allocator, machine.pages().counts(), 10)
            .play(events -> checkSums(allocator, machine));

    assertThat(replay.placements().lines()).isEqualTo(OracleTrace.lines("small.slab.addr"));
    String text = replay.report() + allocator.geometryText();
    assertThat(text.lines()).isEqualTo(OracleTrace.lines("small.slab.txt"));
  }

  @Test
  void everyGeometryIsTheKernels() {
    SlabAllocator allocator = SlabRig.allocator(SlabRig.machine(1, SlabRig.FRAMES), false);

    for (CacheSpec spec : OracleTrace.read("geometry-1.trace.gz").caches) {
      allocator.createCache(spec);
    }

    assertThat(allocator.geometryText().lines())
        .isEqualTo(OracleTrace.lines("geometry-1.slab.geometry.txt"));
  }
}
