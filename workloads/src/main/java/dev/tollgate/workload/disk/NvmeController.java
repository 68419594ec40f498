package dev.tollgate.workload.disk;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;
import java.util.ArrayList;
import java.util.List;

/**
 * An NVMe controller: fetches commands from submission queues, serves them, writes completions to
 * completion queues, and interrupts (NVM Express base specification 1.4, sections 4.1 and 7.2).
 *
 * <p>Queues lie in the host's memory and are read and written by DMA, as are lists of PRPs and
 * data. Queues are made by the driver's call, without an admin queue.
 */
final class NvmeController implements CommandService.Listener {

  private final EventQueue events;
  private final BusMaster bus;
  private final int device;
  private final CommandService service;
  private final PrpReader prps;
  private final long fetchDelay;
  private final List<Queue> queues = new ArrayList<>();
  private final byte[] submission = new byte[NvmeFormat.SUBMISSION_BYTES];
  private final byte[] completion = new byte[NvmeFormat.COMPLETION_BYTES];

  /**
   * A controller without queues.
   *
   * @param fetchDelay picoseconds from a doorbell to the arrival of the commands
   */
  NvmeController(
      EventQueue events, BusMaster bus, int device, CommandService service, long fetchDelay) {
    this.events = events;
    this.bus = bus;
    this.device = device;
    this.service = service;
    this.prps = new PrpReader(bus, device);
    this.fetchDelay = fetchDelay;
    service.listen(this);
  }

  /**
   * Makes a submission queue and a completion queue of as many entries.
   *
   * @param sq bus address of the first
   * @param cq bus address of the second
   * @param interrupts when completions are told of
   * @return their number
   */
  int addQueue(long sq, long cq, int entries, InterruptCoalescing interrupts) {
    queues.add(new Queue(queues.size(), sq, cq, entries, interrupts));
    return queues.size() - 1;
  }

  /** The tail doorbell of a submission queue is written at {@code at}. */
  void ringTail(int queue, int tail, long at) {
    Queue rung = queues.get(queue);
    rung.tails.add(tail);
    events.schedule(at + fetchDelay, rung);
  }

  @Override
  public void served(DiskCommand command, long now) {
    queues.get(command.queue).complete(command, now);
  }

  /** One pair of queues, as the controller sees it. */
  private final class Queue implements TimedAction {

    private final int number;
    private final long sq;
    private final long cq;
    private final int entries;
    private final InterruptCoalescing interrupts;
    private final DoorbellWrites tails = new DoorbellWrites();
    private int head;
    private int completionTail;
    private boolean phase = true;

    Queue(int number, long sq, long cq, int entries, InterruptCoalescing interrupts) {
      this.number = number;
      this.sq = sq;
      this.cq = cq;
      this.entries = entries;
      this.interrupts = interrupts;
    }

    @Override
    public void run(long now) {
      long granted = bus.grantedAt(device);
      if (granted > now) {
        events.schedule(granted, this); // the bus is taken or stands still
        return;
      }
      int tail = tails.remove();
      while (head != tail) {
        long at = sq + ((long) head << NvmeFormat.SUBMISSION_SHIFT);
        if (!bus.read(device, at, submission, 0, NvmeFormat.SUBMISSION_BYTES)) {
          throw refused("read a submission entry", at);
        }
        head = (head + 1) % entries;
        begin(now);
      }
    }

    private void begin(long now) {
      DiskCommand command = service.take();
      command.queue = number;
      command.handle = NvmeFormat.commandId(submission);
      command.kind =
          switch (NvmeFormat.opcode(submission)) {
            case NvmeFormat.READ -> DiskCommand.Kind.READ;
            case NvmeFormat.WRITE -> DiskCommand.Kind.WRITE;
            case NvmeFormat.FLUSH -> DiskCommand.Kind.FLUSH;
            default ->
                throw new InvariantViolation(
                    "the NVMe controller fetched an entry with opcode 0x%x, which no driver wrote"
                        .formatted(NvmeFormat.opcode(submission)));
          };
      if (command.kind != DiskCommand.Kind.FLUSH) {
        command.sector = NvmeFormat.block(submission);
        command.sectors = NvmeFormat.blocks(submission);
        prps.read(
            NvmeFormat.prp1(submission),
            NvmeFormat.prp2(submission),
            command.bytes(),
            command.pieces);
      }
      service.start(command, now);
    }

    private void complete(DiskCommand command, long now) {
      NvmeFormat.putCompletion(completion, head, number, command.handle, phase);
      long at = cq + ((long) completionTail << NvmeFormat.COMPLETION_SHIFT);
      if (!bus.write(device, at, completion, 0, NvmeFormat.COMPLETION_BYTES)) {
        throw refused("write a completion entry", at);
      }
      completionTail = (completionTail + 1) % entries;
      phase ^= completionTail == 0;
      interrupts.completion(now);
    }

    private InvariantViolation refused(String what, long at) {
      return new InvariantViolation(
          "the NVMe controller could not %s at bus address 0x%x: %s"
              .formatted(what, at, bus.outcome()));
    }
  }
}
