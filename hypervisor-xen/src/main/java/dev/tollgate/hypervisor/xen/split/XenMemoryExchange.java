package dev.tollgate.hypervisor.xen.split;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.MemoryExchange;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.hypercall.Hypercalls;
import dev.tollgate.hypervisor.xen.memory.Balloon;

/**
 * The balloon drivers of all domains, for one frame at a time. A domain's structure and list lie in
 * the last of the pages in which its kernel lists grant operations: no call of either kind is under
 * way while another is made.
 */
public final class XenMemoryExchange implements MemoryExchange {

  private final ImmutableList<Domain> domains;
  private final ImmutableList<Balloon> balloons;
  private final int[] one = new int[1];

  /**
   * Over the domains of all guests.
   *
   * @param firstPages for each domain its number for the first of {@link Kernel#OPERATION_PAGES}
   *     frames
   */
  public XenMemoryExchange(
      PhysicalMemory memory,
      Hypercalls hypercalls,
      ImmutableList<Domain> domains,
      ImmutableList<Integer> firstPages) {
    this.domains = domains;
    ImmutableList.Builder<Balloon> made = ImmutableList.builder();
    for (int i = 0; i < domains.size(); i++) {
      int last = firstPages.get(i) + Kernel.OPERATION_PAGES - 1;
      made.add(new Balloon(memory, hypercalls, domains.get(i).vcpus().get(0), last - 1, last));
    }
    this.balloons = made.build();
  }

  @Override
  public boolean giveBack(int guest, long frame) {
    Domain domain = domains.get(guest);
    for (int number = 0; number < domain.usableFrames(); number++) {
      if (domain.physicalToMachine().entry(number) == frame) {
        one[0] = number;
        return balloons.get(guest).inflate(one, 1) == 1;
      }
    }
    return false;
  }

  @Override
  public long populate(int guest, long number) {
    Domain domain = domains.get(guest);
    if (number < 0
        || number >= domain.usableFrames()
        || domain.physicalToMachine().machineFrame(number) >= 0) {
      return Guest.NO_FRAME;
    }
    one[0] = (int) number;
    return balloons.get(guest).deflate(one, 1) == 1
        ? domain.physicalToMachine().machineFrame(number)
        : Guest.NO_FRAME;
  }
}
