package dev.tollgate.workload.split.net;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.workload.net.ChunkAllocator;
import dev.tollgate.workload.net.NetworkDriver;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.TwoGuests;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A split interface whose real interface is this rig: it keeps the bytes of what is sent, and gives
 * packets back when it is told to. The guest's stack keeps the bytes of what it receives.
 */
final class SplitRig implements NetworkDriver, MetricSink {

  static final long MICROSECOND = 1_000_000;

  final Machine machine =
      new Machine(
          new MachineProfile(
              "test", "t", 2, 3_000_000_000L, 64 << 20, 0, PageAllocation.BUDDY, "test"),
          new CostProfile("test", "t", ImmutableSortedMap.of()));
  final TwoGuests guests = new TwoGuests(machine);
  final ChunkAllocator backMemory = new ChunkAllocator(machine);
  final ChunkAllocator frontMemory = new ChunkAllocator(machine);
  final PacketMemory backPackets = new PacketMemory(backMemory, machine);
  final PacketMemory frontPackets = new PacketMemory(frontMemory, machine);
  final SplitInterface split;
  final NetworkDriver front;
  final List<byte[]> received = new ArrayList<>();
  final List<byte[]> sent = new ArrayList<>();
  final List<Long> returned = new ArrayList<>();
  final ArrayDeque<PacketBuffer> withInterface = new ArrayDeque<>();
  final Map<String, Long> metrics = new TreeMap<>();
  boolean holdBack;
  int room = Integer.MAX_VALUE;
  int wakeUps;

  SplitRig() {
    split = new SplitInterface(SplitParts.of(guests), backPackets);
    front = split.connect(this, 0, frontPackets, new Stack(), 1);
    inGuest(0, split::start);
    run(10_000 * MICROSECOND);
  }

  /** The guest's stack. */
  private final class Stack implements NetworkStack {
    @Override
    public void received(PacketBuffer packet) {
      byte[] bytes = new byte[packet.length()];
      packet.read(machine.memory(), 0, bytes, bytes.length);
      received.add(bytes);
      frontPackets.free(packet);
    }

    @Override
    public void transmitted(PacketBuffer packet) {
      returned.add(packet.token);
      for (int i = 0; i < packet.fragments; i++) {
        machine.pages().free(packet.fragmentAddress[i] >>> 12, 0);
      }
      frontPackets.free(packet);
    }

    @Override
    public void roomAgain() {
      wakeUps++;
    }
  }

  @Override
  public boolean transmit(PacketBuffer packet) {
    if (withInterface.size() >= room) {
      return false;
    }
    byte[] bytes = new byte[packet.length()];
    packet.read(machine.memory(), 0, bytes, bytes.length);
    sent.add(bytes);
    withInterface.add(packet);
    if (!holdBack) {
      machine.processors().post(0, CpuContext.SOFT_INTERRUPT, this::giveBack);
    }
    return true;
  }

  /** The real interface is done with the packet that it has had longest. */
  void giveBack() {
    split.below().transmitted(withInterface.remove());
    split.below().roomAgain();
  }

  @Override
  public boolean isStopped() {
    return withInterface.size() >= room;
  }

  @Override
  public int mtu() {
    return 1500;
  }

  @Override
  public boolean scatterGather() {
    return true;
  }

  @Override
  public int segmentationBytes() {
    return 0;
  }

  @Override
  public boolean checksumOffload() {
    return true;
  }

  /** Packets with these bytes arrive at the real interface, in one poll. */
  void fromWire(List<byte[]> many) {
    ArrayDeque<byte[]> left = new ArrayDeque<>(many);
    Runnable[] poll = new Runnable[1];
    poll[0] =
        () -> {
          byte[] bytes = left.remove();
          PacketBuffer packet = Objects.requireNonNull(backPackets.allocate(bytes.length));
          machine.memory().write(packet.head, bytes, 0, bytes.length);
          packet.headLength = bytes.length;
          packet.checksumVerified = true;
          split.below().received(packet);
          if (!left.isEmpty()) {
            machine.processors().post(0, CpuContext.SOFT_INTERRUPT, poll[0]::run);
          }
        };
    machine.processors().post(0, CpuContext.SOFT_INTERRUPT, poll[0]::run);
  }

  /** The guest sends these bytes: {@code linear} of them in the linear part, the rest in pages. */
  boolean fromGuest(byte[] bytes, int linear, long token) {
    PacketBuffer packet = Objects.requireNonNull(frontPackets.allocate(linear));
    machine.memory().write(packet.head, bytes, 0, linear);
    packet.headLength = linear;
    packet.token = token;
    for (int done = linear; done < bytes.length; ) {
      long page = machine.pages().allocate(0) << 12;
      int offset = (done * 37) & 0x7ff;
      int length = Math.min(bytes.length - done, 700);
      machine.memory().write(page + offset, bytes, done, length);
      packet.addFragment(page + offset, length);
      done += length;
    }
    if (front.transmit(packet)) {
      return true;
    }
    for (int i = 0; i < packet.fragments; i++) {
      machine.pages().free(packet.fragmentAddress[i] >>> 12, 0);
    }
    frontPackets.free(packet);
    return false;
  }

  /** Lets a guest do something, as soon as its CPU is free. */
  void inGuest(int guest, Runnable work) {
    boolean[] done = {false};
    machine
        .processors()
        .post(
            guest,
            CpuContext.TASK,
            () -> {
              done[0] = true;
              work.run();
            });
    while (!done[0]) {
      machine.advanceTo(machine.now() + MICROSECOND);
    }
  }

  void run(long picoseconds) {
    machine.advanceTo(machine.now() + picoseconds);
  }

  @Override
  public void metric(String name, long value, String unit, String meaning) {
    metrics.put(name, value);
  }

  long figure(String name) {
    split.report(this);
    return Objects.requireNonNull(metrics.get("split.net." + name), name);
  }
}
