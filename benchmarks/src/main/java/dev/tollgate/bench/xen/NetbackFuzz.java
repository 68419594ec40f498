package dev.tollgate.bench.xen;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.spi.AllocatorContext;
import dev.tollgate.core.spi.DrivenIommu;
import dev.tollgate.core.spi.FrameMoves;
import dev.tollgate.core.spi.FrameTransfers;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.HypervisorContext;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.SharedFrames;
import dev.tollgate.workload.net.NetworkDriver;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.net.SplitInterface;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A domU that writes what it likes into both rings of its network interface, grants what it likes
 * and takes it back, against the whole of netback on the whole of Xen. netback must not throw, must
 * hand the real interface no bytes that domU did not grant, and must let go of everything at the
 * end; Xen's counts must be right all along.
 *
 * <pre>java -cp benchmarks.jar dev.tollgate.bench.xen.NetbackFuzz [steps] [seed]</pre>
 */
public final class NetbackFuzz {

  private static final long STEP = 40_000_000; // picoseconds
  private static final int RING_WORDS = 1024;
  private static final int FIRST_SLOT = 16;
  private static final int PAGES = 24;
  private static final int KEPT = 100;
  private static final int CHECKED_EVERY = 2_000;

  private final SplittableRandom random;
  private final Machine hardware;
  private final Hypervisor hypervisor;
  private final Iommu unit;
  private final Guest dom0;
  private final Guest domU;
  private final RecordingFrames frames;
  private final MutedSignals signals;
  private final SplitInterface split;
  private final PacketMemory backPackets;
  private final Wire wire = new Wire();
  private final List<Long> pages = new ArrayList<>();
  private final List<Integer> grants = new ArrayList<>();
  private final List<Integer> entries = new ArrayList<>();
  private final FrameMoves moves = new FrameMoves(1);
  private int transmitProduced;
  private int receiveProduced;
  private long sent;

  /**
   * Both domains, connected.
   *
   * @param receive value of {@code environment.xen-domu.receive}
   * @param mapping value of {@code environment.xen-domu.grant-mapping}
   */
  public NetbackFuzz(String receive, String mapping, long seed) {
    random = new SplittableRandom(seed);
    Tollgate tollgate = Tollgate.load();
    RunSpec spec =
        tollgate
            .configure(
                tollgate
                    .settings()
                    .withOverrides(
                        ImmutableList.of(
                            "machine.ram=96M",
                            "iommu.calgary.table=64K",
                            "environment.xen-domu.memory=32M",
                            "environment.xen-domu.domu-memory=8M",
                            "environment.xen-domu.receive=" + receive,
                            "environment.xen-domu.grant-mapping=" + mapping)))
            .runSpec("x460", "xen-domu", "calgary", "native", "slab", "stream");
    hardware = new Machine(spec.machine(), spec.prices());
    hypervisor =
        Objects.requireNonNull(tollgate.environments().get("xen-domu"))
            .create(
                new HypervisorContext(hardware, seed),
                spec.parametersOf("environment", "xen-domu"));
    unit = unit(Objects.requireNonNull(tollgate.iommus().get("calgary")), spec);
    dom0 = hypervisor.guests().get(0);
    domU = hypervisor.guests().get(1);
    SplitParts parts = SplitParts.of(hypervisor);
    frames = new RecordingFrames(parts.frames());
    signals = new MutedSignals(parts.signals());
    backPackets = packets(tollgate, spec, dom0.machine());
    split =
        new SplitInterface(
            new SplitParts(dom0, domU, frames, signals, parts.transfers(), parts.batches()),
            backPackets);
    split.connect(wire, 0, packets(tollgate, spec, domU.machine()), new Nobody(), 0);
    inGuest(dom0, split::start);
    for (int i = 0; i < PAGES; i++) {
      pages.add(domU.machine().pages().allocate(0));
    }
  }

  private static PacketMemory packets(Tollgate tollgate, RunSpec spec, Machine machine) {
    return new PacketMemory(
        Objects.requireNonNull(tollgate.allocators().get("slab"))
            .create(new AllocatorContext(machine, 1), spec.parametersOf("allocator", "slab")),
        machine);
  }

  private Iommu unit(IommuFactory factory, RunSpec spec) {
    ImmutableList<Device> devices = ImmutableList.of(Device.ofDefaults(0, "nic", 0));
    Iommu made =
        factory.create(
            new IommuContext(hardware, devices, IotlbListener.NONE, 0, 1),
            spec.parametersOf("iommu", "calgary"));
    hypervisor.guestIommu(
        new DrivenIommu(
            made,
            factory.capabilities(spec.parametersOf("iommu", "calgary")),
            devices,
            IotlbListener.NONE));
    return made;
  }

  /**
   * Lets domU do so many things.
   *
   * @throws InvariantViolation if netback or Xen did what neither may
   */
  public void run(long steps) {
    for (long i = 1; i <= steps; i++) {
      if (random.nextInt(4) == 0) {
        inGuest(dom0, this::receiveSome);
      } else {
        inGuest(domU, this::act);
      }
      hardware.advanceTo(hardware.now() + random.nextInt(4) * STEP);
      if (i % CHECKED_EVERY == 0) {
        hypervisor.check();
      }
    }
    hardware.advanceTo(hardware.now() + 1000 * STEP);
  }

  /** Ends both halves; nothing of domU's is mapped, and no packet kept, after it. */
  public void stop() {
    inGuest(dom0, split::stop);
    hypervisor.check();
    unit.check();
    ImmutableSortedMap<String, Long> figures = figures();
    long mapped = figures.getOrDefault("hypervisor.grants.mapped", 0L);
    long unmapped = figures.getOrDefault("hypervisor.grants.unmapped", 0L);
    if (mapped != unmapped) {
      throw new InvariantViolation("%d grants mapped, %d unmapped".formatted(mapped, unmapped));
    }
    if (backPackets.live() != 0) {
      throw new InvariantViolation("netback kept %d packets".formatted(backPackets.live()));
    }
  }

  /** What both halves and Xen report. */
  public ImmutableSortedMap<String, Long> figures() {
    TreeMap<String, Long> figures = new TreeMap<>();
    hypervisor.report((name, value, unitName, meaning) -> figures.put(name, value));
    split.report((name, value, unitName, meaning) -> figures.put(name, value));
    return ImmutableSortedMap.copyOf(figures);
  }

  /** Packets of domU that came to the real interface. */
  public long sent() {
    return sent;
  }

  private void inGuest(Guest guest, Runnable work) {
    boolean[] done = {false};
    guest
        .machine()
        .processors()
        .post(
            0,
            CpuContext.TASK,
            () -> {
              done[0] = true;
              work.run();
            });
    for (int i = 0; i < 100_000 && !done[0]; i++) {
      hardware.advanceTo(hardware.now() + STEP);
    }
    if (!done[0]) {
      throw new InvariantViolation(guest.name() + "'s CPU came to no end of something else");
    }
  }

  /** Packets come in from the wire. */
  private void receiveSome() {
    for (int i = random.nextInt(6); i >= 0; i--) {
      PacketBuffer packet = backPackets.allocate(1514);
      if (packet == null) {
        return;
      }
      packet.headLength = 60 + random.nextInt(1455);
      split.below().received(packet);
    }
  }

  private void act() {
    switch (random.nextInt(8)) {
      case 0 -> grant();
      case 1 -> takeBack();
      case 2 -> writeWord(frames.ring(random.nextInt(2)));
      case 3 -> offer();
      default -> request();
    }
    signals.send(signals.toBack());
  }

  private void grant() {
    long frame = pages.get(random.nextInt(PAGES));
    int to = random.nextInt(10) == 0 ? 1 : 0;
    int grant = frames.grant(1, to, frame, random.nextBoolean());
    if (grant != SharedFrames.NONE) {
      grants.add(grant);
    }
    FrameTransfers transfers = hypervisor.as(FrameTransfers.class);
    if (transfers != null && random.nextBoolean()) {
      int entry = transfers.accept(1, 0);
      if (entry != FrameTransfers.NONE) {
        entries.add(entry);
        makeHeadroom(transfers);
      }
    }
  }

  /** A guest that owns all that it may gets nothing. */
  private void makeHeadroom(FrameTransfers transfers) {
    PageAllocator allocator = domU.machine().pages();
    if (allocator.freeFrames() > KEPT) {
      moves.clear();
      moves.add(allocator.allocate(0));
      transfers.giveBack(1, moves);
    }
  }

  /** Ends a grant while it may be in use; what is still used stays granted. */
  private void takeBack() {
    if (grants.size() > 4) {
      int index = random.nextInt(grants.size());
      if (frames.end(1, grants.get(index))) {
        grants.remove(index);
      }
    }
  }

  private void writeWord(long ring) {
    int word = random.nextInt(20) == 0 ? 2 + random.nextInt(2) : FIRST_SLOT + randomSlotWord();
    hardware.memory().writeIntLittleEndian(ring + 4L * word, anything());
  }

  private int randomSlotWord() {
    return random.nextInt(RING_WORDS - FIRST_SLOT);
  }

  private int anything() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextInt(20_000);
      case 2 -> reference();
      default -> random.nextInt(300);
    };
  }

  private int reference() {
    return grants.isEmpty() ? random.nextInt(64) : grants.get(random.nextInt(grants.size()));
  }

  /** Receive requests that make some sense. */
  private void offer() {
    long ring = frames.ring(0);
    for (int i = random.nextInt(8); i >= 0; i--) {
      long slot = ring + 4L * FIRST_SLOT + 8L * (receiveBase() + receiveProduced++ & 255);
      int entry =
          entries.isEmpty() || random.nextBoolean()
              ? reference()
              : entries.get(random.nextInt(entries.size()));
      hardware.memory().writeIntLittleEndian(slot, random.nextInt(300));
      hardware.memory().writeIntLittleEndian(slot + 4, entry);
    }
    advance(ring, receiveBase() + receiveProduced);
  }

  /** netfront's own first offer. */
  private static int receiveBase() {
    return 64;
  }

  /** Transmit requests that make some sense. */
  private void request() {
    long ring = frames.ring(1);
    for (int i = random.nextInt(6); i >= 0; i--) {
      long slot = ring + 4L * FIRST_SLOT + 12L * (transmitProduced++ & 255);
      int flags = random.nextInt(3) == 0 ? random.nextInt(16) : 0;
      int offset = random.nextInt(8) == 0 ? random.nextInt(1 << 16) : random.nextInt(2000);
      int size = random.nextInt(8) == 0 ? random.nextInt(1 << 16) : 14 + random.nextInt(1500);
      PhysicalMemory memory = hardware.memory();
      memory.writeIntLittleEndian(slot, random.nextInt(6) == 0 ? anything() : reference());
      memory.writeIntLittleEndian(slot + 4, offset | flags << 16);
      memory.writeIntLittleEndian(slot + 8, random.nextInt(1 << 16) | size << 16);
    }
    advance(ring, transmitProduced);
  }

  private void advance(long ring, int produced) {
    hardware.memory().writeIntLittleEndian(ring, produced);
  }

  /** domU's stack, which nobody uses. */
  private static final class Nobody implements NetworkStack {
    @Override
    public void received(PacketBuffer packet) {
      throw new InvariantViolation("domU's driver never runs");
    }

    @Override
    public void transmitted(PacketBuffer packet) {
      throw new InvariantViolation("domU's driver never runs");
    }

    @Override
    public void roomAgain() {}
  }

  /** The real interface: looks where each packet lies, and is done with it a little later. */
  private final class Wire implements NetworkDriver {

    private final ArrayDeque<PacketBuffer> held = new ArrayDeque<>();

    @Override
    public boolean transmit(PacketBuffer packet) {
      sent++;
      for (int i = 0; i < packet.fragments; i++) {
        check(packet.fragmentAddress[i], packet.fragmentLength[i], packet.fragmentBusAddress[i]);
      }
      held.add(packet);
      dom0.machine()
          .processors()
          .post(0, CpuContext.SOFT_INTERRUPT, () -> split.below().transmitted(held.remove()));
      return true;
    }

    private void check(long address, int length, long bus) {
      long frame = address >>> PhysicalMemory.FRAME_SHIFT;
      if (length < 1 || (address + length - 1) >>> PhysicalMemory.FRAME_SHIFT != frame) {
        throw new InvariantViolation("a fragment of %d bytes leaves its page".formatted(length));
      }
      if (!frames.wasGranted(frame)) {
        throw new InvariantViolation("frame 0x%x was never granted".formatted(frame));
      }
      if (bus != PacketBuffer.NONE && unit.translate(0, bus, false) != address) {
        throw new InvariantViolation("bus address 0x%x leads elsewhere".formatted(bus));
      }
    }

    @Override
    public boolean isStopped() {
      return false;
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
  }

  /** See the class; 200,000 steps of each form unless told otherwise. */
  public static void main(String[] args) {
    long steps = args.length > 0 ? Long.parseLong(args[0]) : 200_000;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    for (String receive : new String[] {"copy", "flip"}) {
      for (String mapping : new String[] {"host", "device"}) {
        NetbackFuzz fuzz = new NetbackFuzz(receive, mapping, seed);
        fuzz.run(steps);
        fuzz.stop();
        System.out.printf(
            "%s, %s: %d packets sent; %s%n", receive, mapping, fuzz.sent(), fuzz.figures());
      }
    }
  }
}
