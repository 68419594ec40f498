package dev.tollgate.core.policy;

import static dev.tollgate.core.dma.AddressTranslation.FAULT;
import static dev.tollgate.core.dma.DmaDirection.BIDIRECTIONAL;
import static dev.tollgate.core.dma.DmaDirection.FROM_DEVICE;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static dev.tollgate.core.dma.DmaMapOperations.MAPPING_ERROR;
import static dev.tollgate.core.spi.IommuCapability.SELECTIVE_INVALIDATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.ScatterList;
import org.junit.jupiter.api.Test;

class StrictPolicyTest {

  private final SlowIommu iommu = new SlowIommu(8, SELECTIVE_INVALIDATION);
  private final StrictPolicy policy = new StrictPolicy(PolicyBench.context(iommu));

  @Test
  void mapsThePagesThatTheBufferTouchesAndKeepsItsOffset() {
    assertThat(policy.map(0x5ff0, 0x20, FROM_DEVICE, 1)).isEqualTo(0x0ff0);
    assertThat(iommu.news()).containsExactly("allocate 0+2", "map 0+2 -> 5 FROM_DEVICE", "end");
  }

  @Test
  void clearsThenForgetsThenGivesBack() {
    policy.map(0x5000, 1, TO_DEVICE, 1);
    long bus = policy.map(0x6ff0, 0x20, TO_DEVICE, 1);
    iommu.news();

    policy.unmap(bus, 0x20, TO_DEVICE);

    assertThat(iommu.news()).containsExactly("unmap 1+2", "invalidate 1+2", "free 1+2", "end");
  }

  @Test
  void leavesNothingReachableAfterUnmapEvenIfItWasCached() {
    long bus = policy.map(0x5000, 4096, TO_DEVICE, 1);
    assertThat(iommu.translate(0, bus, false)).isEqualTo(0x5000);

    policy.unmap(bus, 4096, TO_DEVICE);

    assertThat(iommu.translate(0, bus, false)).isEqualTo(FAULT);
  }

  @Test
  void keepsTheCacheForOtherPagesWhereTheUnitCanSelect() {
    long one = policy.map(0x5000, 1, TO_DEVICE, 1);
    long other = policy.map(0x6000, 1, TO_DEVICE, 1);
    iommu.translate(0, one, false);
    iommu.translate(0, other, false);

    policy.unmap(one, 1, TO_DEVICE);

    assertThat(iommu.cache).containsOnlyKeys(1L);
  }

  @Test
  void beginsTheSearchAgainWithoutInvalidatingAsNothingFreeIsCached() {
    long first = policy.map(0x1000, 4 * 4096, TO_DEVICE, 1);
    policy.map(0x9000, 4 * 4096, TO_DEVICE, 1);
    policy.unmap(first, 4 * 4096, TO_DEVICE);
    iommu.news();

    assertThat(policy.map(0x2000, 4096, TO_DEVICE, 1)).isZero();

    assertThat(iommu.news())
        .containsExactly("allocate none", "retry 0+1", "map 0+1 -> 2 TO_DEVICE", "end");
  }

  @Test
  void failsWithNothingMappedWhenIoPagesAreShort() {
    policy.map(0x1000, 7 * 4096, TO_DEVICE, 1);
    iommu.news();

    assertThat(policy.map(0x9000, 2 * 4096, TO_DEVICE, 1)).isEqualTo(MAPPING_ERROR);

    assertThat(iommu.news()).containsExactly("allocate none", "retry none", "end");
    assertThat(iommu.used()).isEqualTo(7);
    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.searches.repeated", 1L)
        .containsEntry("policy.searches.failed", 1L);
  }

  @Test
  void invalidatesEachSegmentOfAListWhereTheUnitCanSelect() {
    ScatterList list = list(0x1000, 0x2ff0, 0x5000);
    assertThat(policy.mapScatter(list, BIDIRECTIONAL)).isEqualTo(3);
    assertThat(iommu.news())
        .containsExactly(
            "allocate 0+1",
            "map 0+1 -> 1 BIDIRECTIONAL",
            "allocate 1+2",
            "map 1+2 -> 2 BIDIRECTIONAL",
            "allocate 3+1",
            "map 3+1 -> 5 BIDIRECTIONAL",
            "end");
    assertThat(list.busAddress(1)).isEqualTo(0x1ff0);

    policy.unmapScatter(list, BIDIRECTIONAL);

    assertThat(iommu.news())
        .containsExactly(
            "unmap 0+1",
            "invalidate 0+1",
            "free 0+1",
            "unmap 1+2",
            "invalidate 1+2",
            "free 1+2",
            "unmap 3+1",
            "invalidate 3+1",
            "free 3+1",
            "end");
  }

  @Test
  void invalidatesEverythingOnceForAListWhereTheUnitCannotSelect() {
    SlowIommu coarse = new SlowIommu(8);
    StrictPolicy onCoarse = new StrictPolicy(PolicyBench.context(coarse));
    ScatterList list = list(0x1000, 0x2ff0);
    onCoarse.mapScatter(list, BIDIRECTIONAL);
    coarse.news();

    onCoarse.unmapScatter(list, BIDIRECTIONAL);

    assertThat(coarse.news())
        .containsExactly("unmap 0+1", "unmap 1+2", "invalidate all", "free 0+1", "free 1+2", "end");
  }

  @Test
  void invalidatesEverythingAtEachUnmapWhereTheUnitCannotSelect() {
    SlowIommu coarse = new SlowIommu(8);
    StrictPolicy onCoarse = new StrictPolicy(PolicyBench.context(coarse));
    long bus = onCoarse.map(0x1000, 1, TO_DEVICE, 1);
    coarse.news();

    onCoarse.unmap(bus, 1, TO_DEVICE);

    assertThat(coarse.news()).containsExactly("unmap 0+1", "invalidate all", "free 0+1", "end");
  }

  @Test
  void undoesAListThatDoesNotFitAsAWhole() {
    policy.map(0x1000, 6 * 4096, TO_DEVICE, 1);
    iommu.news();

    assertThat(policy.mapScatter(list(0x1000, 0x2ff0), TO_DEVICE)).isZero();

    assertThat(iommu.news())
        .containsExactly(
            "allocate 6+1",
            "map 6+1 -> 1 TO_DEVICE",
            "allocate none",
            "retry none",
            "unmap 6+1",
            "invalidate 6+1",
            "free 6+1",
            "end");
    assertThat(iommu.table).hasSize(6);
  }

  @Test
  void doesNotUsePagesAgainThatTheUnitWouldNotForget() {
    long bus = policy.map(0x1000, 8 * 4096, TO_DEVICE, 1);
    iommu.stubborn = 2;
    policy.unmap(bus, 8 * 4096, TO_DEVICE);
    assertThat(iommu.used()).isEqualTo(8);

    assertThat(policy.map(0x2000, 1, TO_DEVICE, 1)).isEqualTo(MAPPING_ERROR);
    iommu.news();
    assertThat(policy.map(0x2000, 1, TO_DEVICE, 1)).isZero();

    assertThat(iommu.news())
        .containsExactly(
            "allocate none",
            "invalidate all",
            "free 0+8",
            "retry 0+1",
            "map 0+1 -> 2 TO_DEVICE",
            "end");
    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.invalidations.failed", 2L)
        .containsEntry("policy.pages.withheld", 8L);
  }

  @Test
  void givesWithheldPagesBackAtTheEnd() {
    long bus = policy.map(0x1000, 3 * 4096, TO_DEVICE, 1);
    iommu.stubborn = 1;
    policy.unmap(bus, 3 * 4096, TO_DEVICE);

    policy.close();

    assertThat(iommu.used()).isZero();
    policy.close();
    assertThat(iommu.news()).filteredOn("free 0+3"::equals).hasSize(1);
  }

  @Test
  void unmapsTwiceWithoutHarmWhileThePagesAreFree() {
    long bus = policy.map(0x1000, 4096, TO_DEVICE, 1);
    policy.unmap(bus, 4096, TO_DEVICE);
    policy.unmap(bus, 4096, TO_DEVICE);

    assertThat(iommu.table).isEmpty();
    assertThat(iommu.used()).isZero();
    assertThat(unknownUnmaps()).isEqualTo(1);
  }

  @Test
  void takesAPageFromItsNewOwnerWhenItIsUnmappedTwice() {
    policy.map(0x1000, 7 * 4096, TO_DEVICE, 1);
    long bus = policy.map(0x9000, 4096, TO_DEVICE, 1);
    policy.unmap(bus, 4096, TO_DEVICE);
    assertThat(policy.map(0xa000, 4096, TO_DEVICE, 1)).isEqualTo(bus);

    policy.unmap(bus, 4096, TO_DEVICE);

    assertThat(iommu.translate(0, bus, false)).isEqualTo(FAULT);
    assertThat(unknownUnmaps()).isZero();
  }

  @Test
  void ignoresUnmapsOutsideTheDomain() {
    policy.unmap(8 * 4096, 1, TO_DEVICE);
    policy.unmap(7 * 4096, 4097, TO_DEVICE);
    policy.unmap(MAPPING_ERROR, 1, TO_DEVICE);
    policy.unmap(0, Long.MAX_VALUE, TO_DEVICE);
    policy.unmapScatter(list(0x1000, 0x2000), TO_DEVICE);

    assertThat(iommu.news()).containsExactly("end", "end", "end", "end", "end");
    assertThat(unknownUnmaps()).isEqualTo(6);
  }

  @Test
  void countsUnmapsOfSegmentsOutsideTheDomainWhereTheUnitCannotSelect() {
    SlowIommu coarse = new SlowIommu(8);
    StrictPolicy onCoarse = new StrictPolicy(PolicyBench.context(coarse));
    ScatterList list = list(0x1000, 0x2000);
    onCoarse.mapScatter(list, TO_DEVICE);
    coarse.news();
    list.placeAt(1, MAPPING_ERROR);

    onCoarse.unmapScatter(list, TO_DEVICE);

    assertThat(coarse.news()).containsExactly("unmap 0+1", "invalidate all", "free 0+1", "end");
    assertThat(PolicyBench.metrics(onCoarse::report)).containsEntry("policy.unmaps.unknown", 1L);
  }

  private long unknownUnmaps() {
    return PolicyBench.metrics(policy::report).getOrDefault("policy.unmaps.unknown", -1L);
  }

  /** Segments of 0x20 bytes. */
  private static ScatterList list(long... physical) {
    ScatterList list = new ScatterList();
    for (long address : physical) {
      list.add(address, 0x20);
    }
    return list;
  }
}
