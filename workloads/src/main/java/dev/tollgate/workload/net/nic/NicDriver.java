package dev.tollgate.workload.net.nic;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.KernelSteps;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.KernelHost;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.workload.net.NetworkDriver;
import dev.tollgate.workload.net.NetworkStack;
import dev.tollgate.workload.net.PacketBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The driver of a {@link Nic}, after tg3 of Linux 2.6.21 with NAPI.
 *
 * <p>An interrupt masks further ones and leaves a poll to the soft interrupt of its CPU. The poll
 * cleans up what was sent and takes what was received, one frame in each piece of work (or up to 16
 * where the policy asks for batches), until nothing is left or it has handled its weight; then it
 * tells the interface how far it is. If nothing came meanwhile it enables interrupts, else it polls
 * again.
 *
 * <p>All calls of one driver come from pieces of work, or while nothing runs; {@link #transmit}
 * from several CPUs is for the stack to serialise, as dev_queue_xmit does.
 */
public final class NicDriver implements NetworkDriver {

  /** Sent packets that one piece of work cleans up. */
  private static final int CLEANED_IN_ONE_PIECE = 16;

  /** Most bytes after the headers that the 16-bit length of an IP packet allows. */
  private static final int MOST_SEGMENTATION_BYTES = 65_535 - 20 - 32;

  private final DriverContext context;
  private final NicSettings settings;
  private final Nic nic;
  private final NetworkStack stack;
  private final int interruptCpu;
  private final Processors processors;
  private final KernelHost host;
  private final PhysicalMemory memory;
  private final DriverCounts counts;
  private final ReceivePath receive;
  private final TransmitPath transmit;
  private final CpuWork poll = this::poll;

  private final CycleAccount interrupts;
  private final CycleAccount softInterrupts;
  private final CycleAccount polls;
  private final CycleAccount interruptRegisterReads;
  private final CycleAccount interruptRegisterWrites;

  private @Nullable SharedMemory shared;
  private boolean polling;
  private boolean inRound;
  private int handled;
  private int lastTag;

  /**
   * A driver that has not started.
   *
   * @param stack what it hands packets up to
   * @param interruptCpu the CPU that the interface's interrupts go to, and that polls
   */
  public NicDriver(DriverContext context, Nic nic, NetworkStack stack, int interruptCpu) {
    this.context = context;
    this.settings = context.settings();
    this.nic = nic;
    this.stack = stack;
    this.interruptCpu = interruptCpu;
    this.processors = context.machine().processors();
    this.host = context.machine().host();
    this.memory = context.machine().memory();
    this.counts = new DriverCounts(settings);
    this.receive = new ReceivePath(context, nic, counts);
    this.transmit = new TransmitPath(context, nic, counts);
    CycleLedger ledger = context.machine().ledger();
    this.interrupts = ledger.account(CostCenter.INTERRUPT, KernelSteps.INTERRUPT);
    this.softInterrupts = ledger.account(CostCenter.INTERRUPT, KernelSteps.SOFT_INTERRUPT);
    this.polls = ledger.account(CostCenter.DRIVER, NicSteps.POLL);
    this.interruptRegisterReads = ledger.account(CostCenter.INTERRUPT, Steps.MMIO_READ);
    this.interruptRegisterWrites = ledger.account(CostCenter.INTERRUPT, Steps.MMIO_WRITE);
    nic.connectInterrupt(interruptCpu, this::interrupted);
  }

  /**
   * Takes memory for the rings and receive buffers and starts the interface.
   *
   * @throws BadInputException if there is no memory for the rings, or for a single buffer
   */
  public void start() {
    SharedMemory taken = new SharedMemory(context.dma(), context.device(), settings.rings());
    shared = taken;
    nic.start(taken.busAddresses());
    transmit.start(taken);
    if (receive.start(taken) == 0) {
      stop();
      throw new BadInputException(
          "nic-receive-pending: no receive buffer of %d bytes could be had and mapped; choose a"
                  .formatted(ReceiveBuffers.bytes(settings))
              + " machine with more memory");
    }
    lastTag = 0;
    polling = false;
    inRound = false;
    enableInterrupts();
  }

  /** Stops the interface, unmaps everything and gives all memory back; may start again. */
  public void stop() {
    SharedMemory taken = shared;
    if (taken == null) {
      return;
    }
    shared = null;
    nic.stop();
    transmit.stop(stack);
    receive.stop();
    taken.free();
  }

  @Override
  public boolean transmit(PacketBuffer packet) {
    return shared != null && transmit.transmit(packet, stack);
  }

  @Override
  public boolean isStopped() {
    return shared == null || transmit.isStopped();
  }

  @Override
  public int mtu() {
    return settings.mtu();
  }

  @Override
  public boolean scatterGather() {
    return settings.scatterGather();
  }

  @Override
  public int segmentationBytes() {
    return settings.segmentation() ? MOST_SEGMENTATION_BYTES : 0;
  }

  @Override
  public boolean checksumOffload() {
    return settings.checksumOffload();
  }

  /** Reports what the driver did, named {@code nic.…}; the interface reports for itself. */
  public void report(MetricSink sink) {
    counts.report(sink);
  }

  /** What it shares with the interface while it runs. */
  SharedMemory sharedMemory() {
    SharedMemory taken = shared;
    if (taken == null) {
      throw new IllegalStateException("the driver is stopped");
    }
    return taken;
  }

  /** The interrupt: masks, and leaves the rest to a poll. */
  private void interrupted() {
    if (shared == null || polling) {
      return;
    }
    interrupts.one();
    host.interrupt();
    if (!settings.messageSignalled()) {
      interruptRegisterReads.one();
    }
    interruptRegisterWrites.one();
    polling = true;
    softInterrupts.one();
    processors.post(interruptCpu, CpuContext.SOFT_INTERRUPT, poll);
  }

  /** One piece of a poll. */
  private void poll() {
    SharedMemory taken = shared;
    if (taken == null) {
      return;
    }
    if (!inRound) {
      beginRound(taken);
    }
    if (transmit.hasWork()) {
      transmit.clean(CLEANED_IN_ONE_PIECE, stack);
    }
    if (receive.hasWork() && handled < settings.weight()) {
      handled += receive.receive(settings.weight() - handled, stack);
    }
    boolean moreToReceive = (receive.hasWork() || receive.look()) && handled < settings.weight();
    if (transmit.hasWork() || moreToReceive || !endRound(taken)) {
      processors.post(interruptCpu, CpuContext.SOFT_INTERRUPT, poll);
    }
  }

  private void beginRound(SharedMemory taken) {
    inRound = true;
    handled = 0;
    polls.one();
    transmit.look();
    receive.look();
    memory.writeIntLittleEndian(taken.statusBlock() + StatusBlock.STATUS, 0);
    counts.pollBegan(receive.unfilled(), transmit.used());
  }

  /** Ends a round of the poll; false if there is more to do. */
  private boolean endRound(SharedMemory taken) {
    inRound = false;
    counts.pollEnded(handled);
    receive.announce();
    lastTag = memory.readIntLittleEndian(taken.statusBlock() + StatusBlock.TAG);
    boolean moreSent = transmit.look();
    boolean moreReceived = receive.look();
    if (moreSent || moreReceived) {
      return false;
    }
    polling = false;
    enableInterrupts();
    return true;
  }

  private void enableInterrupts() {
    interruptRegisterWrites.one();
    nic.enableInterrupts(lastTag);
  }
}
