package dev.tollgate.core.policy;

import static dev.tollgate.core.dma.DmaDirection.FROM_DEVICE;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static dev.tollgate.core.dma.DmaMapOperations.MAPPING_ERROR;
import static dev.tollgate.core.spi.IommuCapability.SELECTIVE_INVALIDATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.MappingStyle;
import dev.tollgate.core.dma.ScatterList;
import org.junit.jupiter.api.Test;

/** With areas of four I/O pages, in a domain of sixteen. */
class ContiguousPolicyTest {

  private static final int AREA = 4;

  private final SlowIommu iommu = new SlowIommu(16, SELECTIVE_INVALIDATION);
  private final ContiguousPolicy policy = new ContiguousPolicy(PolicyBench.context(iommu), AREA);

  private long map(long physical, long size) {
    return policy.map(physical, size, FROM_DEVICE, 1);
  }

  private static ScatterList list(long... physical) {
    ScatterList list = new ScatterList();
    for (long address : physical) {
      list.add(address, 0x20);
    }
    return list;
  }

  @Test
  void asksDriversForBatches() {
    assertThat(policy.style()).isEqualTo(MappingStyle.BATCHED);
  }

  @Test
  void buffersOfARingHaveIoPagesOneBehindTheOtherOfOneAllocation() {
    assertThat(map(0x1010, 1)).isEqualTo(0x0010);
    assertThat(map(0x9000, 1)).isEqualTo(0x1000);
    assertThat(map(0x5ff0, 0x20)).isEqualTo(0x2ff0);

    assertThat(iommu.news())
        .containsExactly(
            "allocate 0+4",
            "map 0+1 -> 1 FROM_DEVICE",
            "end",
            "map 1+1 -> 9 FROM_DEVICE",
            "end",
            "map 2+2 -> 5 FROM_DEVICE",
            "end");
  }

  @Test
  void eachDirectionHasAnAreaOfItsOwn() {
    assertThat(map(0x1000, 1)).isZero();
    assertThat(policy.map(0x2000, 1, TO_DEVICE, 1)).isEqualTo(4 << 12);
    assertThat(map(0x3000, 1)).isEqualTo(1 << 12);
    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.areas", 2L)
        .containsEntry("policy.areas.outside", 0L);
  }

  @Test
  void aUsedUpAreaGoesBackWholeWhenNoneOfItsPagesIsMapped() {
    long[] bus = {map(0x1000, 1), map(0x2000, 1), map(0x3000, 1), map(0x4000, 1), map(0x5000, 1)};
    assertThat(bus[4]).as("of the next area").isEqualTo(4 << 12);
    for (int i = 0; i < 3; i++) {
      policy.unmap(bus[i], 1, FROM_DEVICE);
    }
    iommu.news();
    assertThat(iommu.used()).isEqualTo(8);

    policy.unmap(bus[3], 1, FROM_DEVICE);

    assertThat(iommu.news()).containsExactly("unmap 3+1", "invalidate 3+1", "free 0+4", "end");
    assertThat(iommu.used()).isEqualTo(4);
  }

  @Test
  void anAreaInUseBeginsAgainWhenNoneOfItsPagesIsMapped() {
    policy.unmap(map(0x1000, 1), 1, FROM_DEVICE);
    assertThat(map(0x2000, 1)).as("from its beginning").isZero();
    long second = map(0x3000, 1);
    policy.unmap(0, 1, FROM_DEVICE);
    assertThat(map(0x4000, 1)).as("one is mapped still").isEqualTo(2 << 12);
    assertThat(second).isEqualTo(1 << 12);
  }

  @Test
  void aBufferThatDoesNotFitTheRestBeginsTheNextArea() {
    map(0x1000, 3 * 4096);
    assertThat(map(0x8000, 2 * 4096)).isEqualTo(4 << 12);
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.areas", 2L);
  }

  @Test
  void longAndAlignedBuffersHaveIoPagesOfTheirOwn() {
    map(0x1000, 1);
    iommu.news();
    assertThat(map(0x8000, 5 * 4096)).isEqualTo(4 << 12);
    assertThat(policy.map(0x2000, 1, FROM_DEVICE, 2)).isEqualTo(10 << 12);
    assertThat(map(0x3000, 4 * 4096)).as("as long as an area").isEqualTo(12 << 12);
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.areas.outside", 2L);

    policy.unmap(4 << 12, 5 * 4096, FROM_DEVICE);
    assertThat(iommu.news()).contains("free 4+5");
  }

  @Test
  void whereNoAreaIsToBeHadIoPagesAreTakenOneByOne() {
    map(0x1000, 13 * 4096);
    iommu.news();

    assertThat(map(0x2000, 1)).isEqualTo(13 << 12);

    assertThat(iommu.news())
        .containsExactly(
            "allocate none", "retry none", "allocate 13+1", "map 13+1 -> 2 FROM_DEVICE", "end");
    policy.unmap(13 << 12, 1, FROM_DEVICE);
    assertThat(iommu.used()).isEqualTo(13);
  }

  @Test
  void anEmptyAreaIsGivenUpForAMappingThatFindsNothing() {
    policy.unmap(map(0x1000, 1), 1, FROM_DEVICE);
    map(0x1000, 10 * 4096);
    iommu.news();
    assertThat(map(0x2000, 6 * 4096)).isEqualTo(MAPPING_ERROR);
    assertThat(iommu.news()).containsExactly("allocate none", "free 0+4", "retry none", "end");
    assertThat(iommu.used()).isEqualTo(10);
  }

  @Test
  void aBatchIsForgottenRunByRun() {
    long single = map(0x1000, 1);
    ScatterList list = list(0x2000, 0x3000, 0x4000);
    policy.mapMulti(list, FROM_DEVICE);
    ScatterList gap = list(0x5000);
    policy.mapMulti(gap, FROM_DEVICE);
    iommu.news();
    ScatterList done = new ScatterList();
    for (long bus :
        new long[] {single, list.busAddress(0), list.busAddress(2), gap.busAddress(0)}) {
      done.add(0, 0x20);
      done.placeAt(done.length() - 1, bus);
    }

    policy.unmapMulti(done, FROM_DEVICE);

    assertThat(iommu.news())
        .containsExactly(
            "unmap 0+1",
            "unmap 1+1",
            "unmap 3+1",
            "unmap 4+1",
            "invalidate 0+2",
            "invalidate 3+2",
            "end");
  }

  @Test
  void aBatchIsForgottenAtOnceWhereTheUnitCannotSelect() {
    SlowIommu coarse = new SlowIommu(16);
    ContiguousPolicy onCoarse = new ContiguousPolicy(PolicyBench.context(coarse), AREA);
    ScatterList list = list(0x1000, 0x2000);
    onCoarse.mapMulti(list, FROM_DEVICE);
    coarse.news();

    onCoarse.unmapMulti(list, FROM_DEVICE);

    assertThat(coarse.news()).containsExactly("unmap 0+1", "unmap 1+1", "invalidate all", "end");
  }

  @Test
  void whatAUnitThatCannotSelectWouldNotForgetIsKeptOutOfUse() {
    SlowIommu coarse = new SlowIommu(16);
    ContiguousPolicy onCoarse = new ContiguousPolicy(PolicyBench.context(coarse), AREA);
    ScatterList list = list(0x1000, 0x2000);
    onCoarse.mapMulti(list, FROM_DEVICE);
    onCoarse.unmapMulti(list, FROM_DEVICE);
    assertThat(onCoarse.map(0x3000, 1, FROM_DEVICE, 1))
        .as("forgotten: from the beginning")
        .isZero();

    onCoarse.mapMulti(list, FROM_DEVICE);
    coarse.stubborn = 1;
    onCoarse.unmapMulti(list, FROM_DEVICE);
    onCoarse.unmap(0, 1, FROM_DEVICE);
    assertThat(onCoarse.map(0x3000, 1, FROM_DEVICE, 1)).as("behind them").isEqualTo(3 << 12);
    assertThat(PolicyBench.metrics(onCoarse::report)).containsEntry("policy.pages.withheld", 2L);
  }

  /** Whichever of its runs the unit gives up: which of them it was is not known afterwards. */
  @Test
  void aBatchOfWhichARunWasNotForgottenIsKeptOutOfUseWhole() {
    for (int refused = 1; refused <= 2; refused++) {
      SlowIommu unit = new SlowIommu(16, SELECTIVE_INVALIDATION);
      ContiguousPolicy strict = new ContiguousPolicy(PolicyBench.context(unit), AREA);
      ScatterList list = list(0x1000, 0x2000, 0x3000);
      strict.mapMulti(list, FROM_DEVICE);
      ScatterList ends = new ScatterList();
      for (int i = 0; i <= 2; i += 2) {
        ends.add(list.physical(i), 0x20);
        ends.placeAt(ends.length() - 1, list.busAddress(i));
      }
      if (refused == 2) {
        unit.refuseAfter = 1;
      } else {
        unit.stubborn = 1;
      }
      strict.unmapMulti(ends, FROM_DEVICE);
      assertThat(PolicyBench.metrics(strict::report))
          .containsEntry("policy.invalidations.failed", 1L)
          .containsEntry("policy.pages.withheld", 2L);
    }
  }

  @Test
  void pagesKeptOutOfUseComeBackWhenIoPagesAreShort() {
    long bus = map(0x1000, 5 * 4096);
    iommu.stubborn = 1;
    policy.unmap(bus, 5 * 4096, FROM_DEVICE);
    assertThat(iommu.used()).isEqualTo(5);
    assertThat(map(0x2000, 13 * 4096)).isZero();
    assertThat(iommu.used()).isEqualTo(13);
  }

  @Test
  void whatOfABatchLiesOutsideTheDomainIsLeftOut() {
    ScatterList list = list(0x1000, 0x2000, 0x3000);
    policy.mapMulti(list, FROM_DEVICE);
    list.placeAt(1, MAPPING_ERROR);
    iommu.news();

    policy.unmapMulti(list, FROM_DEVICE);

    assertThat(iommu.news())
        .containsExactly("unmap 0+1", "unmap 2+1", "invalidate 0+1", "invalidate 2+1", "end");
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.unmaps.unknown", 1L);
  }

  @Test
  void runsThatTheUnitWouldNotForgetAreCountedAndKeptOutOfUse() {
    ScatterList list = list(0x1000, 0x2000);
    policy.mapMulti(list, FROM_DEVICE);
    iommu.stubborn = 1;
    policy.unmapMulti(list, FROM_DEVICE);
    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.invalidations.failed", 1L)
        .containsEntry("policy.pages.withheld", 2L);

    assertThat(map(0x3000, 1)).as("neither of the two").isEqualTo(2 << 12);
    policy.unmap(2 << 12, 1, FROM_DEVICE);
    policy.close();
    assertThat(iommu.used()).isZero();
  }

  @Test
  void anIoPageOfAnAreaThatIsUnmappedTwiceIsCounted() {
    map(0x1000, 1);
    long bus = map(0x2000, 1);
    policy.unmap(bus, 1, FROM_DEVICE);
    policy.unmap(bus, 1, FROM_DEVICE);
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.unmaps.unknown", 1L);
    assertThat(map(0x3000, 1)).as("not given out twice").isEqualTo(2 << 12);
  }

  @Test
  void atTheEndAreasThatAreEmptyGoBack() {
    long bus = map(0x1000, 1);
    policy.map(0x2000, 1, TO_DEVICE, 1);
    policy.unmap(bus, 1, FROM_DEVICE);
    policy.unmap(4 << 12, 1, TO_DEVICE);
    assertThat(iommu.used()).isEqualTo(8);

    policy.close();

    assertThat(iommu.used()).isZero();
    assertThat(iommu.table).isEmpty();
  }
}
