package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import dev.tollgate.core.allocator.SlabInfo;
import dev.tollgate.core.error.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KmallocClassesTest {

  private static KmallocClasses modern(int least) {
    return KmallocClasses.of(SlabVariant.V6_1, 64, least);
  }

  @ParameterizedTest
  @CsvSource({
    "8, 32 64 96 128 192 256 512 1024 2048 4096 8192",
    "32, 32 64 96 128 192 256 512 1024 2048 4096 8192",
    "64, 64 128 192 256 512 1024 2048 4096 8192",
    "128, 128 256 512 1024 2048 4096 8192"
  })
  void aLeastAlignmentTakesClassesAway(int least, String sizes) {
    assertThat(modern(least).sizes().asList().stream().map(String::valueOf).toList())
        .containsExactly(sizes.split(" "));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 64, 128})
  void everyObjectIsAligned(int least) {
    SlabAllocator allocator =
        SlabRig.withClasses(SlabRig.machine(1, SlabRig.FRAMES), modern(least));

    for (int size = 1; size <= 8192; size += 7) {
      assertThat(allocator.kmalloc(size) % least).as("kmalloc(%d)", size).isZero();
    }
    allocator.check();
    assertThat(allocator.use().sum()).isEqualTo(allocator.framesHeld() << 12);
  }

  @Test
  void otherSizesServeTheirRequests() {
    KmallocClasses classes = modern(8).withSizes("8192, 32,64,128,256,512, 1032,2048");
    SlabAllocator allocator = SlabRig.withClasses(SlabRig.machine(1, SlabRig.FRAMES), classes);

    for (int i = 0; i < 7; i++) {
      long address = allocator.kmalloc(1032);
      assertThat(allocator.ksize(address)).isEqualTo(1032);
    }
    long next = allocator.kmalloc(1033);

    SlabInfo info = SlabRig.info(allocator, "kmalloc-1032");
    assertThat(info.objectsPerSlab()).isEqualTo(7); // In two frames; four would not fit in one.
    assertThat(allocator.ksize(next)).isEqualTo(2048);
    assertThat(allocator.ksize(allocator.kmalloc(1))).isEqualTo(32);
    allocator.check();
  }

  @Test
  void sizesAreSortedAndTakenOnce() {
    assertThat(modern(8).withSizes("1024,32,1024").sizes())
        .isEqualTo(ImmutableIntArray.of(32, 1024));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "32,abc; 'abc' is no class; 8",
        "32,-8; '-8' is no class; 8",
        "32,0; '0' is no class; 8",
        "32,100,8192; '100' is no class; 8",
        "32,96,8192; '32' is no class; 64",
        "32,262144; '262144' is no class; 8",
        "32,64; the largest class is 64 bytes; 8",
        "32,,64; '' is no class; 8"
      })
  void impossibleSizesAreRefused(String sizes, String reason, int least) {
    assertThatThrownBy(() -> modern(least).withSizes(sizes))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("allocator.slab.classes: " + reason);
  }

  @Test
  void namesAreTheKernels() {
    assertThat(KmallocClasses.suffix(96)).isEqualTo("96");
    assertThat(KmallocClasses.suffix(2048)).isEqualTo("2k");
    assertThat(KmallocClasses.suffix(1032)).isEqualTo("1032");
  }
}
