package dev.tollgate.core.policy;

import static dev.tollgate.core.dma.AddressTranslation.FAULT;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.Device;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.spi.PolicyContext;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class DeferredQueuePolicyTest {

  private static final long MS = SimulatedClock.MILLISECOND;

  private final SlowIommu iommu = new SlowIommu(64);
  private final Machine machine = PolicyBench.machine(64, 0);

  private DeferredQueuePolicy policy(int places, long jiffy) {
    return policy(0, new FlushQueue.Shape(places, true, 10 * MS, jiffy));
  }

  private DeferredQueuePolicy policy(int device, FlushQueue.Shape shape) {
    return new DeferredQueuePolicy(
        new PolicyContext(
            machine, Device.ofDefaults(device, "0000:00:0" + device + ".0", 0), iommu),
        shape);
  }

  /** Maps a page, lets the device touch it, and unmaps it. */
  private long useOnce(DeferredQueuePolicy policy, long physical) {
    long bus = policy.map(physical, 4096, TO_DEVICE, 1);
    assertThat(iommu.translate(0, bus, false)).isEqualTo(physical);
    policy.unmap(bus, 4096, TO_DEVICE);
    return bus;
  }

  @Test
  void whatIsUnmappedStaysReachableUntilTheTimerRunsOut() {
    DeferredQueuePolicy policy = policy(256, 0);
    machine.advanceTo(3 * MS);
    long bus = useOnce(policy, 0x5000);
    assertThat(iommu.table).isEmpty();
    machine.advanceTo(5 * MS);
    long later = useOnce(policy, 0x6000);

    machine.advanceTo(13 * MS - 1);
    assertThat(iommu.translate(0, bus, false)).isEqualTo(0x5000);
    assertThat(iommu.used()).isEqualTo(2);

    machine.advanceTo(13 * MS);
    assertThat(iommu.translate(0, bus, false)).isEqualTo(FAULT);
    assertThat(iommu.translate(0, later, false)).isEqualTo(FAULT);
    assertThat(iommu.used()).isZero();
    assertThat(figures(policy)).containsEntry("policy.flushes.timer", 1L);
  }

  @Test
  void aTimerOfJiffiesIsNeverEarly() {
    for (long start = 0; start < 8 * MS; start += MS / 2) {
      SlowIommu unit = new SlowIommu(64);
      Machine other = PolicyBench.machine(64, 0);
      DeferredQueuePolicy policy =
          new DeferredQueuePolicy(
              new PolicyContext(other, Device.ofDefaults(0, "0000:00:04.0", 0), unit),
              new FlushQueue.Shape(256, true, 10 * MS, 4 * MS));
      other.advanceTo(start);
      policy.unmap(policy.map(0x5000, 4096, TO_DEVICE, 1), 4096, TO_DEVICE);
      long due = (start / (4 * MS) + 4) * 4 * MS;
      other.advanceTo(due - 1);
      assertThat(unit.used()).isEqualTo(1);
      other.advanceTo(due);
      assertThat(unit.used()).isZero();
      assertThat(due - start).isBetween(12 * MS, 16 * MS);
    }
  }

  @Test
  void aTimerOfWholeJiffiesWaitsForOneMoreThanItsOwn() {
    DeferredQueuePolicy policy = policy(0, new FlushQueue.Shape(256, true, 8 * MS, 4 * MS));
    useOnce(policy, 0x5000);
    machine.advanceTo(12 * MS - 1);
    assertThat(iommu.used()).isEqualTo(1);
    machine.advanceTo(12 * MS);
    assertThat(iommu.used()).isZero();
  }

  @Test
  void noTimerRunsWhenNothingWaits() {
    DeferredQueuePolicy policy = policy(256, 0);
    useOnce(policy, 0x5000);
    assertThat(machine.events().nextTime()).isEqualTo(10 * MS);
    machine.advanceTo(30 * MS);
    assertThat(machine.events().nextTime()).isEqualTo(Long.MAX_VALUE);
    assertThat(figures(policy))
        .containsEntry("policy.flushes.timer", 1L)
        .containsEntry("policy.unmaps.unknown", 0L)
        .containsEntry("policy.unmaps.unknown.late", 0L);
  }

  @Test
  void aFullRingIsFlushedBeforeTheNextGoesIn() {
    DeferredQueuePolicy policy = policy(8, 0);
    long bus = useOnce(policy, 0x5000);
    for (int i = 1; i < 7; i++) {
      useOnce(policy, 0x5000);
    }
    assertThat(iommu.translate(0, bus, false)).isEqualTo(0x5000);
    assertThat(iommu.used()).isEqualTo(7);

    useOnce(policy, 0x6000);

    assertThat(iommu.translate(0, bus, false)).isEqualTo(FAULT);
    assertThat(iommu.used()).isEqualTo(1);
    assertThat(figures(policy)).containsEntry("policy.flushes.full", 1L);
  }

  @Test
  void linuxsRingHolds255Runs() {
    SlowIommu large = new SlowIommu(1000);
    DeferredQueuePolicy policy =
        new DeferredQueuePolicy(
            PolicyBench.context(large), new FlushQueue.Shape(256, true, 10 * MS, 0));
    for (int i = 0; i < 255; i++) {
      policy.unmap(policy.map(0x5000, 1, TO_DEVICE, 1), 1, TO_DEVICE);
    }
    assertThat(large.diary).doesNotContain("invalidate all");
    policy.unmap(policy.map(0x5000, 1, TO_DEVICE, 1), 1, TO_DEVICE);
    assertThat(large.diary).containsOnlyOnce("invalidate all");
  }

  @Test
  void devicesOfADomainShareTheQueue() {
    FlushQueue.Shape shape = new FlushQueue.Shape(8, true, 10 * MS, 0);
    DeferredQueuePolicy one = policy(0, shape);
    DeferredQueuePolicy other = policy(1, shape);
    for (int i = 0; i < 4; i++) {
      useOnce(one, 0x5000);
      useOnce(other, 0x6000);
    }
    assertThat(iommu.diary).containsOnlyOnce("invalidate all");
    assertThat(figures(one)).containsEntry("policy.flushes.full", 1L);
    assertThat(figures(other)).doesNotContainKey("policy.flushes.full");
  }

  @Test
  void eachCpuHasARingOfItsOwnAndTheTimerWorksOnTheOneThatStartedIt() {
    Machine two = PolicyBench.machine(2, 64, 0);
    DeferredQueuePolicy policy =
        new DeferredQueuePolicy(
            new PolicyContext(two, Device.ofDefaults(0, "0000:00:04.0", 0), iommu),
            new FlushQueue.Shape(4, true, 10 * MS, 0));
    for (int i = 0; i < 3; i++) {
      for (int cpu = 0; cpu < 2; cpu++) {
        two.processors()
            .post(
                cpu,
                CpuContext.TASK,
                () -> policy.unmap(policy.map(0x5000, 1, TO_DEVICE, 1), 1, TO_DEVICE));
      }
    }
    two.advanceTo(9 * MS);
    assertThat(iommu.used()).isEqualTo(6);
    two.advanceTo(20 * MS);
    assertThat(iommu.used()).isZero();
    assertThat(two.processors().pieces(0, CpuContext.SOFT_INTERRUPT)).isEqualTo(1);
    assertThat(figures(policy))
        .containsEntry("policy.flushes.timer", 1L)
        .containsEntry("policy.flushes.full", 0L);
  }

  @Test
  void shortIoPagesEmptyTheQueue() {
    DeferredQueuePolicy policy = policy(256, 0);
    for (int i = 0; i < 64; i++) {
      useOnce(policy, 0x5000);
    }
    useOnce(policy, 0x6000);
    assertThat(figures(policy))
        .containsEntry("policy.flushes.short", 1L)
        .containsEntry("policy.searches.failed", 0L);
  }

  @Test
  void whatTheUnitWouldNotForgetStaysOutOfUse() {
    DeferredQueuePolicy policy = policy(4, 0);
    iommu.stubborn = 2;
    for (int i = 0; i < 4; i++) {
      useOnce(policy, 0x5000);
    }
    assertThat(iommu.used()).isEqualTo(4);
    machine.advanceTo(10 * MS);
    assertThat(iommu.used()).isEqualTo(4);
    policy.close();
    assertThat(iommu.used()).isZero();
    assertThat(figures(policy)).containsEntry("policy.flushes.failed", 2L);
  }

  @Test
  void unmappingTwiceIsFoundWhenThePagesAreGivenBack() {
    DeferredQueuePolicy policy = policy(4, 0);
    long bus = useOnce(policy, 0x5000);
    policy.unmap(bus, 4096, TO_DEVICE);
    policy.close();
    assertThat(figures(policy)).containsEntry("policy.unmaps.unknown.late", 1L);
  }

  private static SortedMap<String, Long> figures(DeferredQueuePolicy policy) {
    return PolicyBench.metrics(policy::report);
  }
}
