package dev.tollgate.workload.disk;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.KernelSteps;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.CoherentBuffer;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.machine.TimedLock;
import dev.tollgate.core.metric.MetricSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The driver of an NVMe disk after Linux's {@code drivers/nvme/host/pci.c}: a pair of queues and an
 * interrupt for each CPU, one map call for each request, one doorbell for each batch.
 */
final class NvmeDriver implements DiskDriver {

  private static final String NAME = "nvme";

  private final Machine machine;
  private final Processors processors;
  private final PhysicalMemory memory;
  private final CycleLedger ledger;
  private final DmaApi dma;
  private final int device;
  private final NvmeController controller;
  private final DescriptorPages lists;
  private final PrpBuilder prps;
  private final RequestMapping mapping;
  private final DiskLimits limits;
  private final List<Queue> queues = new ArrayList<>();
  private @Nullable Listener listener;
  private final int commands;
  private final int descriptors;
  private final int completions;
  private final int interruptSteps;
  private final int doorbells;
  private long interrupts;
  private long rings;

  /**
   * A driver with its queues made.
   *
   * @param depth commands of one queue at once, 1 to 4095
   * @throws BadInputException if there is no memory for the queues
   */
  NvmeDriver(
      Machine machine,
      DmaApi dma,
      int device,
      NvmeController controller,
      DiskLimits limits,
      int depth,
      int coalesceCommands,
      long coalesceTime) {
    this.machine = machine;
    this.processors = machine.processors();
    this.memory = machine.memory();
    this.ledger = machine.ledger();
    this.dma = dma;
    this.device = device;
    this.controller = controller;
    this.limits = limits;
    this.lists = new DescriptorPages(dma, device);
    this.prps = new PrpBuilder(memory, lists);
    this.mapping = new RequestMapping(dma, device, NAME);
    this.commands = ledger.open(CostCenter.DRIVER, DiskSteps.COMMAND);
    this.descriptors = ledger.open(CostCenter.DRIVER, DiskSteps.DESCRIPTOR);
    this.completions = ledger.open(CostCenter.DRIVER, DiskSteps.COMPLETION);
    this.interruptSteps = ledger.open(CostCenter.INTERRUPT, KernelSteps.INTERRUPT);
    this.doorbells = ledger.open(CostCenter.DRIVER, Steps.MMIO_WRITE);
    for (int cpu = 0; cpu < processors.count(); cpu++) {
      queues.add(new Queue(cpu, depth, coalesceCommands, coalesceTime));
    }
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
    return queues.get(cpu()).issue(request);
  }

  @Override
  public void commit() {
    queues.get(cpu()).ring();
  }

  @Override
  public void close() {
    queues.forEach(Queue::close);
    lists.close();
  }

  @Override
  public void report(MetricSink sink) {
    DriverReport.report(sink, mapping, interrupts, rings, lists.count());
  }

  private int cpu() {
    return Math.max(0, processors.current());
  }

  /** One pair of queues, as the driver sees it. */
  private final class Queue implements CpuWork {

    private final int cpu;
    private final int entries;
    private final CoherentBuffer sq;
    private final CoherentBuffer cq;
    private final int number;
    private final TimedLock lock;
    private final @Nullable BlockRequest[] requests;
    private final int[][] listPages;
    private final int[] listPageCounts;
    private final int[] freeIds;
    private int freeCount;
    private int tail;
    private int rungTail;
    private int head;
    private boolean phase = true;
    private boolean raised;

    Queue(int cpu, int depth, int coalesceCommands, long coalesceTime) {
      this.cpu = cpu;
      this.entries = depth + 1;
      this.sq = coherent((long) entries << NvmeFormat.SUBMISSION_SHIFT);
      this.cq = coherent((long) entries << NvmeFormat.COMPLETION_SHIFT);
      this.lock = new TimedLock("nvme-queue-" + cpu, machine);
      this.requests = new BlockRequest[depth];
      this.listPages = new int[depth][0];
      this.listPageCounts = new int[depth];
      this.freeIds = new int[depth];
      for (int i = 0; i < depth; i++) {
        freeIds[i] = depth - 1 - i;
      }
      this.freeCount = depth;
      InterruptCoalescing coalescing =
          new InterruptCoalescing(machine.events(), coalesceCommands, coalesceTime, now -> raise());
      this.number = controller.addQueue(sq.busAddress(), cq.busAddress(), entries, coalescing);
    }

    private CoherentBuffer coherent(long bytes) {
      CoherentBuffer made = dma.allocCoherent(device, bytes);
      if (made == null) {
        throw new BadInputException(
            "there is no room for an NVMe queue of %d bytes; choose a smaller queue-depth or a"
                    .formatted(bytes)
                + " machine with more memory");
      }
      return made;
    }

    boolean issue(BlockRequest request) {
      if (freeCount == 0) {
        return false;
      }
      boolean data = request.kind != DiskCommand.Kind.FLUSH;
      if (data && !mapping.map(request)) {
        return false;
      }
      int id = freeIds[--freeCount];
      requests[id] = request;
      request.queue = cpu;
      request.slot = id;
      ledger.add(commands, 1);
      if (data) {
        prps.build(request.segments);
        ledger.add(descriptors, prps.entries());
        keepLists(id);
      }
      lock.acquire();
      NvmeFormat.writeSubmission(
          memory,
          sq.physical() + ((long) tail << NvmeFormat.SUBMISSION_SHIFT),
          opcode(request.kind),
          id,
          data ? prps.prp1() : 0,
          data ? prps.prp2() : 0,
          request.sector,
          request.sectors);
      tail = (tail + 1) % entries;
      lock.release();
      return true;
    }

    private void keepLists(int id) {
      int count = prps.pageCount();
      if (listPages[id].length < count) {
        listPages[id] = new int[count];
      }
      for (int i = 0; i < count; i++) {
        listPages[id][i] = prps.page(i);
      }
      listPageCounts[id] = count;
    }

    void ring() {
      if (tail != rungTail) {
        rungTail = tail;
        rings++;
        ledger.add(doorbells, 1);
        controller.ringTail(number, tail, processors.localTime());
      }
    }

    private void raise() {
      if (!raised) {
        raised = true;
        processors.post(cpu, CpuContext.INTERRUPT, this);
      }
    }

    @Override
    public void run() {
      raised = false;
      interrupts++;
      ledger.add(interruptSteps, 1);
      machine.host().interrupt();
      Listener told = Objects.requireNonNull(listener);
      int found = 0;
      while (NvmeFormat.isOfPhase(memory, entry(), phase)) {
        found++;
        BlockRequest request = take();
        head = (head + 1) % entries;
        phase ^= head == 0;
        told.served(request);
      }
      if (found > 0) {
        ledger.add(doorbells, 1);
        told.roomAgain();
      }
    }

    private long entry() {
      return cq.physical() + ((long) head << NvmeFormat.COMPLETION_SHIFT);
    }

    private BlockRequest take() {
      ledger.add(completions, 1);
      int id = NvmeFormat.completedCommand(memory, entry());
      BlockRequest request = id < requests.length ? requests[id] : null;
      if (request == null || NvmeFormat.status(memory, entry()) != 0) {
        throw new InvariantViolation(
            "the NVMe driver found a completion of command %d with status 0x%x, which it did not"
                    .formatted(id, NvmeFormat.status(memory, entry()))
                + " issue or which failed");
      }
      requests[id] = null;
      if (request.kind != DiskCommand.Kind.FLUSH) {
        mapping.unmap(request);
        for (int i = 0; i < listPageCounts[id]; i++) {
          lists.give(listPages[id][i]);
        }
        listPageCounts[id] = 0;
      }
      freeIds[freeCount++] = id;
      return request;
    }

    void close() {
      dma.freeCoherent(device, sq);
      dma.freeCoherent(device, cq);
    }
  }

  private static int opcode(DiskCommand.Kind kind) {
    return switch (kind) {
      case READ -> NvmeFormat.READ;
      case WRITE -> NvmeFormat.WRITE;
      case FLUSH -> NvmeFormat.FLUSH;
    };
  }
}
