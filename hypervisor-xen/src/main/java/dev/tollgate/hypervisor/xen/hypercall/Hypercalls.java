package dev.tollgate.hypervisor.xen.hypercall;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import org.jspecify.annotations.Nullable;

/**
 * The way into Xen: each hypercall is an entry, a body and an exit, counted by number and booked.
 *
 * <p>A call that its body cuts ends like any other; the guest's events are delivered, and the guest
 * makes the call again with what is left of it, which is a crossing of its own. Numbers that have
 * no body answer −ENOSYS.
 */
public final class Hypercalls {

  private final CycleLedger ledger;
  private final CycleAccount crossing;
  private final Preemption preemption;
  private final @Nullable HypercallHandler[] handlers =
      new @Nullable HypercallHandler[HypercallNumbers.END];
  private final long[] crossings = new long[HypercallNumbers.END];
  private final long[] bodies = new long[HypercallNumbers.END];
  private long unknown;
  private long continuations;
  private @Nullable HypercallFrame frame;

  /** A table without any calls. */
  public Hypercalls(CycleLedger ledger, Preemption preemption) {
    this.ledger = ledger;
    this.crossing = ledger.account(CostCenter.HYPERVISOR, XenSteps.CROSSING);
    this.preemption = preemption;
  }

  /** Gives a number its body. */
  public void install(int number, HypercallHandler handler) {
    if (handlers[number] != null) {
      throw new IllegalStateException("hypercall %d has a body already".formatted(number));
    }
    handlers[number] = handler;
  }

  /** A frame for calls within a call. */
  public HypercallFrame newFrame(Vcpu vcpu) {
    return new HypercallFrame(preemption, vcpu);
  }

  /** Makes a call with fewer arguments. */
  public long call(Vcpu caller, int number, long a0, long a1) {
    return call(caller, number, a0, a1, 0, 0, 0);
  }

  /** Makes a call with fewer arguments. */
  public long call(Vcpu caller, int number, long a0, long a1, long a2) {
    return call(caller, number, a0, a1, a2, 0, 0);
  }

  /**
   * Makes a call, to its end.
   *
   * @return what the guest finds in its register; −ESRCH if the guest is dead or died of it
   */
  public long call(Vcpu caller, long number, long a0, long a1, long a2, long a3, long a4) {
    Domain domain = caller.domain();
    if (domain.isDying()) {
      return Errno.SRCH;
    }
    HypercallFrame call = frame == null ? newFrame(caller) : frame;
    frame = null;
    call.enter(caller, number, a0, a1, a2, a3, a4);
    long result = cross(call);
    while (call.isContinued() && !domain.isDying()) {
      continuations++;
      preemption.returned(caller);
      call.enter(
          caller,
          call.number(),
          call.argument(0),
          call.argument(1),
          call.argument(2),
          call.argument(3),
          call.argument(4));
      result = cross(call);
    }
    frame = call;
    return domain.isDying() ? Errno.SRCH : result;
  }

  private long cross(HypercallFrame call) {
    long before = ledger.totalMilliCycles();
    crossing.one();
    if (call.number() >= 0 && call.number() < HypercallNumbers.END) {
      crossings[(int) call.number()]++;
    }
    long result = dispatch(call);
    call.caller().use().crossed(ledger.totalMilliCycles() - before);
    return result;
  }

  /** Runs the body of a call that is in Xen already. */
  public long dispatch(HypercallFrame call) {
    long number = call.number();
    HypercallHandler handler =
        number >= 0 && number < HypercallNumbers.END ? handlers[(int) number] : null;
    if (handler == null) {
      unknown++;
      return Errno.NOSYS;
    }
    bodies[(int) number]++;
    return handler.handle(call);
  }

  /** Crossings made for a number, continuations included. */
  public long crossings(int number) {
    return crossings[number];
  }

  /** Crossings made, all numbers together. */
  public long crossings() {
    long sum = 0;
    for (long count : crossings) {
      sum += count;
    }
    return sum;
  }

  /** Times a number's body ran, from a crossing of its own or as an entry of a multicall. */
  public long bodies(int number) {
    return bodies[number];
  }

  /** Calls of numbers that have no body. */
  public long unknown() {
    return unknown;
  }

  /** Crossings that went on with a call that had been cut. */
  public long continuations() {
    return continuations;
  }
}
