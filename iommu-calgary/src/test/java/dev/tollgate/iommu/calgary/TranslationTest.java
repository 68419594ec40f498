package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.Iotlb;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.iommu.TranslationFault.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the host bridge makes of the addresses that devices drive. */
class TranslationTest {

  @Test
  void theOffsetWithinThePageIsKept() {
    Calgary calgary = Calgary.with();
    long page = calgary.map(1, 0x4_5678, DmaDirection.TO_DEVICE);
    assertThat(calgary.iommu.translate(0, page << 12 | 0xabc, false)).isEqualTo(0x4_5678_abcL);
    assertThat(calgary.iommu.translate(0, page << 12 | 0xfff, false)).isEqualTo(0x4_5678_fffL);
  }

  @Test
  void aReceiveBufferCanBeReadBackButATransmitBufferNotBeWritten() {
    Calgary calgary = Calgary.with();
    long receive = calgary.map(1, 5, DmaDirection.FROM_DEVICE);
    long transmit = calgary.map(1, 6, DmaDirection.TO_DEVICE);
    assertThat(calgary.frameAt(receive, true)).isEqualTo(5);
    assertThat(calgary.frameAt(receive, false)).isEqualTo(5);
    assertThat(calgary.frameAt(transmit, false)).isEqualTo(6);
    assertThat(calgary.frameAt(transmit, true)).isEqualTo(-1);
    assertThat(calgary.bridge().faults().total(Reason.WRITE_FORBIDDEN)).isEqualTo(1);
    for (DmaDirection direction : DmaDirection.values()) {
      DmaDirection granted = calgary.iommu.grants(direction);
      long page = calgary.map(1, 9, direction);
      assertThat(calgary.frameAt(page, false) == 9).isEqualTo(granted.deviceReads());
      assertThat(calgary.frameAt(page, true) == 9).isEqualTo(granted.deviceWrites());
    }
  }

  @Test
  void aForbiddenAccessIsRefusedWhetherTheEntryIsCachedOrNot() {
    Calgary calgary = Calgary.with();
    long page = calgary.map(1, 6, DmaDirection.TO_DEVICE);
    assertThat(calgary.frameAt(page, true)).isEqualTo(-1);
    assertThat(calgary.bridge().tceCache().misses()).isEqualTo(1);
    assertThat(calgary.frameAt(page, true)).isEqualTo(-1);
    assertThat(calgary.bridge().tceCache().hits()).isEqualTo(1);
    assertThat(calgary.bridge().faults().total(Reason.WRITE_FORBIDDEN)).isEqualTo(2);
  }

  @Test
  void anEntryThatForbidsReadingIsObeyedThoughTheDriverBuildsNone() {
    Calgary calgary = Calgary.with();
    calgary.machine.memory().writeLongBigEndian(calgary.driver().table().base() + 40 * 8, 0x7002);
    assertThat(calgary.frameAt(40, true)).isEqualTo(7);
    assertThat(calgary.frameAt(40, false)).isEqualTo(-1);
    assertThat(calgary.bridge().faults().total(Reason.READ_FORBIDDEN)).isEqualTo(1);
  }

  @Test
  void addressesBeyondTheTableAreRefused() {
    Calgary calgary = Calgary.with();
    for (long address : new long[] {32L << 20, 1L << 32, 1L << 47, Long.MIN_VALUE, -1}) {
      assertThat(calgary.iommu.translate(0, address, false)).isEqualTo(-1);
    }
    assertThat(calgary.bridge().faults().total(Reason.OUTSIDE_TABLE)).isEqualTo(5);
  }

  @Test
  void invalidEntriesAreNotCached() {
    Calgary calgary = Calgary.with();
    assertThat(calgary.frameAt(40, false)).isEqualTo(-1);
    calgary.iommu.map(0, 40, 1, 7, DmaDirection.TO_DEVICE);
    assertThat(calgary.frameAt(40, false)).isEqualTo(7);
  }

  @Test
  void unmappingLeavesTheCachedEntryUntilAFlush() {
    Calgary calgary = Calgary.with();
    long page = calgary.map(1, 5, DmaDirection.FROM_DEVICE);
    long untouched = calgary.map(1, 6, DmaDirection.FROM_DEVICE);
    assertThat(calgary.frameAt(page, true)).isEqualTo(5);
    calgary.unmap(page, 1);
    calgary.unmap(untouched, 1);
    assertThat(calgary.frameAt(page, true)).isEqualTo(5);
    assertThat(calgary.frameAt(untouched, true)).isEqualTo(-1);
    assertThat(calgary.iommu.invalidate(0, untouched, 1)).isTrue(); // the whole bus, nothing less
    assertThat(calgary.frameAt(page, true)).isEqualTo(-1);
  }

  @Test
  void devicesOfABusShareTableAndCache() {
    Calgary calgary = Calgary.onBuses(ImmutableList.of(0, 0));
    assertThat(calgary.iommu.domainOf(0)).isEqualTo(calgary.iommu.domainOf(1));
    long page = calgary.map(1, 5, DmaDirection.FROM_DEVICE);
    assertThat(calgary.iommu.translate(1, page << 12, true)).isEqualTo(5 << 12);
    assertThat(calgary.iommu.translate(0, page << 12, true)).isEqualTo(5 << 12);
    assertThat(calgary.bridge().tceCache().hits()).isEqualTo(1);
  }

  @Test
  void busesHaveTablesCachesAndPagesOfTheirOwn() {
    Calgary calgary = Calgary.onBuses(ImmutableList.of(7, 2, 7));
    assertThat(calgary.iommu.domainOf(0)).isEqualTo(1);
    assertThat(calgary.iommu.domainOf(1)).isZero();
    assertThat(calgary.iommu.domainOf(2)).isEqualTo(1);
    long page = calgary.map(1, 5, DmaDirection.FROM_DEVICE);
    assertThat(calgary.iommu.translate(1, page << 12, true)).isEqualTo(5 << 12);
    assertThat(calgary.iommu.translate(0, page << 12, true)).isEqualTo(-1);
    assertThat(calgary.iommu.iovaAllocator(1).used()).isZero();
    TceTable first = calgary.iommu.driver(0).table();
    TceTable second = calgary.iommu.driver(1).table();
    assertThat(Math.abs(first.base() - second.base())).isGreaterThanOrEqualTo(65_536);

    calgary.iommu.invalidateAll(1);
    assertThat(calgary.iommu.driver(0).bridge().tceCache().size()).isEqualTo(1);
  }

  @Test
  void aDisabledBusIsNotTranslatedAndHasNoDomain() {
    Calgary calgary = Calgary.onBuses(ImmutableList.of(0, 1), "disable-bus", 0L);
    assertThat(calgary.iommu.translates(0)).isFalse();
    assertThat(calgary.iommu.translates(1)).isTrue();
    assertThat(calgary.iommu.translate(0, 0x12_3456_789aL, true)).isEqualTo(0x12_3456_789aL);
    assertThat(calgary.iommu.domainOf(1)).isZero();
    assertThatThrownBy(() -> calgary.iommu.domainOf(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not translated");
    assertThat(calgary.machine.bootMemory().reservedBytes()).isEqualTo(65_536);
  }

  @Test
  void emptySlotsGetTablesOnRequest() {
    Calgary calgary = Calgary.onBuses(ImmutableList.of(1, 5), "translate-empty-slots", true);
    assertThat(calgary.machine.bootMemory().reservedBytes()).isEqualTo(8 * 65_536);
    assertThat(calgary.iommu.domainOf(0)).isEqualTo(1);
    assertThat(calgary.iommu.domainOf(1)).isEqualTo(5);
    calgary.iommu.check();
  }

  @Test
  void theCacheHasTheShapeAskedForAndReportsToItsListener() {
    List<String> heard = new ArrayList<>();
    IotlbListener listener =
        new IotlbListener() {
          @Override
          public void filled(int domain, long ioPage, long value) {
            heard.add("%d %d %x".formatted(domain, ioPage, value));
          }

          @Override
          public void evicted(int domain, long ioPage) {
            heard.add("%d %d gone".formatted(domain, ioPage));
          }
        };
    CalgaryIommu iommu =
        Calgary.make(
            Calgary.machine(64 << 20, 0),
            ImmutableList.of(0, 3),
            listener,
            0,
            "tce-cache-entries",
            2L,
            "tce-cache-ways",
            0L,
            "tce-cache-replacement",
            "fifo");
    iommu.map(1, 40, 3, 0x70, DmaDirection.FROM_DEVICE);
    for (int page : new int[] {40, 41, 40, 42}) {
      assertThat(iommu.translate(1, (long) page << 12, true)).isEqualTo((page + 0x70 - 40L) << 12);
    }
    assertThat(heard).containsExactly("1 40 70003", "1 41 71003", "1 40 gone", "1 42 72003");
    Iotlb cache = iommu.driver(1).bridge().tceCache();
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.evictions()).isEqualTo(1);
  }
}
