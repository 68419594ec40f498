package dev.tollgate.workload.net.nic;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.workload.net.FramePool;
import dev.tollgate.workload.net.FrameSink;
import dev.tollgate.workload.net.Framing;
import dev.tollgate.workload.net.LinkPort;

/**
 * The network interface: a bus master between a link and three rings in memory, after Broadcom's
 * Tigon3 as tg3 drives it. It reaches memory through its {@link BusMaster} only; rings, status
 * block and buffers are bytes there ({@link ReceiveDescriptor}, {@link TransmitDescriptor}, {@link
 * StatusBlock}).
 *
 * <p>Its registers are the methods that set indices; what writing one costs is booked by who
 * writes. A value written counts from the writing CPU's {@linkplain Processors#localTime local
 * time} on.
 *
 * <p>Checksums: links deliver every bit, so none is computed; with the offload on, received frames
 * are marked as verified.
 */
public final class Nic {

  private final Processors processors;
  private final FramePool frames;
  private final NicCounts counts = new NicCounts();
  private final InterruptCoalescing coalescing;
  private final ReceiveUnit receive;
  private final TransmitUnit transmit;
  private int interruptCpu;
  private CpuWork handler = () -> {};

  /**
   * An interface that is stopped.
   *
   * @param device its number, {@link dev.tollgate.core.dma.Device#id}
   * @param port the end of the link it sends from; what arrives there goes to {@link #sink}
   */
  public Nic(Machine machine, BusMaster bus, int device, LinkPort port, NicSettings settings) {
    this.processors = machine.processors();
    this.frames = new FramePool(Math.max(settings.frameBytes(), Framing.MINIMUM_FRAME));
    this.coalescing =
        new InterruptCoalescing(
            settings, device, bus, machine.events(), counts, this::raiseInterrupt);
    this.receive = new ReceiveUnit(settings, device, bus, machine.events(), coalescing, counts);
    this.transmit =
        new TransmitUnit(settings, device, bus, machine.events(), port, frames, coalescing, counts);
  }

  /** What takes the frames that arrive. */
  public FrameSink sink() {
    return receive;
  }

  /** Where the frames it sends come from. */
  public FramePool frames() {
    return frames;
  }

  /** Reports what it did, named {@code nic.…}. */
  public void report(MetricSink sink) {
    counts.report(sink);
  }

  /** Says which CPU its interrupts go to and what handles them there. */
  void connectInterrupt(int cpu, CpuWork interruptHandler) {
    interruptCpu = cpu;
    handler = interruptHandler;
  }

  /** Starts with empty rings at these addresses, interrupts masked. */
  void start(RingAddresses addresses) {
    coalescing.reset(addresses.statusBlock());
    receive.start(addresses);
    transmit.start(addresses);
  }

  /** Stops: touches memory no more and drops what arrives. */
  void stop() {
    receive.stop();
    transmit.stop();
    coalescing.stop();
  }

  /** Receive buffers up to before this index of the producer ring are posted. */
  void setReceiveProducer(int index) {
    receive.setProducer(processors.localTime(), index);
  }

  /** The driver has taken the frames up to before this index of the return ring. */
  void setReturnConsumer(int index) {
    receive.setReturnConsumer(processors.localTime(), index);
  }

  /** When the frame of a descriptor of the return ring arrived; for measurements only. */
  long arrivedAt(int returned) {
    return receive.arrivedAt(returned);
  }

  /** Transmit descriptors up to before this index are to be sent. */
  void setTransmitProducer(int index) {
    transmit.setProducer(processors.localTime(), index);
  }

  /** The driver enables interrupts, having acted on the status block with this tag. */
  void enableInterrupts(int actedOn) {
    coalescing.enable(processors.localTime(), actedOn);
  }

  private void raiseInterrupt() {
    processors.post(interruptCpu, CpuContext.INTERRUPT, handler);
  }
}
