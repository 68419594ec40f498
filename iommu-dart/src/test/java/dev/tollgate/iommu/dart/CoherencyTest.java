package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.IovaAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What it takes to get entries past the CPU's caches, and to end a call. */
class CoherencyTest {

  private Dart dart = Dart.with();

  @Test
  void in2007AMappingStoresUncachedAndReadsOneWordBackBetweenBarriers() {
    dart = Dart.with("coherency", "2007");
    dart.iommu.map(0, 64, 40, 0x100, DmaDirection.TO_DEVICE);
    assertThat(steps(DartSteps.UNCACHED_STORE)).isEqualTo(40);
    assertThat(steps(DartSteps.TABLE_READ_BACK)).isEqualTo(1);
    assertThat(steps(Steps.MEMORY_BARRIER)).isEqualTo(2);
    assertThat(steps(Steps.TABLE_STORE)).isZero();
    assertThat(steps(Steps.CACHE_LINE_FLUSH)).isZero();
  }

  @Test
  void in2007UnmappingOnlyStores() {
    dart = Dart.with("coherency", "2007");
    dart.iommu.unmap(0, 64, 40);
    assertThat(steps(DartSteps.UNCACHED_STORE)).isEqualTo(40);
    assertThat(steps(DartSteps.TABLE_READ_BACK)).isZero();
    assertThat(steps(Steps.MEMORY_BARRIER)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    // 32 entries of 4 bytes share a line; one entry more than was stored is flushed
    "64, 1, 1",
    "64, 31, 1",
    "64, 32, 2",
    "64, 63, 2",
    "64, 64, 3",
    "95, 1, 2",
    "94, 1, 1",
    "90, 40, 3"
  })
  void aCachedTableIsFlushedByTheLinesOfOneEntryMoreThanWasStored(long page, int pages, int lines) {
    for (boolean map : new boolean[] {true, false}) {
      dart = Dart.with("coherency", "modern");
      if (map) {
        dart.iommu.map(0, page, pages, 0x100, DmaDirection.TO_DEVICE);
      } else {
        dart.iommu.unmap(0, page, pages);
      }
      assertThat(steps(Steps.TABLE_STORE)).isEqualTo(pages);
      assertThat(steps(Steps.CACHE_LINE_FLUSH)).isEqualTo(lines + 1);
      assertThat(steps(Steps.MEMORY_BARRIER)).isEqualTo(4);
      assertThat(steps(DartSteps.INSTRUCTION_SYNC)).isEqualTo(5);
      assertThat(steps(DartSteps.TABLE_READ_BACK)).isEqualTo(1);
      assertThat(steps(DartSteps.UNCACHED_STORE)).isZero();
    }
  }

  @Test
  void aCallEndsWithABarrierAndOneMoreIfItMapped() {
    dart = Dart.with();
    dart.iommu.endOfCall(0);
    assertThat(steps(Steps.MEMORY_BARRIER)).isEqualTo(1);
    dart.map(1, 0x100); // two of the mapping itself, two at the end
    assertThat(steps(Steps.MEMORY_BARRIER)).isEqualTo(5);
    dart.mapInCall(1, 0x100);
    dart.mapInCall(1, 0x100);
    dart.iommu.endOfCall(0);
    assertThat(steps(Steps.MEMORY_BARRIER)).isEqualTo(11);
    dart.unmap(0, 1);
    assertThat(steps(Steps.MEMORY_BARRIER)).isEqualTo(12);
  }

  @Test
  void aCallThatFailedEndsWithoutBarriers() {
    dart = Dart.with();
    assertThat(dart.map(5000, 0x100)).isEqualTo(IovaAllocator.NONE);
    assertThat(steps(Steps.MEMORY_BARRIER)).isZero();
    dart.iommu.endOfCall(0);
    assertThat(steps(Steps.MEMORY_BARRIER)).as("the next call is not concerned").isEqualTo(1);
  }

  private long steps(Step step) {
    return dart.steps(CostCenter.TRANSLATION_TABLE, step);
  }
}
