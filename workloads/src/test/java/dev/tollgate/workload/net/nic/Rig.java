package dev.tollgate.workload.net.nic;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDebug;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaObserver;
import dev.tollgate.core.dma.MappingStyle;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.workload.net.ChunkAllocator;
import dev.tollgate.workload.net.Frame;
import dev.tollgate.workload.net.FramePool;
import dev.tollgate.workload.net.Link;
import dev.tollgate.workload.net.LinkSettings;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A machine of two CPUs with an interface and its driver, and a peer at the other end of the link
 * that keeps what it gets. The stack keeps a copy of what the driver hands up, and frees.
 */
final class Rig implements NetworkStack, MetricSink {

  static final long MICROSECOND = 1_000_000;
  static final int CPU = 0;

  final Machine machine;
  final TestMappings mappings = new TestMappings();
  final DmaDebug debug;
  final DmaApi dma;
  final BusMaster bus;
  final ChunkAllocator allocator;
  final PacketMemory packets;
  final Link link;
  final Nic nic;
  final NicDriver driver;
  final FramePool peerFrames;

  final List<byte[]> received = new ArrayList<>();
  final List<byte[]> atPeer = new ArrayList<>();
  final List<Long> arrivals = new ArrayList<>();
  final List<Long> tokens = new ArrayList<>();
  int dropped;
  int wakeUps;

  /** Whether the stack keeps what it receives, as a program does that is slow to read. */
  boolean keeps;

  final List<PacketBuffer> kept = new ArrayList<>();
  boolean verified = true;
  final Map<String, Long> metrics = new TreeMap<>();
  final Map<String, Distribution> distributions = new TreeMap<>();

  Rig(NicSettings settings) {
    this(settings, new LinkSettings(1000, 0, false), 64 << 20);
  }

  Rig(NicSettings settings, LinkSettings linkSettings, long ramBytes) {
    this(settings, linkSettings, machine(ramBytes));
  }

  private static Machine machine(long ramBytes) {
    return new Machine(
        new MachineProfile(
            "test", "t", 2, 3_000_000_000L, ramBytes, 0, PageAllocation.BUDDY, "test"),
        new CostProfile("test", "t", ImmutableSortedMap.of()));
  }

  /** The same with a policy that wants drivers to map in such a way. */
  Rig(NicSettings settings, MappingStyle style) {
    this(settings, new LinkSettings(1000, 0, false), machine(64 << 20), style);
  }

  Rig(NicSettings settings, LinkSettings linkSettings, Machine host) {
    this(settings, linkSettings, host, MappingStyle.EACH);
  }

  private Rig(NicSettings settings, LinkSettings linkSettings, Machine host, MappingStyle style) {
    machine = host;
    mappings.style = style;
    ImmutableList<Device> devices = ImmutableList.of(Device.ofDefaults(0, "0000:01:00.0", 0));
    debug = new DmaDebug(devices, host.profile().ramBytes());
    DmaObserver nobody =
        new DmaObserver() {
          @Override
          public void granted(int d, long at, long size, long physical, DmaDirection direction) {}

          @Override
          public void revoked(int d, long at, long size, DmaDirection direction) {}

          @Override
          public void accessed(int d, long at, int length, boolean write, long physical) {}
        };
    dma = new DmaApi(machine, devices, ImmutableList.of(mappings), nobody, debug);
    bus = new BusMaster(machine, devices, mappings, nobody);
    allocator = new ChunkAllocator(machine);
    packets = new PacketMemory(allocator, machine);
    link = new Link(linkSettings, machine.events());
    nic = new Nic(machine, bus, 0, link.near(), settings);
    driver = new NicDriver(new DriverContext(machine, dma, 0, packets, settings), nic, this, CPU);
    peerFrames = new FramePool(20_000);
    link.connect(
        nic.sink(),
        (frame, now) -> {
          byte[] copy = new byte[frame.length()];
          System.arraycopy(frame.bytes(), 0, copy, 0, copy.length);
          atPeer.add(copy);
          arrivals.add(now);
          frame.release();
        });
  }

  /** Starts the driver from a piece of work. */
  Rig started() {
    inKernel(driver::start);
    run(10_000 * MICROSECOND); // it takes the CPU a while to fill the rings
    return this;
  }

  /** Lets a CPU do something, as soon as it is free. */
  void inKernel(Runnable work) {
    boolean[] done = {false};
    machine
        .processors()
        .post(
            1,
            CpuContext.TASK,
            () -> {
              done[0] = true;
              work.run();
            });
    while (!done[0]) {
      machine.advanceTo(machine.now() + 1);
    }
  }

  /** Lets time pass. */
  void run(long picoseconds) {
    machine.advanceTo(machine.now() + picoseconds);
  }

  /** The peer sends these bytes. */
  void fromPeer(byte[] bytes) {
    Frame frame = peerFrames.take();
    System.arraycopy(bytes, 0, frame.bytes(), 0, bytes.length);
    frame.setLength(bytes.length);
    link.far().send(frame, machine.now());
  }

  /** A packet with these bytes in its linear part. */
  PacketBuffer packet(byte[] bytes) {
    PacketBuffer packet = Objects.requireNonNull(packets.allocate(bytes.length));
    machine.memory().write(packet.head, bytes, 0, bytes.length);
    packet.headLength = bytes.length;
    return packet;
  }

  /** Adds fragments with these bytes to a packet, at most a page each. */
  void addFragments(PacketBuffer packet, byte[] bytes, int most, int offsetInPage) {
    int done = 0;
    while (done < bytes.length) {
      long page = machine.pages().allocate(0) << PhysicalMemory.FRAME_SHIFT;
      int part = Math.min(Math.min(most, bytes.length - done), 4096 - offsetInPage);
      machine.memory().write(page + offsetInPage, bytes, done, part);
      packet.addFragment(page + offsetInPage, part);
      done += part;
    }
  }

  /** Bytes with a pattern of their own. */
  static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + seed * 7 + (i >> 8));
    }
    return bytes;
  }

  /** The figures that interface and driver report. */
  Map<String, Long> report() {
    metrics.clear();
    nic.report(this);
    driver.report(this);
    return metrics;
  }

  long figure(String name) {
    return Objects.requireNonNull(report().get("nic." + name), name);
  }

  @Override
  public void received(PacketBuffer packet) {
    byte[] bytes = new byte[packet.headLength];
    machine.memory().read(packet.head, bytes, 0, bytes.length);
    received.add(bytes);
    verified &= packet.checksumVerified;
    if (keeps) {
      kept.add(packet);
    } else {
      packets.free(packet);
    }
  }

  @Override
  public void transmitted(PacketBuffer packet) {
    tokens.add(packet.token);
    if (packet.dropped) {
      dropped++;
    }
    for (int i = 0; i < packet.fragments; i++) {
      machine.pages().free(packet.fragmentAddress[i] >>> PhysicalMemory.FRAME_SHIFT, 0);
    }
    packets.free(packet);
  }

  @Override
  public void roomAgain() {
    wakeUps++;
  }

  @Override
  public void metric(String name, long value, String unit, String meaning) {
    metrics.put(name, value);
  }

  @Override
  public void distribution(Distribution distribution) {
    distributions.put(distribution.name(), distribution);
  }
}
