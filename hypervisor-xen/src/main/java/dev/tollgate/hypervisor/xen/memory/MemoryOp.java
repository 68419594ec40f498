package dev.tollgate.hypervisor.xen.memory;

import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallFrame;
import dev.tollgate.hypervisor.xen.hypercall.HypercallHandler;
import org.jspecify.annotations.Nullable;

/**
 * {@code memory_op(cmd, arg)} (xen/common/memory.c). Changes of a reservation answer how many
 * extents were done: all, or those before the first that could not be. A long one is cut between
 * extents; where it goes on stands in the upper bits of {@code cmd}.
 */
public final class MemoryOp implements HypercallHandler {

  /** Where {@code cmd} has the number of the first extent. */
  public static final int EXTENT_SHIFT = 6;

  /** Command: more frames for the domain; the list gets their machine frames. */
  public static final int INCREASE_RESERVATION = 0;

  /** Command: the list's machine frames are given back. */
  public static final int DECREASE_RESERVATION = 1;

  /** Command: the highest machine frame there is. */
  public static final int MAXIMUM_RAM_PAGE = 2;

  /** Command: frames a domain owns. */
  public static final int CURRENT_RESERVATION = 3;

  /** Command: frames a domain may own. */
  public static final int MAXIMUM_RESERVATION = 4;

  /** Command: frames for the list's pseudo-physical numbers, noted in M2P. */
  public static final int POPULATE_PHYSMAP = 6;

  /** Command: frames given for others, such as contiguous ones. */
  public static final int EXCHANGE = 11;

  private static final int COMMAND_MASK = (1 << EXTENT_SHIFT) - 1;

  private final Domains domains;
  private final Reservations reservations;
  private final Exchange exchange;

  /** The body of the call. */
  public MemoryOp(Domains domains, Reservations reservations, Exchange exchange) {
    this.domains = domains;
    this.reservations = reservations;
    this.exchange = exchange;
  }

  @Override
  public long handle(HypercallFrame call) {
    long first = call.argument(0) >>> EXTENT_SHIFT;
    return switch ((int) call.argument(0) & COMMAND_MASK) {
      case INCREASE_RESERVATION -> change(call, first, reservations::increase);
      case DECREASE_RESERVATION -> change(call, first, reservations::decrease);
      case POPULATE_PHYSMAP -> change(call, first, reservations::populate);
      case EXCHANGE -> exchange.handle(call);
      case MAXIMUM_RAM_PAGE -> domains.frames().size() - 1;
      case CURRENT_RESERVATION -> ask(call, true);
      case MAXIMUM_RESERVATION -> ask(call, false);
      default -> Errno.NOSYS;
    };
  }

  /** Does one extent of a reservation; false ends the call. */
  interface ExtentAction {
    boolean apply(HypercallFrame call, Reservation reservation, long extent);
  }

  private long change(HypercallFrame call, long first, ExtentAction action) {
    Reservation reservation = reservationOf(call);
    if (reservation == null || first > reservation.count()) {
      return first;
    }
    for (long extent = first; extent < reservation.count(); extent++) {
      if (extent > first && call.isPreempted()) {
        long command = call.argument(0) & COMMAND_MASK;
        return call.continueWith(command | (extent << EXTENT_SHIFT), call.argument(1), 0, 0);
      }
      if (!action.apply(call, reservation, extent)) {
        return extent;
      }
    }
    return reservation.count();
  }

  private @Nullable Reservation reservationOf(HypercallFrame call) {
    return call.structure().load(call.caller().memory(), call.argument(1), Reservation.BYTES)
        ? Reservation.read(call.structure(), 0, domains, call.caller())
        : null;
  }

  private long ask(HypercallFrame call, boolean current) {
    Domain caller = call.caller();
    if (!call.structure().load(caller.memory(), call.argument(1), Short.BYTES)) {
      return Errno.FAULT;
    }
    int id = call.structure().u16(0);
    if (id != DomainIds.SELF && !caller.isPrivileged()) {
      return Errno.PERM;
    }
    Domain domain = domains.named(id, caller);
    if (domain == null) {
      return Errno.SRCH;
    }
    return current ? domain.pages() : domain.maxPages();
  }
}
