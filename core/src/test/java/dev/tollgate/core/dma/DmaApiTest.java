package dev.tollgate.core.dma;

import static dev.tollgate.core.dma.DmaDirection.BIDIRECTIONAL;
import static dev.tollgate.core.dma.DmaDirection.FROM_DEVICE;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static dev.tollgate.core.dma.DmaMapOperations.MAPPING_ERROR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.policy.PolicyBench;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DmaApiTest {

  private static final Device NARROW =
      new Device(1, "0000:00:05.0", 0, 0x1000_7fff, 65_536, Device.MASK_32);

  private final Machine machine = PolicyBench.machine(64, 0);
  private final Diary diary = new Diary();
  private final DmaApi dma =
      new DmaApi(
          machine,
          ImmutableList.of(Device.ofDefaults(0, "0000:00:04.0", 0), NARROW),
          ImmutableList.of(diary, diary),
          diary,
          null);

  @Test
  void mapsThenGrants() {
    assertThat(dma.mapSingle(0, 0x5123, 0x40, TO_DEVICE)).isEqualTo(0x1000_5123);
    assertThat(diary.news())
        .containsExactly("map 5123+40 TO_DEVICE /1", "granted 0 10005123+40 = 5123 TO_DEVICE");
  }

  @Test
  void revokesThenUnmapsSoThatTheWindowBetweenIsSeen() {
    dma.unmapSingle(0, 0x1000_5123, 0x40, TO_DEVICE);
    dma.unmapPage(0, 0x1000_6000, 0x40, TO_DEVICE);
    assertThat(diary.news())
        .containsExactly(
            "revoked 0 10005123+40 TO_DEVICE",
            "unmap 10005123+40 TO_DEVICE",
            "revoked 0 10006000+40 TO_DEVICE",
            "unmap 10006000+40 TO_DEVICE");
  }

  @Test
  void mapsPagesByFrameAndOffset() {
    assertThat(dma.mapPage(0, 5, 0x123, 0x40, FROM_DEVICE)).isEqualTo(0x1000_5123);
  }

  @Test
  void passesAnAlignmentOn() {
    dma.mapAligned(0, 0x5000, 1, TO_DEVICE, 16);
    assertThat(diary.news()).first().isEqualTo("map 5000+1 TO_DEVICE /16");
  }

  @Test
  void grantsNothingWhenAMappingFails() {
    diary.room = 0;
    long bus = dma.mapSingle(0, 0x5000, 1, TO_DEVICE);
    assertThat(bus).isEqualTo(MAPPING_ERROR);
    assertThat(dma.mappingError(0, bus)).isTrue();
    assertThat(dma.mappingError(0, 0x5000)).isFalse();
    assertThat(diary.news()).containsExactly("map 5000+1 TO_DEVICE /1");
  }

  @Test
  void failsBeyondTheDevicesMaskAndLeavesNothingMapped() {
    assertThat(dma.mapSingle(1, 0x7000, 0x1000, TO_DEVICE)).isEqualTo(0x1000_7000);
    diary.news();
    assertThat(dma.mapSingle(1, 0x7000, 0x1001, TO_DEVICE)).isEqualTo(MAPPING_ERROR);
    assertThat(diary.news())
        .containsExactly("map 7000+1001 TO_DEVICE /1", "unmap 10007000+1001 TO_DEVICE");
    assertThat(dma.mapSingle(0, 0x7000, 0x1001, TO_DEVICE)).isNotEqualTo(MAPPING_ERROR);
  }

  @Test
  void reachesAllAddressesWithAMaskOfAllBits() {
    Device wide = new Device(0, "wide", 0, -1, 65_536, Device.MASK_32);
    Diary own = new Diary();
    own.shift = 1L << 62;
    DmaApi api = new DmaApi(machine, ImmutableList.of(wide), ImmutableList.of(own), own, null);
    assertThat(api.mapSingle(0, 0x1000, 16, TO_DEVICE)).isEqualTo((1L << 62) + 0x1000);
  }

  @Test
  void mapsAListWholeOrNotAtAll() {
    ScatterList list = list(0x1000, 0x10, 0x2000, 0x20);
    assertThat(dma.mapScatter(0, list, TO_DEVICE)).isEqualTo(2);
    assertThat(list.busAddress(1)).isEqualTo(0x1000_2000);
    assertThat(diary.news())
        .containsExactly(
            "map 1000+10 TO_DEVICE /1",
            "map 2000+20 TO_DEVICE /1",
            "granted 0 10001000+10 = 1000 TO_DEVICE",
            "granted 0 10002000+20 = 2000 TO_DEVICE");

    diary.room = 1;
    assertThat(dma.mapScatter(0, list, TO_DEVICE)).isZero();
    assertThat(list.busAddress(0)).isEqualTo(MAPPING_ERROR);
    assertThat(diary.news())
        .containsExactly(
            "map 1000+10 TO_DEVICE /1", "map 2000+20 TO_DEVICE /1", "unmap 10001000+10 TO_DEVICE");
  }

  @Test
  void undoesAListOfWhichOneSegmentLiesBeyondTheMask() {
    ScatterList list = list(0x1000, 0x10, 0x8000, 0x20);
    assertThat(dma.mapScatter(1, list, TO_DEVICE)).isZero();
    assertThat(diary.news())
        .containsExactly(
            "map 1000+10 TO_DEVICE /1",
            "map 8000+20 TO_DEVICE /1",
            "unmap 10001000+10 TO_DEVICE",
            "unmap 10008000+20 TO_DEVICE");
    assertThat(list.busAddress(0)).isEqualTo(MAPPING_ERROR);
    assertThat(list.busAddress(1)).isEqualTo(MAPPING_ERROR);
  }

  @Test
  void mapsSegmentsOverTheDevicesLimitsAsLinuxDoes() {
    assertThat(dma.mapScatter(0, list(0x1000, 65_537, 0x2000, 1), TO_DEVICE)).isEqualTo(2);
  }

  @Test
  void revokesAllOfAListThenUnmapsIt() {
    ScatterList list = list(0x1000, 0x10, 0x2000, 0x20);
    dma.mapScatter(0, list, TO_DEVICE);
    diary.news();
    dma.unmapScatter(0, list, TO_DEVICE);
    assertThat(diary.news())
        .containsExactly(
            "revoked 0 10001000+10 TO_DEVICE",
            "revoked 0 10002000+20 TO_DEVICE",
            "unmap 10001000+10 TO_DEVICE",
            "unmap 10002000+20 TO_DEVICE");
  }

  @Test
  void passesSynchronisationOn() {
    ScatterList list = list(0x1000, 0x10, 0x2000, 0x20);
    dma.mapScatter(0, list, BIDIRECTIONAL);
    diary.news();
    dma.syncForCpu(0, 0x1000_1004, 4, BIDIRECTIONAL);
    dma.syncForDevice(0, 0x1000_1004, 4, BIDIRECTIONAL);
    dma.syncForCpu(0, list, BIDIRECTIONAL);
    dma.syncForDevice(0, list, BIDIRECTIONAL);
    assertThat(diary.news())
        .containsExactly(
            "sync for cpu 10001004+4 BIDIRECTIONAL",
            "sync for device 10001004+4 BIDIRECTIONAL",
            "sync for cpu 10001000+10 BIDIRECTIONAL",
            "sync for cpu 10002000+20 BIDIRECTIONAL",
            "sync for device 10001000+10 BIDIRECTIONAL",
            "sync for device 10002000+20 BIDIRECTIONAL");
  }

  @Test
  void givesZeroedCoherentMemoryAlignedToItsOrder() {
    byte[] dirt = new byte[64 * 4096];
    Arrays.fill(dirt, (byte) 7);
    machine.memory().write(0, dirt, 0, dirt.length);
    machine.pages().allocate(0);

    CoherentBuffer ring = Objects.requireNonNull(dma.allocCoherent(0, 4097));

    assertThat(ring).isEqualTo(new CoherentBuffer(0x2000, 0x1000_2000, 4097));
    assertThat(diary.news())
        .containsExactly(
            "map 2000+1001 BIDIRECTIONAL /2", "granted 0 10002000+1001 = 2000 BIDIRECTIONAL");
    byte[] bytes = new byte[3 * 4096];
    machine.memory().read(0x2000, bytes, 0, bytes.length);
    assertThat(Arrays.copyOf(bytes, 8192)).containsOnly(0);
    assertThat(bytes[8192]).isEqualTo((byte) 7);

    dma.freeCoherent(0, ring);
    assertThat(diary.news())
        .containsExactly(
            "revoked 0 10002000+1001 BIDIRECTIONAL", "unmap 10002000+1001 BIDIRECTIONAL");
    assertThat(machine.pages().freeFrames()).isEqualTo(63);
  }

  @Test
  void givesBackThePagesWhenCoherentMemoryCannotBeMapped() {
    diary.room = 0;
    assertThat(dma.allocCoherent(0, 4096)).isNull();
    assertThat(machine.pages().freeFrames()).isEqualTo(64);
  }

  @Test
  void givesNoCoherentMemoryWhenPagesAreShort() {
    assertThat(dma.allocCoherent(0, 65 * 4096)).isNull();
    assertThat(dma.allocCoherent(0, 1L << 40)).isNull();
    assertThat(dma.allocCoherent(0, Long.MAX_VALUE)).isNull();
    assertThat(diary.news()).isEmpty();
  }

  @Test
  void refusesToFreeCoherentMemoryTwice() {
    CoherentBuffer ring = Objects.requireNonNull(dma.allocCoherent(0, 4096));
    dma.freeCoherent(0, ring);
    assertThatThrownBy(() -> dma.freeCoherent(0, ring)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void countsTheOrderOfCoherentMemory() {
    assertThat(CoherentBuffer.order(1)).isZero();
    assertThat(CoherentBuffer.order(4096)).isZero();
    assertThat(CoherentBuffer.order(4097)).isEqualTo(1);
    assertThat(CoherentBuffer.order(3 * 4096)).isEqualTo(2);
    assertThat(CoherentBuffer.order(4 * 4096)).isEqualTo(2);
    assertThat(CoherentBuffer.order(1L << 22)).isEqualTo(10);
  }

  @Test
  void namesDeviceRangeAndMachineWhenABufferIsNotInMemory() {
    assertThatThrownBy(() -> dma.mapSingle(0, 0x3f001, 0x1000, TO_DEVICE))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "0000:00:04.0: a DMA buffer of 4096 bytes at 0x3f001 is not in memory,"
                + " which ends at 0x3ffff on machine bench; choose a machine with more memory");
    assertThatThrownBy(() -> dma.mapSingle(0, Long.MAX_VALUE, 1, TO_DEVICE))
        .isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> dma.mapSingle(0, -1, 1, TO_DEVICE))
        .isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> dma.mapScatter(0, list(0x1000, 1, 0x40000, 1), TO_DEVICE))
        .isInstanceOf(BadInputException.class);
    assertThat(diary.news()).isEmpty();
    assertThat(dma.mapSingle(0, 0x3f000, 0x1000, TO_DEVICE)).isNotEqualTo(MAPPING_ERROR);
  }

  @Test
  void refusesBuffersOfNoBytes() {
    assertThatThrownBy(() -> dma.mapSingle(0, 0, 0, TO_DEVICE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> dma.unmapSingle(0, 0, 0, TO_DEVICE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> dma.mapScatter(0, new ScatterList(), TO_DEVICE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> dma.allocCoherent(0, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesDevicesWithoutOperations() {
    assertThatThrownBy(
            () -> new DmaApi(machine, ImmutableList.of(NARROW), ImmutableList.of(), diary, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 devices, but operations for 0");
  }

  @Test
  void ignoresAnInvalidAddressAtUnmapExceptForThePolicy() {
    dma.unmapSingle(0, MAPPING_ERROR, 4, TO_DEVICE);
    assertThat(diary.news()).containsExactly("unmap ffffffffffffffff+4 TO_DEVICE");
  }

  @Test
  void booksOneCallForEachFunction() {
    ScatterList list = list(0x1000, 0x10, 0x2000, 0x20);
    dma.mapSingle(0, 0x5000, 1, TO_DEVICE);
    dma.unmapSingle(0, 0x1000_5000, 1, TO_DEVICE);
    dma.mapScatter(0, list, TO_DEVICE);
    dma.syncForCpu(0, list, TO_DEVICE);
    dma.syncForDevice(0, list, TO_DEVICE);
    dma.syncForCpu(0, 0x1000_1000, 1, TO_DEVICE);
    dma.syncForDevice(0, 0x1000_1000, 1, TO_DEVICE);
    dma.unmapScatter(0, list, TO_DEVICE);
    dma.freeCoherent(0, Objects.requireNonNull(dma.allocCoherent(0, 4097)));
    diary.room = 0;
    dma.mapSingle(0, 0x5000, 1, TO_DEVICE);

    int calls = machine.ledger().open(CostCenter.DMA_API, Steps.API_CALL);
    int zeroed = machine.ledger().open(CostCenter.MEMORY_ALLOCATION, Steps.ZERO_BYTE);
    assertThat(machine.ledger().count(calls)).isEqualTo(11);
    assertThat(machine.ledger().count(zeroed)).isEqualTo(8192);
  }

  @Test
  void reportsCallsByTheNumberOfIoPagesTheyNeed() {
    dma.mapSingle(0, 0x5fff, 1, TO_DEVICE);
    dma.mapSingle(0, 0x5fff, 2, TO_DEVICE);
    dma.mapScatter(0, list(0x1000, 0x10, 0x1010, 0x20), TO_DEVICE);
    dma.mapScatter(0, list(0x1000, 0x10), TO_DEVICE);
    dma.unmapSingle(0, 0x1000_5fff, 2, TO_DEVICE);
    dma.syncForCpu(0, 0x1000_5fff, 1, TO_DEVICE);
    CoherentBuffer ring = dma.allocCoherent(0, 100);
    diary.room = 0;
    dma.mapSingle(0, 0x5fff, 2, TO_DEVICE);

    assertThat(ring).isNotNull();
    assertThat(PolicyBench.metrics(dma::report))
        .containsEntry("dma.maps", 6L)
        .containsEntry("dma.maps.single-page", 3L)
        .containsEntry("dma.maps.multi-page", 2L)
        .containsEntry("dma.maps.failed", 1L)
        .containsEntry("dma.bytes.mapped", 1L + 2 + 0x30 + 0x10 + 100)
        .containsEntry("dma.scatter.maps", 2L)
        .containsEntry("dma.scatter.segments", 3L)
        .containsEntry("dma.coherent.allocations", 1L)
        .containsEntry("dma.unmaps", 1L)
        .containsEntry("dma.bytes.unmapped", 2L)
        .containsEntry("dma.syncs", 1L)
        .containsEntry("dma.bytes.synced", 1L)
        .containsEntry("dma.batches.mapped", 0L)
        .containsEntry("dma.batches.unmapped", 0L)
        .hasSize(14);
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
