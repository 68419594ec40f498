package dev.tollgate.core.policy;

import static dev.tollgate.core.dma.AddressTranslation.FAULT;
import static dev.tollgate.core.dma.DmaDirection.BIDIRECTIONAL;
import static dev.tollgate.core.dma.DmaDirection.FROM_DEVICE;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static dev.tollgate.core.dma.DmaMapOperations.MAPPING_ERROR;
import static dev.tollgate.core.spi.IommuCapability.SELECTIVE_INVALIDATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.policy.BouncePolicy.Shape;
import dev.tollgate.core.policy.BouncePolicy.Which;
import dev.tollgate.core.spi.PolicyContext;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class BouncePolicyTest {

  private static final long POOL = SlotPool.SEGMENT_BYTES;
  private static final int POOL_FRAME = 256 - 64; // boot memory is taken from the top

  private final Machine machine = PolicyBench.machine(256, 0);
  private final SlowIommu iommu = new SlowIommu(128, SELECTIVE_INVALIDATION);

  private BouncePolicy policy(Which which, boolean preserves) {
    Device device = Device.ofDefaults(0, "0000:00:04.0", 0);
    return new BouncePolicy(
        new PolicyContext(machine, device, iommu), new Shape(which, POOL, preserves));
  }

  private void fill(long address, int length, int value) {
    machine.memory().fill(address, length, (byte) value);
  }

  private int at(long address) {
    return machine.memory().readByte(address);
  }

  @Test
  void mapsACopyInsteadOfABufferThatSharesItsPage() {
    BouncePolicy policy = policy(Which.UNALIGNED, true);
    fill(0x5000, 0x1000, 7);
    fill(0x5010, 0x20, 1);
    fill((long) POOL_FRAME << 12, 0x1000, 9);

    assertThat(policy.map(0x5010, 0x20, TO_DEVICE, 1)).isEqualTo(0x0010);

    assertThat(iommu.news())
        .containsExactly("allocate 0+1", "map 0+1 -> " + POOL_FRAME + " TO_DEVICE", "end");
    long copy = (long) POOL_FRAME << 12;
    assertThat(at(copy + 0xf)).isZero();
    assertThat(at(copy + 0x10)).isEqualTo(1);
    assertThat(at(copy + 0x2f)).isEqualTo(1);
    assertThat(at(copy + 0x30)).isZero();
    assertThat(at(copy + 0xfff)).isZero();
    assertThat(metrics(policy))
        .containsEntry("policy.copied.maps", 1L)
        .containsEntry("policy.copied.bytes", 0x20L)
        .containsEntry("policy.cleared.bytes", 4096L - 0x20)
        .containsEntry("policy.pool.bytes", POOL)
        .containsEntry("policy.pool.bytes.peak", 4096L);
  }

  @Test
  void mapsABufferThatFillsItsPagesWhereItLies() {
    BouncePolicy policy = policy(Which.UNALIGNED, true);
    policy.map(0x5000, 0x2000, TO_DEVICE, 1);
    assertThat(iommu.news()).containsExactly("allocate 0+2", "map 0+2 -> 5 TO_DEVICE", "end");
    assertThat(metrics(policy)).containsEntry("policy.copied.maps", 0L);
  }

  @Test
  void copiesAllOfABufferIfAskedTo() {
    BouncePolicy policy = policy(Which.ALL, true);
    policy.map(0x5000, 0x2000, TO_DEVICE, 1);
    assertThat(Objects.requireNonNull(iommu.table.get(0L)).frame()).isEqualTo(POOL_FRAME);
    assertThat(Objects.requireNonNull(iommu.table.get(1L)).frame()).isEqualTo(POOL_FRAME + 1);
  }

  @Test
  void copiesOnlyTheEndsIfAskedTo() {
    BouncePolicy policy = policy(Which.ENDS, true);
    policy.map(0x5800, 0x2810, TO_DEVICE, 1);
    policy.map(0x9000, 0x1010, TO_DEVICE, 1);
    policy.map(0xb800, 0x1800, TO_DEVICE, 1);
    policy.map(0xd800, 0x10, TO_DEVICE, 1);
    assertThat(iommu.news())
        .filteredOn(line -> line.startsWith("map"))
        .containsExactly(
            "map 0+1 -> 192 TO_DEVICE",
            "map 3+1 -> 193 TO_DEVICE",
            "map 1+2 -> 6 TO_DEVICE",
            "map 5+1 -> 194 TO_DEVICE",
            "map 4+1 -> 9 TO_DEVICE",
            "map 6+1 -> 195 TO_DEVICE",
            "map 7+1 -> 12 TO_DEVICE",
            "map 8+1 -> 196 TO_DEVICE");
  }

  @Test
  void copiesBackWhatTheDeviceWroteOnceTheUnitHasForgotten() {
    BouncePolicy policy = policy(Which.UNALIGNED, true);
    fill(0x5010, 0x20, 1);
    long bus = policy.map(0x5010, 0x20, FROM_DEVICE, 1);
    fill(iommu.translate(0, bus, true), 0x10, 2);
    assertThat(at(0x5010)).isEqualTo(1);
    iommu.news();

    policy.unmap(bus, 0x20, FROM_DEVICE);

    assertThat(iommu.news()).containsExactly("unmap 0+1", "invalidate 0+1", "free 0+1", "end");
    assertThat(at(0x5010)).isEqualTo(2);
    assertThat(at(0x501f)).isEqualTo(2);
    assertThat(at(0x5020)).as("not written").isEqualTo(1);
    assertThat(iommu.translate(0, bus, true)).isEqualTo(FAULT);
  }

  @Test
  void zerosComeBackWhereTheDeviceDidNotWriteUnlessPreserved() {
    BouncePolicy policy = policy(Which.UNALIGNED, false);
    fill(0x5010, 0x20, 1);
    long bus = policy.map(0x5010, 0x20, FROM_DEVICE, 1);
    assertThat(metrics(policy))
        .containsEntry("policy.copied.bytes", 0L)
        .containsEntry("policy.cleared.bytes", 4096L);
    fill(iommu.translate(0, bus, true), 0x10, 2);
    policy.unmap(bus, 0x20, FROM_DEVICE);
    assertThat(at(0x501f)).isEqualTo(2);
    assertThat(at(0x5020)).isZero();
  }

  @Test
  void copiesNothingBackFromADeviceThatMayOnlyRead() {
    BouncePolicy policy = policy(Which.UNALIGNED, true);
    fill(0x5010, 0x20, 1);
    long bus = policy.map(0x5010, 0x20, TO_DEVICE, 1);
    fill((long) POOL_FRAME << 12, 0x1000, 9);
    policy.syncForCpu(bus, 0x20, TO_DEVICE);
    policy.unmap(bus, 0x20, TO_DEVICE);
    assertThat(at(0x5010)).isEqualTo(1);
  }

  @Test
  void synchronisesPartOfABuffer() {
    BouncePolicy policy = policy(Which.UNALIGNED, true);
    long bus = policy.map(0x5ff0, 0x20, BIDIRECTIONAL, 1);
    long copy = (long) POOL_FRAME << 12;
    fill(0x5ff0, 0x20, 3);
    policy.syncForDevice(bus + 8, 0x10, BIDIRECTIONAL);
    assertThat(at(copy + 0xff7)).isZero();
    assertThat(at(copy + 0xff8)).isEqualTo(3);
    assertThat(at(copy + 0x1007)).isEqualTo(3);
    assertThat(at(copy + 0x1008)).isZero();

    fill(copy + 0xff0, 0x20, 4);
    policy.syncForCpu(bus + 8, 0x10, BIDIRECTIONAL);
    assertThat(at(0x5ff7)).isEqualTo(3);
    assertThat(at(0x5ff8)).isEqualTo(4);
    assertThat(at(0x6007)).isEqualTo(4);
    assertThat(at(0x6008)).isEqualTo(3);
  }

  @Test
  void synchronisesNothingElsewhere() {
    BouncePolicy policy = policy(Which.UNALIGNED, true);
    policy.syncForCpu(MAPPING_ERROR, 1, BIDIRECTIONAL);
    policy.syncForDevice(0x5000, 0x2000, BIDIRECTIONAL);
    assertThat(metrics(policy)).containsEntry("policy.copied.bytes", 0L);
  }

  @Test
  void coherentMemoryIsMappedWhereItLies() {
    BouncePolicy policy = policy(Which.ALL, true);
    long bus = policy.mapCoherent(0x5000, 80, 1);
    assertThat(iommu.news()).containsExactly("allocate 0+1", "map 0+1 -> 5 BIDIRECTIONAL", "end");
    policy.unmapCoherent(bus, 80);
    assertThat(iommu.table).isEmpty();
  }

  @Test
  void whatTheDeviceWroteComesBackOfEachBufferThatIsUnmappedTogether() {
    SlowIommu coarse = new SlowIommu(16);
    BouncePolicy policy =
        new BouncePolicy(
            new PolicyContext(machine, Device.ofDefaults(0, "0000:00:04.0", 0), coarse),
            new Shape(Which.UNALIGNED, POOL, true));
    ScatterList list = new ScatterList();
    list.add(0x5010, 0x20);
    list.add(0x6010, 0x20);
    policy.mapScatter(list, FROM_DEVICE);
    for (int i = 0; i < 2; i++) {
      fill(coarse.translate(0, list.busAddress(i), true), 0x20, 3 + i);
    }

    policy.unmapScatter(list, FROM_DEVICE);

    assertThat(at(0x5010)).isEqualTo(3);
    assertThat(at(0x602f)).isEqualTo(4);
  }

  /** Else the next buffer at the same I/O pages would be taken for a copied one. */
  @Test
  void anIoPageThatLedToACopyIsAnOrdinaryOneAfterIt() {
    SlowIommu small = new SlowIommu(2, SELECTIVE_INVALIDATION);
    BouncePolicy policy =
        new BouncePolicy(
            new PolicyContext(machine, Device.ofDefaults(0, "0000:00:04.0", 0), small),
            new Shape(Which.UNALIGNED, POOL, true));
    long copied = policy.map(0x5010, 0x1000, FROM_DEVICE, 1);
    policy.unmap(copied, 0x1000, FROM_DEVICE);
    long inPlace = policy.map(0x8000, 0x2000, FROM_DEVICE, 1);
    assertThat(inPlace).isZero();
    fill(0x5010, 0x1000, 9);
    fill(0x8000, 0x2000, 8);

    policy.syncForCpu(inPlace, 0x2000, FROM_DEVICE);
    policy.unmap(inPlace, 0x2000, FROM_DEVICE);

    assertThat(at(0x5010)).as("no old copy comes back").isEqualTo(9);
    assertThat(at(0x600f)).isEqualTo(9);
    assertThat(at(0x8000)).isEqualTo(8);
    assertThat(metrics(policy)).containsEntry("policy.pool.bytes.peak", 8192L);
  }

  @Test
  void aSyncAfterTheUnmapBringsNothingMoreBack() {
    BouncePolicy policy = policy(Which.UNALIGNED, true);
    long bus = policy.map(0x5010, 0x20, FROM_DEVICE, 1);
    iommu.translate(0, bus, true);
    iommu.stubborn = 1;
    policy.unmap(bus, 0x20, FROM_DEVICE);
    fill(iommu.translate(0, bus, true), 0x20, 6);

    policy.syncForCpu(bus, 0x20, FROM_DEVICE);

    assertThat(at(0x5010)).isZero();
  }

  @Test
  void coherentMemoryIsFoundAtItsOwnIoPage() {
    BouncePolicy policy = policy(Which.ALL, true);
    policy.map(0x5000, 0x20, TO_DEVICE, 1);
    long bus = policy.mapCoherent(0x6000, 80, 1);
    assertThat(bus).isEqualTo(0x1000);
    assertThat(iommu.translate(0, bus, true)).isEqualTo(0x6000);
  }

  /** A slot that leaked, or was given back twice, would be missed within the pool's length. */
  @Test
  void everySlotOfABufferComesBackHoweverItsPagesAreCopied() {
    for (Which which : Which.values()) {
      Machine fresh = PolicyBench.machine(256, 0);
      SlowIommu unit = new SlowIommu(128, SELECTIVE_INVALIDATION);
      BouncePolicy policy =
          new BouncePolicy(
              new PolicyContext(fresh, Device.ofDefaults(0, "0000:00:04.0", 0), unit),
              new Shape(which, POOL, true));
      for (int i = 0; i < 200; i++) {
        for (long size : new long[] {0x20, 0x1000, 0x1ff0, 0x4010}) {
          long bus = policy.map(0x5010, size, TO_DEVICE, 1);
          assertThat(bus).as("%s, %d bytes, time %d", which, size, i).isNotEqualTo(MAPPING_ERROR);
          policy.unmap(bus, size, TO_DEVICE);
        }
      }
      assertThat(policy.map(0x5010, 63L << 12, TO_DEVICE, 1)).isNotEqualTo(MAPPING_ERROR);
      policy.close();
    }
  }

  /** Neighbouring slots of two segments are two runs, though their addresses follow each other. */
  @Test
  void endsThatLieInNeighbouringSegmentsAreGivenBackToEach() {
    Device device = Device.ofDefaults(0, "0000:00:04.0", 0);
    SlowIommu large = new SlowIommu(256, SELECTIVE_INVALIDATION);
    BouncePolicy policy =
        new BouncePolicy(
            new PolicyContext(machine, device, large), new Shape(Which.ENDS, 2 * POOL, true));
    for (int i = 0; i < 63; i++) {
      policy.map(0x5010, 0x20, TO_DEVICE, 1);
    }
    large.news();
    long bus = policy.map(0x5010, 0x1000, TO_DEVICE, 1);
    assertThat(large.news()).contains("map 63+1 -> 191 TO_DEVICE", "map 64+1 -> 192 TO_DEVICE");

    policy.unmap(bus, 0x1000, TO_DEVICE);

    for (int i = 0; i < 65; i++) {
      assertThat(policy.map(0x5010, 0x20, TO_DEVICE, 1)).isNotEqualTo(MAPPING_ERROR);
    }
    assertThat(policy.map(0x5010, 0x20, TO_DEVICE, 1)).isEqualTo(MAPPING_ERROR);
  }

  @Test
  void takesNothingWhenSlotsAreShort() {
    BouncePolicy policy = policy(Which.ENDS, true);
    for (int i = 0; i < 63; i++) {
      policy.map(0x5010, 0x20, TO_DEVICE, 1);
    }
    iommu.news();
    assertThat(policy.map(0x5010, 0x3000, TO_DEVICE, 1)).isEqualTo(MAPPING_ERROR);
    assertThat(iommu.news()).containsExactly("allocate 63+4", "free 63+4", "end");
    assertThat(policy.map(0x5010, 0x20, TO_DEVICE, 1)).isNotEqualTo(MAPPING_ERROR);
    assertThat(metrics(policy)).containsEntry("policy.pool.refused", 1L);
  }

  @Test
  void aListThatDoesNotFitLeavesItsBuffersAsTheyWere() {
    BouncePolicy policy = policy(Which.ALL, false);
    ScatterList list = new ScatterList();
    list.add(0x5010, 0x20);
    list.add(0x6000, 64L << 12);
    fill(0x5010, 0x20, 1);
    assertThat(policy.mapScatter(list, FROM_DEVICE)).isZero();
    assertThat(at(0x5010)).isEqualTo(1);
    assertThat(iommu.used()).isZero();
  }

  @Test
  void slotsThatTheUnitWouldNotForgetStayTakenUntilItDoes() {
    BouncePolicy policy = policy(Which.ALL, true);
    long bus = policy.map(0x5000, 64L << 12, FROM_DEVICE, 1);
    iommu.translate(0, bus, true);
    iommu.stubborn = 1;
    policy.unmap(bus, 64L << 12, FROM_DEVICE);
    assertThat(policy.map(0x5000, 1, FROM_DEVICE, 1)).isEqualTo(MAPPING_ERROR);
    fill(iommu.translate(0, bus, true), 1, 5);
    assertThat(at(0x5000)).as("changed after unmap").isZero();
    policy.close();
    assertThat(policy.map(0x5000, 1, FROM_DEVICE, 1)).isNotEqualTo(MAPPING_ERROR);
    assertThat(at(0x5000)).isZero();
  }

  @Test
  void refusesAPoolThatDoesNotFitIntoMemory() {
    Device device = Device.ofDefaults(0, "0000:00:04.0", 0);
    PolicyContext context = new PolicyContext(machine, device, iommu);
    assertThatThrownBy(() -> new BouncePolicy(context, new Shape(Which.ALL, 2 * POOL * 4, true)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("policy.bounce.pool: machine bench has no 2097152 bytes");
  }

  private static SortedMap<String, Long> metrics(BouncePolicy policy) {
    return PolicyBench.metrics(policy::report);
  }
}
