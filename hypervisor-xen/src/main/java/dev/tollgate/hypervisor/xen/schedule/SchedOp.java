package dev.tollgate.hypervisor.xen.schedule;

import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.event.EventDelivery;
import dev.tollgate.hypervisor.xen.event.SharedInfo;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallFrame;
import dev.tollgate.hypervisor.xen.hypercall.HypercallHandler;

/**
 * {@code sched_op(cmd, arg)}. Blocking allows upcalls and does nothing if one waits; what is on the
 * virtual CPU's list of work keeps it from blocking as well.
 */
public final class SchedOp implements HypercallHandler {

  /** Command: let others run. */
  public static final int YIELD = 0;

  /** Command: wait for an event. */
  public static final int BLOCK = 1;

  /** Command: end the domain, for a reason of 32 bits. */
  public static final int SHUTDOWN = 2;

  /** Command: wait for one of some channels, masked or not. */
  public static final int POLL = 3;

  private static final int POLL_BYTES = 24;
  private static final int MOST_PORTS = 128;

  private final EventDelivery events;

  /** The body of the call; virtual CPUs are those that {@code events} wakes. */
  public SchedOp(EventDelivery events) {
    this.events = events;
  }

  @Override
  public long handle(HypercallFrame call) {
    Vcpu vcpu = call.vcpu();
    switch ((int) call.unsigned(0)) {
      case YIELD -> events.control().yieldCpu(vcpu);
      case BLOCK -> events.block(vcpu);
      case SHUTDOWN -> {
        return shutDown(call);
      }
      case POLL -> {
        return poll(call);
      }
      default -> {
        return Errno.NOSYS;
      }
    }
    return 0;
  }

  private static long shutDown(HypercallFrame call) {
    if (!call.structure().load(call.caller().memory(), call.argument(1), Integer.BYTES)) {
      return Errno.FAULT;
    }
    call.caller().crash("it shut down for reason " + call.structure().u32(0));
    return 0;
  }

  private long poll(HypercallFrame call) {
    if (!call.structure().load(call.caller().memory(), call.argument(1), POLL_BYTES)) {
      return Errno.FAULT;
    }
    long ports = call.structure().u64(0);
    long count = call.structure().u32(8);
    if (count > MOST_PORTS) {
      return Errno.INVAL;
    }
    for (int i = 0; i < count; i++) {
      if (!call.structure()
          .load(call.caller().memory(), ports + (long) Integer.BYTES * i, Integer.BYTES)) {
        return Errno.FAULT;
      }
      long port = call.structure().u32(0);
      if (port >= SharedInfo.CHANNELS) {
        return Errno.INVAL;
      }
      if (events.isPending(call.caller(), (int) port)) {
        return 0;
      }
    }
    events.poll(call.vcpu());
    return 0;
  }
}
