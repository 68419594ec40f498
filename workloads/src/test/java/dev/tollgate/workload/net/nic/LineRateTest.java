package dev.tollgate.workload.net.nic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.sun.management.ThreadMXBean;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaMapOperations;
import dev.tollgate.core.dma.DmaObserver;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.workload.net.Frame;
import dev.tollgate.workload.net.FramePool;
import dev.tollgate.workload.net.Link;
import dev.tollgate.workload.net.LinkSettings;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A gigabit link kept full, on a machine without an IOMMU: rates are exact, nothing is allocated.
 */
class LineRateTest {

  private static final int FRAMES = 20_000;

  private final Machine machine =
      new Machine(
          new MachineProfile(
              "test", "t", 2, 3_000_000_000L, 1 << 24, 0, PageAllocation.BUDDY, "test"),
          new CostProfile("test", "t", ImmutableSortedMap.of()));
  private final StackOfBlocks allocator = new StackOfBlocks(machine);
  private final PacketMemory packets = new PacketMemory(allocator, machine);
  private final Link link = new Link(new LinkSettings(1000, 0, true), machine.events());
  private final FramePool frames = new FramePool(1514);
  private final DmaApi dma =
      new DmaApi(
          machine,
          ImmutableList.of(Device.ofDefaults(0, "0000:01:00.0", 0)),
          ImmutableList.of(new Identity()),
          new Nobody(),
          null);
  private final Nic nic =
      new Nic(
          machine,
          new BusMaster(machine.memory(), (device, at, write) -> at, new Nobody()),
          0,
          link.near(),
          NicSettings.DEFAULTS);
  private final CountingStack stack = new CountingStack();
  private final NicDriver driver =
      new NicDriver(
          new DriverContext(machine, dma, 0, packets, NicSettings.DEFAULTS), nic, stack, 0);
  private final CpuWork sending = this::sendMore;
  private int toSend;
  private int atPeer;

  /** Every buffer is mapped where it lies. */
  private static final class Identity implements DmaMapOperations {
    @Override
    public long map(long physical, long size, DmaDirection direction, int pageAlignment) {
      return physical;
    }

    @Override
    public void unmap(long busAddress, long size, DmaDirection direction) {}
  }

  private static final class Nobody implements DmaObserver {
    @Override
    public void granted(int d, long at, long size, long physical, DmaDirection direction) {}

    @Override
    public void revoked(int d, long at, long size, DmaDirection direction) {}

    @Override
    public void accessed(int d, long at, int length, boolean write, long physical) {}
  }

  private final class CountingStack implements NetworkStack {
    int received;
    int transmitted;

    @Override
    public void received(PacketBuffer packet) {
      received++;
      packets.free(packet);
    }

    @Override
    public void transmitted(PacketBuffer packet) {
      transmitted++;
      packets.free(packet);
    }

    @Override
    public void roomAgain() {
      machine.processors().post(1, CpuContext.TASK, sending);
    }
  }

  private void start() {
    link.connect(
        nic.sink(),
        (frame, now) -> {
          atPeer++;
          frame.release();
        });
    driver.start();
    machine.advanceTo(SimulatedClock.MILLISECOND);
  }

  private void keepFull(int count) {
    for (int i = 0; i < count; i++) {
      Frame frame = frames.take();
      frame.setLength(1514);
      link.far().send(frame, machine.now());
      if (link.far().freeAt() - machine.now() > 100_000_000) {
        machine.advanceTo(machine.now() + 50_000_000);
      }
    }
  }

  private void sendMore() {
    if (toSend > 0 && !driver.isStopped()) {
      toSend--;
      PacketBuffer packet = Objects.requireNonNull(packets.allocate(1514));
      packet.headLength = 1514;
      if (!driver.transmit(packet)) {
        throw new IllegalStateException("refused, though not stopped");
      }
      machine.processors().post(1, CpuContext.TASK, sending);
    }
  }

  private Map<String, Long> figures() {
    Map<String, Long> figures = new TreeMap<>();
    MetricSink sink = (name, value, unit, meaning) -> figures.put(name, value);
    nic.report(sink);
    driver.report(sink);
    dma.report(sink);
    return figures;
  }

  @Test
  void received() {
    start();
    long begin = machine.now();
    keepFull(FRAMES);
    assertThat(link.far().freeAt() - begin).isEqualTo(FRAMES * 12_304_000L);
    machine.advanceTo(machine.now() + 10 * SimulatedClock.MILLISECOND);

    Map<String, Long> figures = figures();
    assertThat(stack.received).isEqualTo(FRAMES);
    assertThat(figures)
        .containsEntry("nic.received.frames", (long) FRAMES)
        .containsEntry("nic.received.bytes", FRAMES * 1514L)
        .containsEntry("nic.interrupts", FRAMES / 5L)
        .containsEntry("nic.polls", FRAMES / 5L)
        .containsEntry("dma.maps", 4 + 200 + (long) FRAMES)
        .containsEntry("dma.unmaps", (long) FRAMES);
  }

  @Test
  void sent() {
    start();
    toSend = FRAMES;
    long begin = machine.now();
    machine.processors().post(1, CpuContext.TASK, sending);
    machine.advanceTo(begin + FRAMES * 12_304_000L + 10 * SimulatedClock.MILLISECOND);

    Map<String, Long> figures = figures();
    assertThat(atPeer).isEqualTo(FRAMES);
    assertThat(stack.transmitted).isEqualTo(FRAMES);
    assertThat(link.near().busyPicoseconds()).isEqualTo(FRAMES * 12_304_000L);
    assertThat(link.near().freeAt() - begin)
        .as("the wire never waits")
        .isBetween(FRAMES * 12_304_000L, FRAMES * 12_304_000L + 3_000_000);
    assertThat(figures)
        .containsEntry("nic.sent.frames", (long) FRAMES)
        .containsEntry("dma.maps", 4 + 200 + (long) FRAMES)
        .containsEntry("dma.unmaps", (long) FRAMES);
    assertThat(figures.get("nic.interrupts")).isBetween(FRAMES / 60L, FRAMES / 53L + 2);
  }

  @Test
  void inBothDirectionsNothingIsAllocatedOnTheHost() {
    start();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < 5 && bytes > FRAMES; round++) {
      toSend = FRAMES;
      machine.processors().post(1, CpuContext.TASK, sending);
      long before = threads.getThreadAllocatedBytes(thread);
      keepFull(FRAMES);
      bytes = threads.getThreadAllocatedBytes(thread) - before;
      machine.advanceTo(machine.now() + 10 * SimulatedClock.MILLISECOND);
    }
    assertThat(bytes).as("less than a byte for each of 40,000 frames").isLessThan(FRAMES);
    assertThat(stack.received).isGreaterThanOrEqualTo(FRAMES);
  }
}
