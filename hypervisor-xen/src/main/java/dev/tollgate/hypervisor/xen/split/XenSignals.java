package dev.tollgate.hypervisor.xen.split;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.spi.GuestSignals;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.event.EventChannelOp;
import dev.tollgate.hypervisor.xen.event.EventDelivery;
import dev.tollgate.hypervisor.xen.event.VcpuControl;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.Hypercalls;
import java.util.ArrayList;
import java.util.List;

/**
 * Event channels between domains as split drivers use them: the receiver makes a channel for the
 * sender to bind to and chooses its CPU, the sender binds, both by hypercall; then the sender sends
 * by hypercall, and the receiver's CPU takes an upcall as an interrupt.
 */
public final class XenSignals implements GuestSignals, VcpuControl {

  private static final int ARGUMENT_BYTES = 12;

  private record Channel(Kernel from, int sendingPort, Kernel to, int port) {}

  private final ImmutableList<Kernel> kernels;
  private final Hypercalls hypercalls;
  private final List<Channel> channels = new ArrayList<>();
  private final List<List<CpuWork>> upcalls = new ArrayList<>();

  /** No channels yet; takes over the waking of virtual CPUs. */
  public XenSignals(ImmutableList<Kernel> kernels, Hypercalls hypercalls, EventDelivery delivery) {
    this.kernels = kernels;
    this.hypercalls = hypercalls;
    for (Kernel kernel : kernels) {
      delivery.register(kernel.domain(), kernel.events());
      List<CpuWork> works = new ArrayList<>();
      for (Vcpu vcpu : kernel.domain().vcpus()) {
        works.add(() -> delivery.deliver(vcpu));
      }
      upcalls.add(works);
    }
    delivery.control(this);
  }

  @Override
  public int connect(int from, int to, int cpu, CpuWork handler) {
    Kernel sender = kernels.get(from);
    Kernel receiver = kernels.get(to);
    int port = open(receiver, sender);
    receiver.events().info().setMasked(port, true); // binding makes an event that means nothing
    call(receiver, EventChannelOp.BIND_VCPU, port, cpu);
    int sending = bind(sender, receiver, port);
    sender.events().handle(sending, () -> {});
    receiver.events().handle(port, handler);
    receiver.events().info().setPending(port, false);
    receiver.events().info().setMasked(port, false);
    channels.add(new Channel(sender, sending, receiver, port));
    return channels.size() - 1;
  }

  private int open(Kernel receiver, Kernel sender) {
    OperationList arguments = receiver.operations();
    arguments.put16(0, DomainIds.SELF);
    arguments.put16(2, sender.domain().id());
    return (int) operate(receiver, EventChannelOp.ALLOC_UNBOUND, 4);
  }

  private int bind(Kernel sender, Kernel receiver, int port) {
    OperationList arguments = sender.operations();
    arguments.put32(0, receiver.domain().id());
    arguments.put32(4, port);
    return (int) operate(sender, EventChannelOp.BIND_INTERDOMAIN, 8);
  }

  private void call(Kernel kernel, int command, int port, int value) {
    kernel.operations().put32(0, port);
    kernel.operations().put32(4, value);
    operate(kernel, command, 0);
  }

  private long operate(Kernel kernel, int command, int answerAt) {
    OperationList arguments = kernel.operations();
    arguments.store(ARGUMENT_BYTES);
    long result =
        hypercalls.call(
            kernel.current(), HypercallNumbers.EVENT_CHANNEL_OP, command, arguments.pointer());
    if (result < 0) {
      throw new IllegalStateException(
          "event channel operation %d answers %d".formatted(command, result));
    }
    arguments.load(ARGUMENT_BYTES);
    return arguments.get32(answerAt);
  }

  @Override
  public boolean send(int channel) {
    Channel to = channels.get(channel);
    boolean pending = to.to().events().info().isPending(to.port());
    to.from().operations().put32(0, to.sendingPort());
    operate(to.from(), EventChannelOp.SEND, 0);
    return !pending;
  }

  @Override
  public void mask(int channel) {
    Channel to = channels.get(channel);
    to.to().events().info().setMasked(to.port(), true);
  }

  @Override
  public void unmask(int channel) {
    Channel to = channels.get(channel);
    call(to.to(), EventChannelOp.UNMASK, to.port(), 0);
  }

  /**
   * Runs the upcall as an interrupt of the CPU that the virtual one has to itself, as soon as that
   * has done what it does.
   */
  @Override
  public boolean kick(Vcpu vcpu) {
    for (int guest = 0; guest < kernels.size(); guest++) {
      Kernel kernel = kernels.get(guest);
      if (kernel.domain() == vcpu.domain()) {
        Processors processors = kernel.machine().processors();
        boolean here = processors.current() == vcpu.number();
        boolean busy = !here && processors.isBusy(vcpu.number());
        processors.post(vcpu.number(), CpuContext.INTERRUPT, upcalls.get(guest).get(vcpu.number()));
        return busy;
      }
    }
    return false;
  }
}
