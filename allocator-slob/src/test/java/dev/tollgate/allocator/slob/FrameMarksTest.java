package dev.tollgate.allocator.slob;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.machine.FrameContents;
import dev.tollgate.core.machine.FrameMarks;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What SLOB says of each frame adds up to what it says of all of its memory. */
class FrameMarksTest {

  private static final int FRAMES = 64;

  private static KernelAllocator slob(String variant) {
    return switch (variant) {
      case "2.6.5" -> new ClassicSlob(Slob.machine(FRAMES), true);
      case "2.6.25" -> new PagedSlob(Slob.machine(FRAMES), Generation.LINUX_2_6_25);
      default -> new PagedSlob(Slob.machine(FRAMES), Generation.LINUX_6_1);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.6.5", "2.6.25", "6.1"})
  void descriptorsAndFreeBytesAddUp(String variant) {
    KernelAllocator slob = slob(variant);
    assertAddsUp(slob);
    for (int i = 0; i < 200; i++) {
      slob.createCache(new CacheSpec("cache" + i, 100 + i, 0, ImmutableSet.of()));
      slob.kmalloc(24 + 40 * (i % 7));
    }
    assertThat(slob.use().metadata()).isPositive();
    assertAddsUp(slob);
    long large = slob.kmalloc(9000);
    assertAddsUp(slob);
    slob.kfree(large);
    assertAddsUp(slob);
  }

  private static void assertAddsUp(KernelAllocator slob) {
    FrameMarks marks = new FrameMarks();
    long metadata = 0;
    long free = 0;
    long held = 0;
    for (long frame = 0; frame < FRAMES; frame++) {
      marks.begin(frame);
      held += ((FrameContents) slob).mark(frame, marks) ? 1 : 0;
      metadata += marks.metadata();
      free += marks.free();
    }
    assertThat(metadata).isEqualTo(slob.use().metadata());
    assertThat(free).isEqualTo(slob.use().freeObjects());
    assertThat(held).isEqualTo(slob.framesHeld());
  }
}
