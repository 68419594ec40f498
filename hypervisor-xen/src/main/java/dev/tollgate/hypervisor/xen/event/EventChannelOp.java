package dev.tollgate.hypervisor.xen.event;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.GuestStructure;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallFrame;
import dev.tollgate.hypervisor.xen.hypercall.HypercallHandler;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;

/**
 * {@code event_channel_op(cmd, arg)}: eleven operations, each with a small structure of arguments
 * into which Xen writes the port it made.
 */
public final class EventChannelOp implements HypercallHandler {

  /** Command: bind to a channel of another domain. */
  public static final int BIND_INTERDOMAIN = 0;

  /** Command: bind to a virtual interrupt. */
  public static final int BIND_VIRQ = 1;

  /** Command: bind to a device's interrupt. */
  public static final int BIND_PIRQ = 2;

  /** Command: close. */
  public static final int CLOSE = 3;

  /** Command: send. */
  public static final int SEND = 4;

  /** Command: ask what a channel is bound to. */
  public static final int STATUS = 5;

  /** Command: a channel for another domain to bind to. */
  public static final int ALLOC_UNBOUND = 6;

  /** Command: bind to a virtual CPU of the same domain. */
  public static final int BIND_IPI = 7;

  /** Command: choose the virtual CPU to be told. */
  public static final int BIND_VCPU = 8;

  /** Command: let a channel tell again. */
  public static final int UNMASK = 9;

  /** Command: close all. */
  public static final int RESET = 10;

  /** Bytes of the structure of each command. */
  private static final int[] BYTES = {12, 12, 12, 4, 4, 24, 8, 8, 8, 4, 2};

  /** Where the structure of a command gets its port, or 0 if it gets none. */
  private static final int[] PORT_AT = {8, 8, 8, 0, 0, 0, 4, 4, 0, 0, 0};

  private final EventChannels channels;
  private final CycleAccount refusedAccount;

  /** The body of the call. */
  public EventChannelOp(EventChannels channels, CycleLedger ledger) {
    this.channels = channels;
    this.refusedAccount = ledger.account(CostCenter.HYPERVISOR, XenSteps.REFUSED);
  }

  @Override
  public long handle(HypercallFrame call) {
    long command = call.unsigned(0);
    if (command >= BYTES.length) {
      return Errno.NOSYS;
    }
    GuestStructure arguments = call.structure();
    Domain caller = call.caller();
    long pointer = call.argument(1);
    if (!arguments.load(caller.memory(), pointer, BYTES[(int) command])) {
      return Errno.FAULT;
    }
    long result = operate((int) command, caller, arguments);
    if (result < 0) {
      refusedAccount.one();
      return result;
    }
    if (command == STATUS) {
      return arguments.store(caller.memory(), pointer, 8, 16) ? 0 : Errno.FAULT;
    }
    int at = PORT_AT[(int) command];
    if (at == 0) {
      return result;
    }
    arguments.put32(at, result);
    return arguments.store(caller.memory(), pointer, at, Integer.BYTES) ? 0 : Errno.FAULT;
  }

  private long operate(int command, Domain caller, GuestStructure arguments) {
    return switch (command) {
      case BIND_INTERDOMAIN -> channels.bindInterdomain(caller, arguments.u16(0), arguments.u32(4));
      case BIND_VIRQ -> channels.bindVirtualInterrupt(caller, arguments.u32(0), arguments.u32(4));
      case BIND_PIRQ -> channels.bindPhysicalInterrupt(caller, arguments.u32(0));
      case CLOSE -> channels.close(caller, arguments.u32(0));
      case SEND -> channels.send(caller, arguments.u32(0));
      case STATUS -> status(caller, arguments);
      case ALLOC_UNBOUND -> channels.allocateUnbound(caller, arguments.u16(0), arguments.u16(2));
      case BIND_IPI -> channels.bindInterprocessor(caller, arguments.u32(0));
      case BIND_VCPU -> channels.bindVcpu(caller, arguments.u32(0), arguments.u32(4));
      case UNMASK -> channels.unmask(caller, arguments.u32(0));
      default -> channels.reset(caller, arguments.u16(0));
    };
  }

  private long status(Domain caller, GuestStructure arguments) {
    int id = arguments.u16(0);
    if (id != DomainIds.SELF && !caller.isPrivileged()) {
      return Errno.PERM;
    }
    Channels asked = channels.visible(caller, id);
    if (asked == null) {
      return Errno.SRCH;
    }
    long port = arguments.u32(4);
    if (port >= asked.size()) {
      return Errno.INVAL;
    }
    ChannelState state = asked.state(port);
    boolean open = state != ChannelState.CLOSED;
    arguments.put32(8, state.number());
    arguments.put32(12, open ? asked.vcpu((int) port).number() : 0);
    boolean remote = state == ChannelState.UNBOUND || state == ChannelState.INTERDOMAIN;
    arguments.put32(
        16, remote ? asked.remoteDomain((int) port) : open ? asked.remotePort((int) port) : 0);
    arguments.put32(20, state == ChannelState.INTERDOMAIN ? asked.remotePort((int) port) : 0);
    return 0;
  }
}
