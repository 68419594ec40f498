package dev.tollgate.core.machine;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.CycleLedger;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The simulated computer of one run: memory, clock, events and the book of cycles.
 *
 * <p>Time is in picoseconds from the start of the run. It moves only when somebody calls {@link
 * #advanceTo}; cycles booked to the ledger do not move the clock by themselves: they say what work
 * would cost, and how long the {@linkplain Processors CPU} that does it is busy.
 */
public final class Machine {

  private final MachineProfile profile;
  private final PhysicalMemory memory;
  private final BootMemory bootMemory = new BootMemory();
  private final BootMemory firmwareMemory = new BootMemory();
  private final SimulatedClock clock;
  private final EventQueue events;
  private final KernelHost host;
  private final CycleLedger ledger;
  private final Processors processors;
  private final TreeMap<Integer, IoBus> ioBuses;
  private @Nullable PageAllocator pages;
  private final boolean guest;
  private @Nullable GuestPages guestPages;

  /** A machine as the profile describes it, at time 0, with nothing in memory. */
  public Machine(MachineProfile profile, CostProfile prices) {
    this.profile = profile;
    this.guest = false;
    this.clock = new SimulatedClock();
    this.events = new EventQueue(clock);
    this.ioBuses = new TreeMap<>();
    this.host = KernelHost.BARE_METAL;
    this.memory = new PhysicalMemory(profile.memoryBytes());
    this.ledger = new CycleLedger(prices);
    this.processors = new Processors(this, clock, events);
    bootMemory.add(0, profile.pageFrames() << PhysicalMemory.FRAME_SHIFT);
    if (profile.firmwareBytes() > 0) {
      firmwareMemory.add(profile.ramBytes(), profile.firmwareBytes());
    }
  }

  private Machine(
      Machine hardware, KernelHost host, ImmutableList<MemoryRange> ram, Processors processors) {
    this.guest = true;
    this.profile = hardware.profile.withCpus(processors.count());
    this.clock = hardware.clock;
    this.events = hardware.events;
    this.ioBuses = hardware.ioBuses;
    this.host = host;
    this.memory = hardware.memory;
    this.ledger = hardware.ledger;
    this.processors = processors;
    processors.runOn(host);
    ram.forEach(range -> bootMemory.add(range.address(), range.bytes()));
  }

  /**
   * This machine as a guest of a hypervisor sees it: memory, clock, events and ledger are the same,
   * but only some of the RAM is the guest's to hand out, and only some CPUs are its own.
   *
   * @param below the hypervisor, which is told what these CPUs do
   * @param ram what its boot memory, and later its page allocator, have; whole frames
   * @param firstCpu the CPU that is the guest's number 0
   * @param cpus how many it has, those that follow each other
   */
  public Machine forGuest(
      KernelHost below, ImmutableList<MemoryRange> ram, int firstCpu, int cpus) {
    return new Machine(this, below, ram, processors.only(firstCpu, cpus));
  }

  /** What kind of machine this is. */
  public MachineProfile profile() {
    return profile;
  }

  /** Its memory: RAM from address 0, then what firmware keeps. */
  public PhysicalMemory memory() {
    return memory;
  }

  /** RAM handed out before the page allocator exists. */
  public BootMemory bootMemory() {
    return bootMemory;
  }

  /**
   * Finds room for a table that a unit reads from memory: where firmware keeps memory for such
   * tables, there; else in boot memory.
   *
   * @param owner who asks, for the audit of boot memory
   * @param bytes size
   * @param alignment of the first byte, a power of two
   * @param below the table ends at or below this address
   * @return address of the first byte, or {@link BootMemory#NO_ADDRESS} if there is no room
   */
  public long placeTable(String owner, long bytes, long alignment, long below) {
    long address = firmwareMemory.allocate(owner, bytes, alignment, below);
    return address == BootMemory.NO_ADDRESS
        ? bootMemory.allocate(owner, bytes, alignment, below)
        : address;
  }

  /** What happens at which time. */
  public EventQueue events() {
    return events;
  }

  /** The book of cycles by cause. */
  public CycleLedger ledger() {
    return ledger;
  }

  /** Its CPUs. */
  public Processors processors() {
    return processors;
  }

  /** One of its I/O buses, by {@link dev.tollgate.core.dma.Device#bus}; not for hot paths. */
  public IoBus ioBus(int number) {
    return ioBuses.computeIfAbsent(number, bus -> new IoBus(profile.ioBus(), clock));
  }

  /** What its kernel runs on. */
  public KernelHost host() {
    return host;
  }

  /** The time, in picoseconds from the start of the run. */
  public long now() {
    return clock.now();
  }

  /** Runs the events due up to {@code time} in order and sets the clock to it; never backwards. */
  public void advanceTo(long time) {
    if (time > clock.now()) {
      events.runUntil(time);
    }
  }

  /** The page allocator, made from what boot memory left free when it is first asked for. */
  public PageAllocator pages() {
    PageAllocator made = pages;
    if (made == null) {
      long frames = profile.pageFrames();
      made =
          switch (profile.pageAllocator()) {
            case BUDDY -> new BuddyPageAllocator(frames);
            case FIRST_FIT -> new FirstFitPageAllocator(frames);
          };
      bootMemory.handOver(made);
      if (guest) {
        guestPages = new GuestPages(made);
        made = guestPages;
      }
      pages = made;
    }
    return made;
  }

  /**
   * The frame of a page in use is the guest's no more; the page has none until {@link #frameCame}.
   */
  public void frameLeft(long frame) {
    ofGuest().left(frame);
  }

  /**
   * A frame that was not the guest's lies behind a page in use now, which is freed by its number.
   */
  public void frameCame(long frame) {
    ofGuest().came(frame);
  }

  private GuestPages ofGuest() {
    pages();
    GuestPages made = guestPages;
    if (made == null) {
      throw new IllegalStateException("the frames of a machine without hypervisor do not change");
    }
    return made;
  }
}
