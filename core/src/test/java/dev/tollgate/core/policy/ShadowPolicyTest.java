package dev.tollgate.core.policy;

import static dev.tollgate.core.dma.AddressTranslation.FAULT;
import static dev.tollgate.core.dma.DmaDirection.BIDIRECTIONAL;
import static dev.tollgate.core.dma.DmaDirection.FROM_DEVICE;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static dev.tollgate.core.dma.DmaMapOperations.MAPPING_ERROR;
import static dev.tollgate.core.spi.IommuCapability.SELECTIVE_INVALIDATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.PolicyContext;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ShadowPolicyTest {

  private static final long BUFFER = 0x3_0010; // above what the first-fit allocator hands out here

  private final Machine machine = PolicyBench.machine(256, 0);
  private final SlowIommu iommu = new SlowIommu(64, SELECTIVE_INVALIDATION);

  private ShadowPolicy policy(boolean preserves) {
    Device device = Device.ofDefaults(0, "0000:00:04.0", 0);
    return new ShadowPolicy(new PolicyContext(machine, device, iommu), preserves);
  }

  private void fill(long address, int length, int value) {
    machine.memory().fill(address, length, (byte) value);
  }

  private int at(long address) {
    return machine.memory().readByte(address);
  }

  @Test
  void mapsAShadowBufferOnceAndUsesItAgain() {
    ShadowPolicy policy = policy(false);
    fill(BUFFER, 0x20, 1);
    long bus = policy.map(BUFFER, 0x20, TO_DEVICE, 1);
    assertThat(bus & 0xfff).isEqualTo(0x010);
    long copy = iommu.translate(0, bus, false);
    assertThat(copy & -4096).isNotEqualTo(BUFFER & -4096);
    assertThat(at(copy)).isEqualTo(1);
    policy.unmap(bus, 0x20, TO_DEVICE);
    assertThat(iommu.news()).hasSize(4).startsWith("allocate 0+1").endsWith("end", "end");

    fill(BUFFER + 0x5000, 0x40, 2);
    assertThat(policy.map(BUFFER + 0x5000, 0x40, TO_DEVICE, 1)).isEqualTo(bus);

    assertThat(iommu.news()).containsExactly("end");
    assertThat(at(copy + 0x3f)).isEqualTo(2);
    assertThat(metrics(policy))
        .containsEntry("policy.shadow.made", 1L)
        .containsEntry("policy.copied.maps", 2L)
        .containsEntry("policy.copied.bytes", 0x60L)
        .containsEntry("policy.shadow.bytes.peak", 4096L);
  }

  @Test
  void copiesBackAtUnmapAndNothingLaterChangesThat() {
    ShadowPolicy policy = policy(false);
    long bus = policy.map(BUFFER, 0x20, FROM_DEVICE, 1);
    long copy = iommu.translate(0, bus, true);
    fill(copy, 0x20, 5);
    assertThat(at(BUFFER)).isZero();
    policy.unmap(bus, 0x20, FROM_DEVICE);
    assertThat(at(BUFFER + 0x1f)).isEqualTo(5);
    assertThat(iommu.translate(0, bus, true)).as("still mapped").isEqualTo(copy);
    fill(copy, 0x20, 6);
    assertThat(at(BUFFER)).isEqualTo(5);
  }

  @Test
  void olderBytesOfTheDeviceComeBackUnlessPreserved() {
    ShadowPolicy policy = policy(false);
    long bus = policy.map(BUFFER, 0x20, FROM_DEVICE, 1);
    fill(iommu.translate(0, bus, true), 0x20, 5);
    policy.unmap(bus, 0x20, FROM_DEVICE);
    policy.map(BUFFER + 0x1000, 0x20, FROM_DEVICE, 1);
    policy.unmap(bus, 0x20, FROM_DEVICE);
    assertThat(at(BUFFER + 0x1000)).isEqualTo(5);

    ShadowPolicy preserving = policy(true);
    fill(BUFFER, 0x20, 7);
    long other = preserving.map(BUFFER, 0x20, FROM_DEVICE, 1);
    fill(iommu.translate(0, other, true), 0x10, 8);
    preserving.unmap(other, 0x20, FROM_DEVICE);
    assertThat(at(BUFFER + 0xf)).isEqualTo(8);
    assertThat(at(BUFFER + 0x10)).isEqualTo(7);
  }

  @Test
  void eachDirectionAndSizeHasBuffersOfItsOwn() {
    ShadowPolicy policy = policy(false);
    once(policy, 1, 0);
    policy.map(BUFFER, 1, FROM_DEVICE, 1);
    policy.map(BUFFER, 1, BIDIRECTIONAL, 1);
    policy.map(BUFFER, 8192, TO_DEVICE, 1);
    assertThat(iommu.used()).isEqualTo(3 + 16);
    assertThat(Objects.requireNonNull(iommu.table.get(1L)).direction()).isEqualTo(FROM_DEVICE);
    assertThat(policy.map(BUFFER, 17 * 4096, TO_DEVICE, 1) >>> 12).isEqualTo(32);
    assertThat(iommu.used()).isEqualTo(3 + 16 + 32);
  }

  @Test
  void synchronisesPartOfABuffer() {
    ShadowPolicy policy = policy(false);
    long bus = policy.map(BUFFER, 0x1000, BIDIRECTIONAL, 1);
    long copy = iommu.translate(0, bus, true);
    fill(BUFFER, 0x1000, 3);
    policy.syncForDevice(bus + 8, 0x1000 - 8, BIDIRECTIONAL);
    assertThat(at(copy + 7)).isZero();
    assertThat(at(copy + 8)).isEqualTo(3);
    assertThat(at(copy + 0xfff)).isEqualTo(3);
    fill(copy, 0x1000, 4);
    policy.syncForCpu(bus, 8, BIDIRECTIONAL);
    assertThat(at(BUFFER + 7)).isEqualTo(4);
    assertThat(at(BUFFER + 8)).isEqualTo(3);
  }

  @Test
  void givesUpWhatIsNotInUseWhenIoPagesAreShort() {
    ShadowPolicy policy = policy(false);
    long held = policy.map(BUFFER, 1, TO_DEVICE, 1);
    for (int i = 0; i < 3; i++) {
      once(policy, 8192, i);
    }
    long large = policy.map(BUFFER, 8192, TO_DEVICE, 1);
    long other = policy.map(BUFFER, 8192, TO_DEVICE, 1);
    policy.unmap(large, 8192, TO_DEVICE);
    policy.unmap(other, 8192, TO_DEVICE);
    iommu.news();

    assertThat(policy.map(BUFFER, 32 * 4096 - 0x10, TO_DEVICE, 1)).isNotEqualTo(MAPPING_ERROR);

    assertThat(iommu.news()).filteredOn("invalidate all"::equals).hasSize(1);
    assertThat(iommu.translate(0, held, false)).isNotEqualTo(FAULT);
    assertThat(iommu.used()).isEqualTo(33);
    assertThat(metrics(policy)).containsEntry("policy.shadow.given-up", 2L);
  }

  @Test
  void whatTheUnitWouldNotForgetKeepsItsFrames() {
    ShadowPolicy policy = policy(false);
    once(policy, 1, 0);
    long free = machine.pages().freeFrames();
    iommu.stubborn = 1;
    policy.close();
    assertThat(machine.pages().freeFrames()).isEqualTo(free);
    assertThat(iommu.used()).isEqualTo(1);
    policy.close();
    assertThat(machine.pages().freeFrames()).isEqualTo(free + 1);
    assertThat(iommu.used()).isZero();
    assertThat(iommu.table).isEmpty();
  }

  @Test
  void coherentMemoryIsMappedWhereItLiesAndForgotten() {
    ShadowPolicy policy = policy(false);
    long bus = policy.mapCoherent(0x5000, 80, 1);
    assertThat(iommu.translate(0, bus, true)).isEqualTo(0x5000);
    iommu.news();
    policy.unmapCoherent(bus, 80);
    assertThat(iommu.news()).containsExactly("unmap 0+1", "invalidate 0+1", "free 0+1", "end");
  }

  @Test
  void coherentMemoryIsFoundAtItsOwnIoPageAndCountedIfItIsFreedTwice() {
    ShadowPolicy policy = policy(false);
    policy.mapCoherent(0x6000, 80, 1);
    long bus = policy.mapCoherent(0x5000, 80, 1);
    assertThat(iommu.translate(0, bus, true)).isEqualTo(0x5000);
    policy.unmapCoherent(bus, 80);
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.unmaps.unknown", 0L);
    policy.unmapCoherent(bus, 80);
    assertThat(PolicyBench.metrics(policy::report)).containsEntry("policy.unmaps.unknown", 1L);
  }

  @Test
  void unmapsOfWhatIsNotMappedAreUnknown() {
    ShadowPolicy policy = policy(false);
    long bus = policy.map(BUFFER, 8192, TO_DEVICE, 1);
    policy.unmap(bus + 4096, 1, TO_DEVICE);
    policy.unmap(bus, 8192, TO_DEVICE);
    policy.unmap(bus, 8192, TO_DEVICE);
    policy.unmap(MAPPING_ERROR, 1, TO_DEVICE);
    assertThat(metrics(policy)).containsEntry("policy.unmaps.unknown", 3L);
    assertThat(iommu.table).hasSize(16);
  }

  @Test
  void aListThatDoesNotFitLeavesItsBuffersAsTheyWere() {
    ShadowPolicy policy = policy(false);
    ScatterList list = new ScatterList();
    list.add(BUFFER, 0x20);
    list.add(0, 65 * 4096);
    fill(BUFFER, 0x20, 1);
    assertThat(policy.mapScatter(list, FROM_DEVICE)).isZero();
    assertThat(at(BUFFER)).isEqualTo(1);
    policy.close();
    assertThat(iommu.used()).isZero();
  }

  private static void once(ShadowPolicy policy, long size, int page) {
    long bus = policy.map(BUFFER + 4096L * page, size, TO_DEVICE, 1);
    policy.unmap(bus, size, TO_DEVICE);
  }

  private static SortedMap<String, Long> metrics(ShadowPolicy policy) {
    return PolicyBench.metrics(policy::report);
  }
}
