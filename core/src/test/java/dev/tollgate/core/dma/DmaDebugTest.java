package dev.tollgate.core.dma;

import static dev.tollgate.core.dma.DmaDirection.BIDIRECTIONAL;
import static dev.tollgate.core.dma.DmaDirection.FROM_DEVICE;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static dev.tollgate.core.dma.DmaMapOperations.MAPPING_ERROR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.policy.PolicyBench;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Each mistake a driver can make, and the kernel's words for it. */
class DmaDebugTest {

  private static final String NIC = "DMA-API: 0000:00:04.0: ";

  private final Machine machine = PolicyBench.machine(64, 4);
  private final Diary diary = new Diary();
  private final ImmutableList<Device> devices =
      ImmutableList.of(
          new Device(0, "0000:00:04.0", 0, Device.MASK_32, 0x100, 0xffff),
          Device.ofDefaults(1, "0000:00:05.0", 0));
  private final DmaDebug debug = new DmaDebug(devices, machine.profile().ramBytes());
  private final DmaApi dma =
      new DmaApi(machine, devices, ImmutableList.of(diary, diary), diary, debug);

  @Test
  void saysNothingOfADriverWithoutMistakes() {
    long bus = map(0x5000, 0x40, BIDIRECTIONAL);
    dma.syncForCpu(0, bus + 8, 8, BIDIRECTIONAL);
    dma.syncForDevice(0, bus, 0x40, BIDIRECTIONAL);
    dma.unmapSingle(0, bus, 0x40, BIDIRECTIONAL);
    long page = dma.mapPage(0, 6, 0x10, 0x40, TO_DEVICE);
    assertThat(dma.mappingError(0, page)).isFalse();
    dma.unmapPage(0, page, 0x40, TO_DEVICE);
    ScatterList list = list(0x7000, 0x40, 0x8000, 0x40);
    dma.mapScatter(0, list, FROM_DEVICE);
    dma.syncForCpu(0, list, FROM_DEVICE);
    dma.syncForDevice(0, list, FROM_DEVICE);
    dma.unmapScatter(0, list, FROM_DEVICE);
    dma.freeCoherent(0, Objects.requireNonNull(dma.allocCoherent(0, 4096)));
    diary.room = 0;
    assertThat(dma.mappingError(0, dma.mapSingle(0, 0x5000, 0x40, TO_DEVICE))).isTrue();
    dma.driverReleased(0);

    assertThat(debug.reports()).isEmpty();
    assertThat(debug.errors()).isZero();
  }

  @Test
  void freeOfAnInvalidAddress() {
    dma.unmapSingle(0, MAPPING_ERROR, 0x40, TO_DEVICE);
    assertReport(
        DmaDebugError.FREE_INVALID_ADDRESS,
        NIC + "device driver tries to free an invalid DMA memory address");
  }

  @Test
  void freeOfWhatWasNeverMapped() {
    dma.unmapSingle(0, 0x1000_5000, 0x40, TO_DEVICE);
    assertReport(
        DmaDebugError.FREE_NOT_ALLOCATED,
        NIC
            + "device driver tries to free DMA memory it has not allocated"
            + " [device address=0x0000000010005000] [size=64 bytes]");
  }

  @Test
  void freeOfWhatWasFreedBefore() {
    long bus = map(0x5000, 0x40, TO_DEVICE);
    dma.unmapSingle(0, bus, 0x40, TO_DEVICE);
    dma.unmapSingle(0, bus, 0x40, TO_DEVICE);
    assertThat(debug.count(DmaDebugError.FREE_NOT_ALLOCATED)).isEqualTo(1);
    assertThat(debug.errors()).isEqualTo(1);
  }

  @Test
  void freeOfAnotherDevicesMapping() {
    long bus = map(0x5000, 0x40, TO_DEVICE);
    dma.unmapSingle(1, bus, 0x40, TO_DEVICE);
    assertReport(
        DmaDebugError.FREE_NOT_ALLOCATED,
        "DMA-API: 0000:00:05.0: device driver tries to free DMA memory it has not allocated"
            + " [device address=0x0000000010005000] [size=64 bytes]");
  }

  @Test
  void freeWithAnotherSize() {
    dma.unmapSingle(0, map(0x5000, 1536, TO_DEVICE), 42, TO_DEVICE);
    assertReport(
        DmaDebugError.FREE_DIFFERENT_SIZE,
        NIC
            + "device driver frees DMA memory with different size"
            + " [device address=0x0000000010005000] [map size=1536 bytes] [unmap size=42 bytes]");
  }

  @Test
  void freeWithTheWrongFunction() {
    ScatterList list = list(0x5000, 0x40);
    dma.mapScatter(0, list, TO_DEVICE);
    dma.unmapSingle(0, list.busAddress(0), 0x40, TO_DEVICE);
    assertReport(
        DmaDebugError.FREE_WRONG_FUNCTION,
        NIC
            + "device driver frees DMA memory with wrong function"
            + " [device address=0x0000000010005000] [size=64 bytes]"
            + " [mapped as scather-gather] [unmapped as single]");
  }

  @Test
  void freeOfCoherentMemoryAsSingle() {
    CoherentBuffer ring = Objects.requireNonNull(dma.allocCoherent(0, 4096));
    dma.unmapSingle(0, ring.busAddress(), 4096, BIDIRECTIONAL);
    assertReport(
        DmaDebugError.FREE_WRONG_FUNCTION,
        NIC
            + "device driver frees DMA memory with wrong function"
            + " [device address=0x0000000010000000] [size=4096 bytes]"
            + " [mapped as coherent] [unmapped as single]");
  }

  @Test
  void freeOfASingleMappingAsList() {
    ScatterList list = list(0x5000, 0x40);
    list.placeAt(0, map(0x5000, 0x40, TO_DEVICE));
    dma.unmapScatter(0, list, TO_DEVICE);
    assertThat(debug.count(DmaDebugError.FREE_WRONG_FUNCTION)).isEqualTo(1);
    assertThat(debug.reports().get(0).text())
        .endsWith("[mapped as single] [unmapped as scather-gather]");
  }

  @Test
  void freeOfCoherentMemoryWithAnotherCpuAddress() {
    CoherentBuffer ring = Objects.requireNonNull(dma.allocCoherent(0, 100));
    CoherentBuffer wrong = new CoherentBuffer(0x3000, ring.busAddress(), 100);
    assertThatThrownBy(() -> dma.freeCoherent(0, wrong)).isInstanceOf(IllegalStateException.class);
    assertReport(
        DmaDebugError.FREE_DIFFERENT_CPU_ADDRESS,
        NIC
            + "device driver frees DMA memory with different CPU address"
            + " [device address=0x0000000010000000] [size=100 bytes]"
            + " [cpu alloc address=0x0000000000000000] [cpu free address=0x0000000000003000]");
  }

  @Test
  void freeOfAListWithAnotherNumberOfSegments() {
    ScatterList list = list(0x5000, 0x40, 0x6000, 0x40);
    dma.mapScatter(0, list, TO_DEVICE);
    ScatterList shorter = list(0x5000, 0x40);
    shorter.placeAt(0, list.busAddress(0));
    dma.unmapScatter(0, shorter, TO_DEVICE);
    assertReport(
        DmaDebugError.FREE_DIFFERENT_ENTRY_COUNT,
        NIC
            + "device driver frees DMA sg list with different entry count"
            + " [map count=2] [unmap count=1]");
  }

  @Test
  void freeOfAListWithMoreSegmentsLooksOnlyAtThoseMapped() {
    ScatterList list = list(0x5000, 0x40);
    dma.mapScatter(0, list, TO_DEVICE);
    list.add(0x6000, 0x40);
    list.placeAt(1, 0x1000_6000);
    dma.unmapScatter(0, list, TO_DEVICE);
    assertThat(debug.count(DmaDebugError.FREE_DIFFERENT_ENTRY_COUNT)).isEqualTo(1);
    assertThat(debug.errors()).isEqualTo(1);
  }

  @Test
  void freeWithAnotherDirection() {
    dma.unmapSingle(0, map(0x5000, 0x40, TO_DEVICE), 0x40, FROM_DEVICE);
    assertReport(
        DmaDebugError.FREE_DIFFERENT_DIRECTION,
        NIC
            + "device driver frees DMA memory with different direction"
            + " [device address=0x0000000010005000] [size=64 bytes]"
            + " [mapped with DMA_TO_DEVICE] [unmapped with DMA_FROM_DEVICE]");
  }

  @Test
  void mapWithoutErrorCheck() {
    long bus = dma.mapSingle(0, 0x5000, 0x40, TO_DEVICE);
    assertThat(debug.errors()).isZero();
    dma.unmapSingle(0, bus, 0x40, TO_DEVICE);
    assertReport(
        DmaDebugError.MAP_ERROR_NOT_CHECKED,
        NIC
            + "device driver failed to check map error"
            + "[device address=0x0000000010005000] [size=64 bytes] [mapped as single]");
  }

  @Test
  void eachMappingOfAnAddressNeedsItsOwnErrorCheck() {
    long bus = map(0x5000, 0x40, TO_DEVICE);
    assertThat(dma.mapSingle(0, 0x5000, 0x40, TO_DEVICE)).isEqualTo(bus);
    dma.unmapSingle(0, bus, 0x40, TO_DEVICE);
    assertThat(debug.errors()).isZero();
    dma.unmapSingle(0, bus, 0x40, TO_DEVICE);
    assertThat(debug.count(DmaDebugError.MAP_ERROR_NOT_CHECKED)).isEqualTo(1);
  }

  @Test
  void mapOfMemoryThatIsNotTheOperatingSystems() {
    map(64 * 4096 - 1, 2, TO_DEVICE);
    assertReport(
        DmaDebugError.MAP_INVALID_AREA,
        NIC + "device driver maps memory from invalid area [addr=000000000003ffff] [len=2]");
  }

  @Test
  void mapBeyondMemoryIsReportedAndRefused() {
    assertThatThrownBy(() -> map(0x10_0000, 2, TO_DEVICE)).isInstanceOf(BadInputException.class);
    assertThat(debug.count(DmaDebugError.MAP_INVALID_AREA)).isEqualTo(1);
  }

  @Test
  void syncOfWhatIsNotMapped() {
    dma.syncForCpu(0, 0x1000_5000, 0x40, TO_DEVICE);
    assertReport(
        DmaDebugError.SYNC_NOT_ALLOCATED,
        NIC
            + "device driver tries to sync DMA memory it has not allocated"
            + " [device address=0x0000000010005000] [size=64 bytes]");
  }

  @Test
  void syncOfTheInvalidAddress() {
    map(0x5000, 0x40, TO_DEVICE);
    dma.syncForDevice(0, MAPPING_ERROR, 0x40, TO_DEVICE);
    assertThat(debug.count(DmaDebugError.SYNC_NOT_ALLOCATED)).isEqualTo(1);
  }

  @Test
  void syncOfAListThatIsNotMapped() {
    ScatterList list = list(0x5000, 0x40, 0x6000, 0x40);
    dma.mapScatter(0, list, TO_DEVICE);
    dma.unmapScatter(0, list, TO_DEVICE);
    dma.syncForDevice(0, list, TO_DEVICE);
    assertThat(debug.count(DmaDebugError.SYNC_NOT_ALLOCATED)).isEqualTo(2);
  }

  @Test
  void syncBehindTheEnd() {
    long bus = map(0x5000, 0x40, BIDIRECTIONAL);
    dma.syncForCpu(0, bus + 0x30, 0x20, BIDIRECTIONAL);
    assertReport(
        DmaDebugError.SYNC_OUTSIDE_RANGE,
        NIC
            + "device driver syncs DMA memory outside allocated range"
            + " [device address=0x0000000010005000] [allocation size=64 bytes]"
            + " [sync offset+size=80]");
  }

  @Test
  void syncWithAnotherDirection() {
    long bus = map(0x5000, 0x40, FROM_DEVICE);
    dma.syncForCpu(0, bus + 0x10, 0x20, BIDIRECTIONAL);
    assertReport(
        DmaDebugError.SYNC_DIFFERENT_DIRECTION,
        NIC
            + "device driver syncs DMA memory with different direction"
            + " [device address=0x0000000010005010] [size=64 bytes]"
            + " [mapped with DMA_FROM_DEVICE] [synced with DMA_BIDIRECTIONAL]");
  }

  @Test
  void syncForTheCpuOfWhatTheDeviceOnlyReads() {
    long bus = map(0x5000, 0x40, TO_DEVICE);
    dma.syncForCpu(0, bus, 0x20, FROM_DEVICE);
    assertThat(debug.count(DmaDebugError.SYNC_DIFFERENT_DIRECTION)).isEqualTo(1);
    assertThat(debug.reports().get(1))
        .isEqualTo(
            new DmaDebugReport(
                DmaDebugError.SYNC_READ_ONLY_FOR_CPU,
                NIC
                    + "device driver syncs device read-only DMA memory for cpu"
                    + " [device address=0x0000000010005000] [size=64 bytes]"
                    + " [mapped with DMA_TO_DEVICE] [synced with DMA_FROM_DEVICE]"));
  }

  @Test
  void syncToTheDeviceOfWhatItOnlyWrites() {
    long bus = map(0x5000, 0x40, FROM_DEVICE);
    dma.syncForDevice(0, bus, 0x20, TO_DEVICE);
    assertThat(debug.count(DmaDebugError.SYNC_DIFFERENT_DIRECTION)).isEqualTo(1);
    assertThat(debug.reports().get(1))
        .isEqualTo(
            new DmaDebugReport(
                DmaDebugError.SYNC_WRITE_ONLY_FOR_DEVICE,
                NIC
                    + "device driver syncs device write-only DMA memory to device"
                    + " [device address=0x0000000010005000] [size=64 bytes]"
                    + " [mapped with DMA_FROM_DEVICE] [synced with DMA_TO_DEVICE]"));
  }

  @Test
  void syncOfAListWithAnotherNumberOfSegments() {
    ScatterList list = list(0x5000, 0x40, 0x6000, 0x40);
    dma.mapScatter(0, list, TO_DEVICE);
    ScatterList shorter = list(0x5000, 0x40);
    shorter.placeAt(0, list.busAddress(0));
    dma.syncForDevice(0, shorter, TO_DEVICE);
    assertReport(
        DmaDebugError.SYNC_DIFFERENT_ENTRY_COUNT,
        NIC
            + "device driver syncs DMA sg list with different entry count"
            + " [map count=2] [sync count=1]");
  }

  @Test
  void segmentLongerThanTheDeviceAccepts() {
    dma.mapScatter(0, list(0x5000, 0x100, 0x6000, 0x101), TO_DEVICE);
    assertReport(
        DmaDebugError.SEGMENT_TOO_LONG,
        NIC + "mapping sg segment longer than device claims to support [len=257] [max=256]");
  }

  @Test
  void segmentAcrossTheDevicesBoundary() {
    dma.mapScatter(0, list(0xff00, 0x100, 0xff01, 0x100), TO_DEVICE);
    assertReport(
        DmaDebugError.SEGMENT_ACROSS_BOUNDARY,
        NIC
            + "mapping sg segment across boundary [start=0x000000001000ff01]"
            + " [end=0x0000000010010000] [boundary=0x000000000000ffff]");
  }

  @Test
  void leaksWhenTheDriverLetsGo() {
    map(0x7000, 0x10, TO_DEVICE);
    map(0x5000, 0x40, FROM_DEVICE);
    dma.mapScatter(0, list(0x8000, 0x40), TO_DEVICE);
    dma.driverReleased(1);
    assertThat(debug.errors()).isZero();
    dma.driverReleased(0);
    assertReport(
        DmaDebugError.PENDING_AT_RELEASE,
        NIC
            + "device driver has pending DMA allocations while released from device [count=3]\n"
            + "One of leaked entries details: [device address=0x0000000010005000]"
            + " [size=64 bytes] [mapped with DMA_FROM_DEVICE] [mapped as single]");
  }

  @Test
  void overlapOfACacheLineThatTheDeviceMayWrite() {
    map(0x5000, 0x20, FROM_DEVICE);
    map(0x5020, 0x20, FROM_DEVICE);
    assertReport(
        DmaDebugError.OVERLAPPING_CACHE_LINE,
        NIC + "cacheline tracking EEXIST, overlapping mappings aren't supported");
  }

  @Test
  void noOverlapOfWhatTheDeviceOnlyReadsOrOfWhatEnded() {
    map(0x5000, 0x20, TO_DEVICE);
    map(0x5020, 0x20, TO_DEVICE);
    dma.unmapSingle(0, map(0x6000, 0x20, FROM_DEVICE), 0x20, FROM_DEVICE);
    map(0x6000, 0x20, FROM_DEVICE);
    map(0x6040, 0x20, FROM_DEVICE);
    assertThat(debug.errors()).isZero();
  }

  @Test
  void tooManyOverlapsAreToldOnce() {
    for (int i = 0; i < 10; i++) {
      map(0x5000, 1 + i, FROM_DEVICE);
    }
    assertThat(debug.count(DmaDebugError.OVERLAPPING_CACHE_LINE)).isEqualTo(9);
    assertThat(debug.reports())
        .hasSize(10)
        .filteredOn(report -> !report.text().contains("EEXIST"))
        .containsExactly(
            new DmaDebugReport(
                DmaDebugError.OVERLAPPING_CACHE_LINE,
                "DMA-API: exceeded 7 overlapping mappings of cacheline 0x0000000000000140"));
    assertThat(debug.reports().get(7).text()).contains("exceeded");
  }

  @Test
  void keepsTheFirstOfEachKindAndCountsTheRest() {
    for (int i = 0; i < 3 * DmaDebug.KEPT; i++) {
      dma.unmapSingle(0, 0x1000 * (i + 1L), 1, TO_DEVICE);
    }
    dma.unmapSingle(0, MAPPING_ERROR, 1, TO_DEVICE);
    assertThat(debug.reports()).hasSize(DmaDebug.KEPT + 1);
    assertThat(debug.reports().get(DmaDebug.KEPT - 1).text()).contains("0000010000]");
    assertThat(debug.reports().get(DmaDebug.KEPT).error())
        .isEqualTo(DmaDebugError.FREE_INVALID_ADDRESS);
    assertThat(PolicyBench.metrics(dma::report))
        .containsEntry("dma.debug.errors", 3L * DmaDebug.KEPT + 1)
        .containsEntry("dma.debug.free-not-allocated", 3L * DmaDebug.KEPT)
        .containsEntry("dma.debug.free-invalid-address", 1L)
        .containsEntry("dma.debug.segment-too-long", 0L);
  }

  @Test
  void knowsTheKernelsClassesExceptThreeThatCannotOccur() {
    assertThat(Arrays.stream(DmaDebugError.values()).mapToInt(DmaDebugError::number))
        .isSorted()
        .doesNotHaveDuplicates()
        .doesNotContain(9, 10, 12)
        .hasSize(DmaDebugError.CLASSES - 3);
  }

  @Test
  void changesNothingOfWhatACallDoes() {
    DmaApi unchecked = new DmaApi(machine, devices, ImmutableList.of(diary, diary), diary, null);
    unchecked.unmapSingle(0, 0x1000_5000, 0x40, TO_DEVICE);
    var expected = diary.news();
    dma.unmapSingle(0, 0x1000_5000, 0x40, TO_DEVICE);
    assertThat(diary.news()).isEqualTo(expected);
  }

  private void assertReport(DmaDebugError error, String text) {
    assertThat(debug.reports()).containsExactly(new DmaDebugReport(error, text));
    assertThat(debug.count(error)).isEqualTo(1);
  }

  /** Maps for the first device and asks whether that failed. */
  private long map(long physical, long size, DmaDirection direction) {
    long bus = dma.mapSingle(0, physical, size, direction);
    assertThat(dma.mappingError(0, bus)).isFalse();
    return bus;
  }

  /** Alternating addresses and sizes. */
  private static ScatterList list(long... segments) {
    ScatterList list = new ScatterList();
    for (int i = 0; i < segments.length; i += 2) {
      list.add(segments[i], segments[i + 1]);
    }
    return list;
  }
}
