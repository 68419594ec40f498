package dev.tollgate.workload.disk;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.KernelSteps;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.CoherentBuffer;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.KernelHost;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.machine.TimedLock;
import dev.tollgate.core.metric.MetricSink;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The driver of a QLogic 2300 after Linux 2.6's {@code drivers/scsi/qla2xxx}: one lock, one ring of
 * requests, a register written and read back for each command, one interrupt, which CPU 0 takes.
 * The interrupt reads the status register until nothing is left, and unmaps.
 */
final class QlogicDriver implements DiskDriver, CpuWork {

  /** Entries of the ring of requests, REQUEST_ENTRY_CNT_2200. */
  private static final int REQUESTS = 2048;

  /** Entries of the ring of responses, RESPONSE_ENTRY_CNT_2300. */
  private static final int RESPONSES = 512;

  private static final int INTERRUPT_CPU = 0;
  private static final String NAME = "qla2xxx";

  private final Processors processors;
  private final PhysicalMemory memory;
  private final CycleLedger ledger;
  private final DmaApi dma;
  private final int device;
  private final QlogicAdapter adapter;
  private final DiskLimits limits;
  private final RequestMapping mapping;
  private final CoherentBuffer requestRing;
  private final CoherentBuffer responseRing;
  private final TimedLock lock;
  private final @Nullable BlockRequest[] requests;
  private final int[] freeHandles;
  private int freeCount;
  private int in;
  private int out;
  private boolean raised;
  private long interrupts;
  private long rings;
  private @Nullable Listener listener;
  private final int commands;
  private final int descriptors;
  private final int completions;
  private final int scsiCommands;
  private final int interruptSteps;
  private final KernelHost host;
  private final int registerReads;
  private final int registerWrites;

  /**
   * A driver with its rings made.
   *
   * @param depth commands at once
   * @param firmwareTime picoseconds that the adapter takes for each command
   * @throws BadInputException if there is no memory for the rings
   */
  QlogicDriver(
      Machine machine,
      DmaApi dma,
      BusMaster bus,
      int device,
      CommandService service,
      DiskLimits limits,
      int depth,
      long firmwareTime,
      int coalesceCommands,
      long coalesceTime) {
    this.processors = machine.processors();
    this.host = machine.host();
    this.memory = machine.memory();
    this.ledger = machine.ledger();
    this.dma = dma;
    this.device = device;
    this.limits = limits;
    this.mapping = new RequestMapping(dma, device, NAME);
    this.requestRing = ring(REQUESTS);
    this.responseRing = ring(RESPONSES);
    for (int i = 0; i < RESPONSES; i++) {
      QlogicFormat.markProcessed(memory, response(i));
    }
    InterruptCoalescing coalescing =
        new InterruptCoalescing(machine.events(), coalesceCommands, coalesceTime, now -> raise());
    this.adapter =
        new QlogicAdapter(
            machine.events(),
            bus,
            device,
            service,
            firmwareTime,
            coalescing,
            requestRing.busAddress(),
            REQUESTS,
            responseRing.busAddress(),
            RESPONSES);
    this.lock = new TimedLock("qla-hardware", machine);
    this.requests = new BlockRequest[depth];
    this.freeHandles = new int[depth];
    for (int i = 0; i < depth; i++) {
      freeHandles[i] = depth - 1 - i;
    }
    this.freeCount = depth;
    this.commands = ledger.open(CostCenter.DRIVER, DiskSteps.COMMAND);
    this.descriptors = ledger.open(CostCenter.DRIVER, DiskSteps.DESCRIPTOR);
    this.completions = ledger.open(CostCenter.DRIVER, DiskSteps.COMPLETION);
    this.scsiCommands = ledger.open(CostCenter.PROTOCOL, DiskSteps.SCSI_COMMAND);
    this.interruptSteps = ledger.open(CostCenter.INTERRUPT, KernelSteps.INTERRUPT);
    this.registerReads = ledger.open(CostCenter.DRIVER, Steps.MMIO_READ);
    this.registerWrites = ledger.open(CostCenter.DRIVER, Steps.MMIO_WRITE);
  }

  private CoherentBuffer ring(int entries) {
    CoherentBuffer made = dma.allocCoherent(device, (long) entries << QlogicFormat.SHIFT);
    if (made == null) {
      throw new BadInputException(
          "there is no room for a fibre-channel ring of %d entries; choose a machine with more"
                  .formatted(entries)
              + " memory, or a larger translation table");
    }
    return made;
  }

  @Override
  public DiskLimits limits() {
    return limits;
  }

  @Override
  public void listen(Listener who) {
    listener = who;
  }

  @Override
  public boolean issue(BlockRequest request) {
    if (freeCount == 0) {
      return false;
    }
    boolean data = request.kind != DiskCommand.Kind.FLUSH;
    ledger.add(scsiCommands, 1);
    lock.acquire();
    if (data && !mapping.map(request)) {
      lock.release();
      return false;
    }
    int handle = freeHandles[--freeCount];
    requests[handle] = request;
    request.slot = handle;
    ledger.add(commands, 1);
    write(request, data ? request.segments.length() : 0, handle);
    rings++;
    ledger.add(registerWrites, 1);
    ledger.add(registerReads, 1); // The posted write is flushed by reading the register.
    adapter.requestIn(in, processors.localTime());
    lock.release();
    return true;
  }

  private void write(BlockRequest request, int segments, int handle) {
    long at = request(in);
    QlogicFormat.writeCommand(memory, at, request, handle, segments);
    boolean continuation = false;
    int place = 0;
    int room = QlogicFormat.COMMAND_SEGMENTS;
    for (int i = 0; i < segments; i++) {
      if (place == room) {
        in = (in + 1) % REQUESTS;
        at = request(in);
        QlogicFormat.writeContinuation(memory, at);
        continuation = true;
        place = 0;
        room = QlogicFormat.CONTINUATION_SEGMENTS;
      }
      QlogicFormat.writeSegment(memory, at, continuation, place++, request.segments, i);
    }
    ledger.add(descriptors, segments);
    in = (in + 1) % REQUESTS;
  }

  @Override
  public void commit() {
    // Each command was told of as it was issued.
  }

  private void raise() {
    if (!raised) {
      raised = true;
      processors.post(INTERRUPT_CPU, CpuContext.INTERRUPT, this);
    }
  }

  @Override
  public void run() {
    raised = false;
    interrupts++;
    ledger.add(interruptSteps, 1);
    host.interrupt();
    ledger.add(registerReads, 3); // Host status, command register read back, host status again.
    ledger.add(registerWrites, 2); // Interrupt cleared, end of the responses.
    Listener told = Objects.requireNonNull(listener);
    boolean any = false;
    while (QlogicFormat.isNew(memory, response(out))) {
      any = true;
      told.served(take());
    }
    if (any) {
      told.roomAgain();
    }
  }

  private BlockRequest take() {
    ledger.add(completions, 1);
    long at = response(out);
    int handle = QlogicFormat.handle(memory, at);
    BlockRequest request = handle >= 0 && handle < requests.length ? requests[handle] : null;
    if (request == null || QlogicFormat.status(memory, at) != 0) {
      throw new InvariantViolation(
          "the fibre-channel driver found a response to command %d with status 0x%x, which it did"
                  .formatted(handle, QlogicFormat.status(memory, at))
              + " not issue or which failed");
    }
    QlogicFormat.markProcessed(memory, at);
    out = (out + 1) % RESPONSES;
    requests[handle] = null;
    freeHandles[freeCount++] = handle;
    if (request.kind != DiskCommand.Kind.FLUSH) {
      mapping.unmap(request);
    }
    return request;
  }

  private long request(int index) {
    return requestRing.physical() + ((long) index << QlogicFormat.SHIFT);
  }

  private long response(int index) {
    return responseRing.physical() + ((long) index << QlogicFormat.SHIFT);
  }

  @Override
  public void close() {
    dma.freeCoherent(device, requestRing);
    dma.freeCoherent(device, responseRing);
  }

  @Override
  public void report(MetricSink sink) {
    DriverReport.report(sink, mapping, interrupts, rings, 0);
  }
}
