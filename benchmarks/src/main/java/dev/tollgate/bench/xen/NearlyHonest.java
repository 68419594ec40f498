package dev.tollgate.bench.xen;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.Xen;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.domain.PageTableEntry;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.event.EventChannelOp;
import dev.tollgate.hypervisor.xen.grant.GrantEntry;
import dev.tollgate.hypervisor.xen.grant.GrantTable;
import dev.tollgate.hypervisor.xen.grant.GrantTableOp;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.memory.MemoryOp;
import java.util.SplittableRandom;

/**
 * What a malicious guest does to get far: calls that mostly succeed, so that what comes next meets
 * mappings, copies, flips, balloons and channels in all states.
 */
final class NearlyHonest {

  private static final int ARGUMENTS = 9;
  private static final int LIST = 10;
  private static final int FIRST_PAGE = 12;
  private static final int HANDLES = 32;

  private final Xen xen;
  private final Vcpu vcpu;
  private final Domain domain;
  private final PhysicalMemory memory;
  private final SplittableRandom random;
  private final long[] hostAddresses = new long[HANDLES];
  private final long[] busAddresses = new long[HANDLES];
  private int granter;
  private int reference;

  NearlyHonest(Xen xen, Vcpu vcpu, SplittableRandom random) {
    this.xen = xen;
    this.vcpu = vcpu;
    this.domain = vcpu.domain();
    this.memory = xen.domains().memory();
    this.random = random;
  }

  long act() {
    return switch (random.nextInt(9)) {
      case 0, 1 -> map();
      case 2, 3 -> unmap();
      case 4 -> copy();
      case 5 -> flip();
      case 6 -> shrink();
      case 7 -> grow();
      default -> channel();
    };
  }

  private static long arguments() {
    return LinearMap.addressOf(ARGUMENTS);
  }

  private long call(int number, long a0, long a1, long a2) {
    return xen.hypercalls().call(vcpu, number, a0, a1, a2);
  }

  private void poke(long virtual, long value) {
    long machine = domain.memory().translate(virtual, true);
    if (machine >= 0) {
      memory.writeLongLittleEndian(machine, value);
    }
  }

  private long peek(long virtual) {
    long machine = domain.memory().translate(virtual, false);
    return machine < 0 ? 0 : memory.readLongLittleEndian(machine);
  }

  private int page() {
    return FIRST_PAGE + random.nextInt(domain.usableFrames() - FIRST_PAGE);
  }

  private int other() {
    return random.nextInt(4);
  }

  /**
   * Looks for a grant of another domain to this one. No guest can see others' tables; this one is
   * lucky.
   */
  private void seekGrant(int type) {
    for (int i = 0; i < 64; i++) {
      reference = random.nextInt(32);
      GrantTable table = xen.grantTables().table(other());
      if (table == null) {
        continue;
      }
      granter = table.domain().id();
      long entry = memory.readLongLittleEndian(table.addressOf(reference));
      if ((entry & GrantEntry.TYPE_MASK) == type && (entry >>> 16 & 0xffff) == domain.id()) {
        return;
      }
    }
  }

  private long unmapPage(int page) {
    return call(HypercallNumbers.UPDATE_VA_MAPPING, LinearMap.addressOf(page), 0, 0);
  }

  private boolean isGranted(int page) {
    long entry = domain.linearMap().entry(page);
    return PageTableEntry.isPresent(entry) && PageTableEntry.isGranted(entry);
  }

  private long map() {
    int page = page();
    if (isGranted(page)) {
      return 0;
    }
    long host = LinearMap.addressOf(page);
    poke(arguments(), host);
    seekGrant(GrantEntry.PERMIT_ACCESS);
    poke(arguments() + 8, (long) reference << 32 | (1 + random.nextInt(7)));
    poke(arguments() + 16, granter);
    long answer = call(HypercallNumbers.GRANT_TABLE_OP, GrantTableOp.MAP_GRANT_REF, arguments(), 1);
    long status = peek(arguments() + 16);
    int handle = (int) peek(arguments() + 20);
    if (answer == 0 && (short) (status >>> 16) == 0 && handle >= 0 && handle < HANDLES) {
      hostAddresses[handle] = host;
      busAddresses[handle] = peek(arguments() + 24);
    }
    return answer;
  }

  private long unmap() {
    int handle = random.nextInt(HANDLES);
    poke(arguments(), hostAddresses[handle]);
    poke(arguments() + 8, busAddresses[handle]);
    poke(arguments() + 16, handle);
    return call(HypercallNumbers.GRANT_TABLE_OP, GrantTableOp.UNMAP_GRANT_REF, arguments(), 1);
  }

  private long copy() {
    long own = PageTableEntry.frame(domain.linearMap().entry(page()));
    boolean out = random.nextBoolean();
    seekGrant(GrantEntry.PERMIT_ACCESS);
    long grantSide = reference;
    poke(arguments(), out ? own : grantSide);
    poke(arguments() + 8, out ? DomainIds.SELF : granter);
    poke(arguments() + 16, out ? grantSide : own);
    poke(arguments() + 24, out ? granter : DomainIds.SELF);
    poke(arguments() + 32, (out ? 2L << 16 : 1L << 16) | random.nextInt(4097));
    return call(HypercallNumbers.GRANT_TABLE_OP, GrantTableOp.COPY, arguments(), 1);
  }

  private long flip() {
    int page = page();
    long frame = PageTableEntry.frame(domain.linearMap().entry(page));
    if (isGranted(page)) {
      return 0;
    }
    unmapPage(page);
    seekGrant(GrantEntry.ACCEPT_TRANSFER);
    poke(arguments(), frame);
    poke(arguments() + 8, (long) reference << 32 | granter);
    return call(HypercallNumbers.GRANT_TABLE_OP, GrantTableOp.TRANSFER, arguments(), 1);
  }

  private void reservation(int count) {
    poke(arguments(), LinearMap.addressOf(LIST));
    poke(arguments() + 8, count);
    poke(arguments() + 16, 0);
    poke(arguments() + 24, DomainIds.SELF);
  }

  private long shrink() {
    int page = page();
    if (isGranted(page)) {
      return 0;
    }
    long frame = PageTableEntry.frame(domain.linearMap().entry(page));
    if (random.nextInt(4) > 0) {
      unmapPage(page);
    }
    poke(LinearMap.addressOf(LIST), frame);
    reservation(1);
    return call(HypercallNumbers.MEMORY_OP, MemoryOp.DECREASE_RESERVATION, arguments(), 0);
  }

  private long grow() {
    int page = page();
    poke(LinearMap.addressOf(LIST), page);
    reservation(1);
    long got = call(HypercallNumbers.MEMORY_OP, MemoryOp.POPULATE_PHYSMAP, arguments(), 0);
    if (got == 1 && !isGranted(page)) {
      long entry = PageTableEntry.kernel(peek(LinearMap.addressOf(LIST)), true);
      call(HypercallNumbers.UPDATE_VA_MAPPING, LinearMap.addressOf(page), entry, 0);
    }
    return got;
  }

  private long channel() {
    int[] commands = {
      EventChannelOp.ALLOC_UNBOUND,
      EventChannelOp.BIND_INTERDOMAIN,
      EventChannelOp.SEND,
      EventChannelOp.SEND,
      EventChannelOp.SEND,
      EventChannelOp.UNMASK,
      EventChannelOp.CLOSE,
    };
    int command = commands[random.nextInt(commands.length)];
    long port = 1L + random.nextInt(5);
    poke(
        arguments(),
        switch (command) {
          case EventChannelOp.ALLOC_UNBOUND -> DomainIds.SELF | (long) other() << 16;
          case EventChannelOp.BIND_INTERDOMAIN -> other() | port << 32;
          default -> port;
        });
    return call(HypercallNumbers.EVENT_CHANNEL_OP, command, arguments(), 0);
  }
}
