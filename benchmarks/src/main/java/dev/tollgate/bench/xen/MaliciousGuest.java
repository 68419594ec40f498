package dev.tollgate.bench.xen;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.Xen;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.domain.PageTableEntry;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.grant.GrantTable;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import java.util.SplittableRandom;

/**
 * A guest kernel that does what it likes: it calls Xen with any number and any arguments, mostly
 * such as come close to making sense, and writes whatever it can write: its own memory, with its
 * P2M, its rings and the lists of its calls, the page it shares with Xen, and its grant entries.
 */
final class MaliciousGuest {

  /** Pseudo-physical frames that it uses for structures and lists. */
  private static final int SCRATCH = 8;

  private static final int[] NUMBERS = {
    HypercallNumbers.MMU_UPDATE,
    HypercallNumbers.MEMORY_OP,
    HypercallNumbers.MULTICALL,
    HypercallNumbers.UPDATE_VA_MAPPING,
    HypercallNumbers.UPDATE_VA_MAPPING_OTHERDOMAIN,
    HypercallNumbers.GRANT_TABLE_OP,
    HypercallNumbers.GRANT_TABLE_OP,
    HypercallNumbers.GRANT_TABLE_OP,
    HypercallNumbers.MMUEXT_OP,
    HypercallNumbers.SCHED_OP,
    HypercallNumbers.EVENT_CHANNEL_OP,
  };

  private static final long[] WILD = {
    0,
    1,
    -1,
    0x7ff,
    4096,
    1L << 31,
    (1L << 31) - 1,
    1L << 32,
    1L << 47,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    LinearMap.XEN_START,
    LinearMap.XEN_START + 4096,
    LinearMap.BASE - 1,
    0xffff_ffff_ffff_f000L,
    -8,
  };

  private static final int[] DOMAINS = {
    0, 1, 2, 3, 0x7FF0, 0x7FF0, 0x7FF1, 0x7FF2, 0x7FF4, 0xffff, 9,
  };

  private final Xen xen;
  private final Domain domain;
  private final Vcpu vcpu;
  private final PhysicalMemory memory;
  private final SplittableRandom random;
  private final NearlyHonest nearlyHonest;

  MaliciousGuest(Xen xen, Domain domain, SplittableRandom random) {
    this.xen = xen;
    this.domain = domain;
    this.vcpu = domain.vcpus().get(0);
    this.memory = xen.domains().memory();
    this.random = random;
    this.nearlyHonest = new NearlyHonest(xen, vcpu, random);
  }

  Domain domain() {
    return domain;
  }

  /** Does one thing; what a call answered, 0 if it was none. */
  long act() {
    int dice = random.nextInt(100);
    if (dice < 15) {
      writeGrant();
      return 0;
    }
    if (dice < 25) {
      writeAnywhere();
      return 0;
    }
    if (dice < 32) {
      return multicall();
    }
    if (dice < 50) {
      return nearlyHonest.act();
    }
    fillStructures();
    int number =
        random.nextInt(50) == 0 ? random.nextInt(70) : NUMBERS[random.nextInt(NUMBERS.length)];
    return call(number);
  }

  private long call(int number) {
    return xen.hypercalls()
        .call(
            vcpu,
            number,
            argument(number, 0),
            argument(number, 1),
            argument(number, 2),
            argument(number, 3),
            value());
  }

  private long argument(int number, int index) {
    if (random.nextInt(30) == 0) {
      return value();
    }
    return switch (number) {
      case HypercallNumbers.MMU_UPDATE, HypercallNumbers.MMUEXT_OP ->
          index == 0 || index == 2 ? pointer() : index == 1 ? count() : domainId();
      case HypercallNumbers.MEMORY_OP -> index == 0 ? memoryCommand() : pointer();
      case HypercallNumbers.MULTICALL -> index == 0 ? pointer() : count();
      case HypercallNumbers.UPDATE_VA_MAPPING, HypercallNumbers.UPDATE_VA_MAPPING_OTHERDOMAIN ->
          index == 0 ? page() : index == 1 ? entry() : index == 2 ? random.nextInt(8) : domainId();
      case HypercallNumbers.GRANT_TABLE_OP ->
          index == 0 ? random.nextInt(8) : index == 1 ? pointer() : count();
      case HypercallNumbers.EVENT_CHANNEL_OP -> index == 0 ? random.nextInt(12) : pointer();
      // Not to shut down all the time.
      case HypercallNumbers.SCHED_OP ->
          index == 0 ? (random.nextInt(2000) == 0 ? 2 : random.nextInt(2)) : pointer();
      default -> value();
    };
  }

  private long memoryCommand() {
    long[] commands = {0, 1, 1, 2, 3, 4, 6, 6, 11};
    long command = commands[random.nextInt(commands.length)];
    return random.nextInt(20) == 0 ? command | (long) random.nextInt(1 << 20) << 6 : command;
  }

  private long multicall() {
    long list = LinearMap.addressOf(random.nextInt(SCRATCH));
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      int number = NUMBERS[random.nextInt(NUMBERS.length)];
      long at = list + 64L * i;
      poke(at, number);
      for (int argument = 0; argument < 5; argument++) {
        poke(at + 16 + 8L * argument, argument(number, argument));
      }
    }
    return xen.hypercalls()
        .call(vcpu, HypercallNumbers.MULTICALL, list, random.nextInt(50) == 0 ? count() : count, 0);
  }

  /** Fields of some structures, such as make sense for one operation or another. */
  private void fillStructures() {
    for (int i = 0; i < 4; i++) {
      long at = LinearMap.addressOf(random.nextInt(SCRATCH)) + 8L * random.nextInt(16);
      switch (random.nextInt(6)) {
        case 0 -> poke(at, page());
        case 1 -> poke(at, ownFrame());
        case 2 -> poke(at, pointer());
        case 3 -> poke(at, (long) reference() << 32 | random.nextInt(32));
        case 4 -> poke(at, (long) domainId() << 32 | domainId() | (long) reference() << 32);
        default -> poke(at, value());
      }
    }
    if (random.nextInt(3) == 0) {
      fillGrantOperation();
    } else if (random.nextInt(3) == 0) {
      fillReservation();
    }
  }

  private void fillGrantOperation() {
    long at = LinearMap.addressOf(random.nextInt(SCRATCH));
    switch (random.nextInt(4)) {
      case 0 -> { // map
        poke(at, page());
        poke(at + 8, (long) reference() << 32 | random.nextInt(32));
        poke(at + 16, domainId());
      }
      case 1 -> { // unmap
        poke(at, page());
        poke(at + 8, random.nextBoolean() ? 0 : anyFrame() << 12);
        poke(at + 16, random.nextInt(64));
      }
      case 2 -> { // transfer
        poke(at, ownFrame());
        poke(at + 8, (long) reference() << 32 | domainId());
      }
      default -> { // copy
        poke(at, random.nextBoolean() ? reference() : ownFrame());
        poke(at + 8, (long) random.nextInt(4200) << 16 | domainId());
        poke(at + 16, random.nextBoolean() ? reference() : ownFrame());
        poke(at + 24, (long) random.nextInt(4200) << 16 | domainId());
        poke(at + 32, (long) random.nextInt(4) << 16 | random.nextInt(4200));
      }
    }
  }

  private void fillReservation() {
    long at = LinearMap.addressOf(random.nextInt(SCRATCH));
    poke(at, pointer());
    poke(at + 8, random.nextInt(20));
    poke(at + 16, random.nextInt(10) == 0 ? random.nextInt(12) : 0);
    poke(at + 24, domainId());
    poke(at + 32, pointer());
    poke(at + 40, random.nextInt(20));
    poke(at + 48, random.nextInt(5));
    poke(at + 56, domainId());
    poke(at + 64, random.nextInt(3));
  }

  private void writeGrant() {
    GrantTable table = xen.grantTables().table(domain.id());
    if (table == null) {
      return;
    }
    long at = table.addressOf(random.nextInt(32));
    switch (random.nextInt(16)) {
      case 0 -> memory.writeLongLittleEndian(at, random.nextLong());
      case 1 -> memory.writeShortLittleEndian(at, (short) random.nextInt(64));
      default -> {
        memory.writeIntLittleEndian(
            at + 4, (int) (random.nextInt(8) == 0 ? anyFrame() : ownFrame()));
        memory.writeShortLittleEndian(at + 2, (short) random.nextInt(4));
        memory.writeShortLittleEndian(
            at, (short) (random.nextInt(4) == 0 ? 2 : random.nextInt(4) == 0 ? 5 : 1));
      }
    }
  }

  /** A ring, its P2M, the page it shares with Xen: whatever its page table lets it write. */
  private void writeAnywhere() {
    long at = page() + 8L * random.nextInt(512);
    poke(at, random.nextBoolean() ? random.nextLong() : value());
  }

  private void poke(long virtual, long value) {
    long machine = domain.memory().translate(virtual, true);
    if (machine >= 0 && machine <= memory.size() - Long.BYTES) {
      memory.writeLongLittleEndian(machine, value);
    }
  }

  private long value() {
    return switch (random.nextInt(6)) {
      case 0 -> WILD[random.nextInt(WILD.length)];
      case 1 -> random.nextLong();
      case 2 -> page();
      case 3 -> anyFrame();
      case 4 -> domainId();
      default -> random.nextInt(64);
    };
  }

  private long pointer() {
    return switch (random.nextInt(24)) {
      case 0 -> WILD[random.nextInt(WILD.length)];
      case 1 -> page() + random.nextInt(4096);
      case 2 -> LinearMap.addressOf(random.nextInt(SCRATCH)) + 4000 + random.nextInt(96);
      default -> LinearMap.addressOf(random.nextInt(SCRATCH));
    };
  }

  private long page() {
    int first = random.nextInt(50) == 0 ? 0 : 12; // or its own lists would soon be gone
    return LinearMap.addressOf(first + random.nextInt(domain.linearMap().size() - first));
  }

  private long count() {
    return switch (random.nextInt(40)) {
      case 0 -> WILD[random.nextInt(WILD.length)];
      case 1 -> 512 + random.nextInt(3);
      default -> random.nextInt(4);
    };
  }

  private int domainId() {
    return DOMAINS[random.nextInt(DOMAINS.length)];
  }

  private int reference() {
    return random.nextInt(40) == 0 ? random.nextInt() : random.nextInt(32);
  }

  private long ownFrame() {
    long entry = domain.linearMap().entry(random.nextInt(domain.usableFrames()));
    return PageTableEntry.isPresent(entry) ? PageTableEntry.frame(entry) : anyFrame();
  }

  private long anyFrame() {
    return random.nextInt(30) == 0
        ? random.nextLong()
        : random.nextInt(xen.domains().frames().size());
  }

  private long entry() {
    long frame = random.nextInt(8) == 0 ? anyFrame() : freshFrame();
    return random.nextInt(4) == 0
        ? 0
        : PageTableEntry.of(frame, random.nextInt(6) == 0 ? random.nextInt(8) : 7)
            | (random.nextInt(50) == 0 ? random.nextLong() : 0);
  }

  /** A frame of its own that it need not have mapped, as far as it can guess. */
  private long freshFrame() {
    for (int i = 0; i < 4; i++) {
      int frame = random.nextInt(xen.domains().frames().size());
      if (xen.domains().frames().owner(frame) == domain.id()) {
        return frame;
      }
    }
    return ownFrame();
  }
}
