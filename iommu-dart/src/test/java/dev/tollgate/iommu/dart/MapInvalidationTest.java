package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.spi.IovaAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the driver makes the unit forget of its own accord: when it maps, never when it unmaps. */
class MapInvalidationTest {

  @Test
  void onU3AScatterListCostsOneFlushHoweverLongItIs() {
    Dart dart = Dart.with("model", "u3");
    for (int segment = 0; segment < 7; segment++) {
      dart.mapInCall(3, 0x300);
      assertThat(dart.driver().isDirty()).isTrue();
      assertThat(dart.invalidation().flushes()).isZero();
    }
    dart.iommu.endOfCall(0);
    assertThat(dart.invalidation().flushes()).isEqualTo(1);
    assertThat(dart.driver().isDirty()).isFalse();
    assertThat(dart.forgotten).containsExactly("all");
  }

  @Test
  void onU3EveryCallThatMapsFlushes() {
    Dart dart = Dart.with("model", "u3");
    for (int i = 0; i < 5; i++) {
      dart.map(1, 0x300);
    }
    assertThat(dart.invalidation().flushes()).isEqualTo(5);
  }

  @Test
  void onU4EveryPageMappedIsForgottenAtOnceAndNothingIsFlushed() {
    Dart dart = Dart.with("model", "u4");
    long page = dart.mapInCall(7, 0x300);
    assertThat(dart.invalidation().pages()).isEqualTo(7);
    dart.mapInCall(2, 0x400);
    dart.iommu.endOfCall(0);
    assertThat(dart.invalidation().pages()).isEqualTo(9);
    assertThat(dart.invalidation().flushes()).isZero();
    assertThat(dart.forgotten).containsExactly(page + "+7", (page + 7) + "+2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"u3", "u4"})
  void unmappingNeverInvalidates(String model) {
    Dart dart = Dart.with("model", model);
    long page = dart.map(4, 0x300);
    long flushes = dart.invalidation().flushes();
    assertThat(dart.frameAt(page)).isEqualTo(0x300);
    dart.unmap(page, 4);
    assertThat(dart.invalidation().flushes()).isEqualTo(flushes);
    assertThat(dart.invalidation().pages()).isEqualTo(model.equals("u4") ? 4 : 0);
    assertThat(dart.driver().isDirty()).isFalse();
    assertThat(dart.frameAt(page)).as("still cached").isEqualTo(0x300);
    assertThat(dart.frameAt(page + 1)).as("never cached").isEqualTo(dart.dummy());
  }

  @Test
  void onU3AnyMappingEndsTheStaleWindowOfAllOnU4OnlyThatOfTheSamePage() {
    for (String model : new String[] {"u3", "u4"}) {
      Dart dart = Dart.with("model", model);
      long page = dart.map(1, 0x300);
      dart.frameAt(page);
      dart.unmap(page, 1);
      dart.map(1, 0x400); // another page: the search has moved on
      assertThat(dart.frameAt(page)).isEqualTo(model.equals("u3") ? dart.dummy() : 0x300);
    }
  }

  @Test
  void onU3AFlushThatFailsLeavesTheTableDirtyForTheNextCall() {
    Dart dart = Dart.with("model", "u3", "lost-flush-every", 1L);
    dart.map(1, 0x300);
    assertThat(dart.driver().isDirty()).isTrue();
    assertThat(dart.forgotten).isEmpty();
    dart.unmap(0, 1);
    assertThat(dart.invalidation().flushes()).isEqualTo(2);
    assertThat(dart.invalidation().panics()).isEqualTo(2);
  }

  @Test
  void onU4OnlyPagesSurelyForgottenAreReported() {
    Dart dart = Dart.with("lost-invalidate-every", 3L);
    dart.iommu.map(0, 100, 7, 0x300, dev.tollgate.core.dma.DmaDirection.TO_DEVICE);
    assertThat(dart.forgotten).containsExactly("100+2", "103+2", "106+1");
    assertThat(dart.invalidation().panics()).isEqualTo(2);
  }

  @Test
  void aMappingThatFindsNoPagesEndsWithoutAFlush() {
    Dart dart = Dart.with("model", "u3");
    dart.mapInCall(1, 0x300);
    assertThat(dart.mapInCall(5000, 0x400)).isEqualTo(IovaAllocator.NONE);
    dart.iommu.unmap(0, 0, 1); // undoes the first segment
    dart.iova().free(0, 1);
    dart.iommu.endOfCall(0);
    assertThat(dart.invalidation().flushes()).isZero();
    assertThat(dart.driver().isDirty()).isTrue();
    dart.iommu.check();
    dart.map(1, 0x500);
    assertThat(dart.invalidation().flushes()).isEqualTo(1);
    assertThat(dart.driver().isDirty()).isFalse();
  }

  @Test
  void whatAPolicyAsksForIsNotReportedAsTheDriversOwn() {
    Dart dart = Dart.with();
    dart.iommu.invalidateAll(0);
    dart.iommu.invalidate(0, 3, 2);
    assertThat(dart.forgotten).isEmpty();
  }

  @Test
  void onU3InvalidatingChosenPagesForgetsAll() {
    Dart dart = Dart.with("model", "u3");
    dart.frameAt(1);
    dart.frameAt(2);
    assertThat(dart.iommu.invalidate(0, 1, 1)).isTrue();
    assertThat(dart.bridge().tlb().size()).isZero();
    assertThat(dart.invalidation().flushes()).isEqualTo(1);
  }

  @Test
  void aFlushThatAPolicyAsksForMakesTheTableClean() {
    Dart dart = Dart.with("model", "u3");
    dart.mapInCall(1, 0x300);
    dart.iommu.invalidateAll(0);
    dart.iommu.endOfCall(0);
    assertThat(dart.invalidation().flushes()).isEqualTo(1);
  }
}
