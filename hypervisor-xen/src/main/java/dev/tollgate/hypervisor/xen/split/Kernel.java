package dev.tollgate.hypervisor.xen.split;

import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.event.GuestEvents;
import dev.tollgate.hypervisor.xen.grant.GrantTables;
import dev.tollgate.hypervisor.xen.grant.GuestGrants;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The kernel of one domain as far as split drivers use it: its grant references, its event
 * handlers, the array in its memory that grant operations are written to, and virtual addresses for
 * pages of others.
 */
public final class Kernel {

  /** Page frames of the array of operations, next to each other for the kernel: 614 copies. */
  public static final int OPERATION_PAGES = 6;

  private static final int PAGE = 4096;

  private final Domain domain;
  private final Machine machine;
  private final GuestGrants grants;
  private final GuestEvents events;
  private final OperationList operations;
  private final @Nullable FlipArrays flips;
  private final int[] freeSlots;
  private int free;

  /**
   * The kernel of a domain.
   *
   * @param machine as the kernel sees it
   * @param firstPage its number for the first of {@link #OPERATION_PAGES} frames of its own that
   *     nothing else uses; if it flips pages, there are {@link #flipPages} more before them
   */
  public Kernel(
      Domain domain,
      Machine machine,
      GrantTables tables,
      CycleLedger ledger,
      int firstPage,
      boolean flips) {
    this.domain = domain;
    this.machine = machine;
    this.grants =
        new GuestGrants(
            machine.memory(), Objects.requireNonNull(tables.table(domain.id())), ledger);
    this.events = new GuestEvents(machine.memory(), domain);
    this.operations =
        new OperationList(domain.memory(), LinearMap.addressOf(firstPage), OPERATION_PAGES * PAGE);
    this.flips = flips ? FlipArrays.at(domain.memory(), firstPage - flipPages()) : null;
    int first = domain.sharedInfoSlot() + 1;
    this.freeSlots = new int[domain.linearMap().size() - first];
    for (int slot = domain.linearMap().size() - 1; slot >= first; slot--) {
      freeSlots[free++] = slot;
    }
  }

  Domain domain() {
    return domain;
  }

  GuestGrants grants() {
    return grants;
  }

  /** Its handlers of events. */
  public GuestEvents events() {
    return events;
  }

  OperationList operations() {
    return operations;
  }

  /** Page frames of the arrays of a kernel that flips pages. */
  public static int flipPages() {
    return FlipArrays.PAGES;
  }

  /** The arrays for moving frames. */
  FlipArrays flips() {
    return Objects.requireNonNull(flips, "this kernel does not flip pages");
  }

  /** The virtual CPU that runs now; number 0 while none does, at the begin and end of a run. */
  Vcpu current() {
    return domain.vcpus().get(Math.max(0, machine.processors().current()));
  }

  Machine machine() {
    return machine;
  }

  /** Takes a place in its address space for a page of another domain; -1 if none is left. */
  int takeSlot() {
    return free == 0 ? -1 : freeSlots[--free];
  }

  void giveSlot(int slot) {
    freeSlots[free++] = slot;
  }
}
