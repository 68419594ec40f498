package dev.tollgate.workload.net.nic;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;

/**
 * Decides when the interface tells the driver what it did: it writes the {@link StatusBlock}, and
 * interrupts unless interrupts are masked; Tigon3's host coalescing block.
 *
 * <p>Raising an interrupt masks further ones. The driver enables them again by the tag of the
 * status block that it has acted on: if that is not the last one written, the interface interrupts
 * at once, so that nothing is missed. For what was not yet reported the times of enabled interrupts
 * begin. While the bus stands still, the status block waits to be written.
 */
final class InterruptCoalescing implements TimedAction {

  private static final long NEVER = Long.MAX_VALUE;

  private final NicSettings settings;
  private final int device;
  private final BusMaster bus;
  private final EventQueue events;
  private final NicCounts counts;
  private final Runnable interrupt;
  private final byte[] block = new byte[StatusBlock.BYTES_WRITTEN];
  private final Mailbox enable = new Mailbox();
  private final TimedAction enabling = this::enableWritten;

  private long blockAddress;
  private boolean masked = true;
  private CoalescingThresholds thresholds;
  private int tag;
  private int returnProducer;
  private int standardConsumer;
  private int transmitConsumer;

  private int received;
  private int transmitted;
  private long receiveDeadline = NEVER;
  private long transmitDeadline = NEVER;
  private long postponed = NEVER;
  private long timer = EventQueue.NO_EVENT;
  private long timerTime;

  /** What interrupts through {@code interrupt}, which is masked at first. */
  InterruptCoalescing(
      NicSettings settings,
      int device,
      BusMaster bus,
      EventQueue events,
      NicCounts counts,
      Runnable interrupt) {
    this.settings = settings;
    this.device = device;
    this.bus = bus;
    this.events = events;
    this.counts = counts;
    this.interrupt = interrupt;
    this.thresholds = settings.masked();
  }

  /** Begins anew, masked, with nothing to report. */
  void reset(long statusBlock) {
    stop();
    blockAddress = statusBlock;
    tag = 0;
    returnProducer = 0;
    standardConsumer = 0;
    transmitConsumer = 0;
  }

  /** Reports and interrupts no more. */
  void stop() {
    masked = true;
    thresholds = settings.masked();
    enable.reset();
    nothingToReport();
    if (timer != EventQueue.NO_EVENT) {
      events.cancel(timer);
      timer = EventQueue.NO_EVENT;
    }
  }

  /** A frame has been received: the indices as they are now. */
  void received(long now, int returnProducerIndex, int standardConsumerIndex) {
    returnProducer = returnProducerIndex;
    standardConsumer = standardConsumerIndex;
    received++;
    if (isReached(received, thresholds.receiveFrames())) {
      report(now);
    } else if (thresholds.receivePicoseconds() > 0
        && (settings.restartTimers() || receiveDeadline == NEVER)) {
      receiveDeadline = now + thresholds.receivePicoseconds();
      wakeUpAt(receiveDeadline);
    }
  }

  /** A packet has been read from memory: the index as it is now. */
  void transmitted(long now, int consumerIndex) {
    transmitConsumer = consumerIndex;
    transmitted++;
    if (isReached(transmitted, thresholds.transmitFrames())) {
      report(now);
    } else if (thresholds.transmitPicoseconds() > 0
        && (settings.restartTimers() || transmitDeadline == NEVER)) {
      transmitDeadline = now + thresholds.transmitPicoseconds();
      wakeUpAt(transmitDeadline);
    }
  }

  /** The driver enables interrupts, having acted on the status block with this tag. */
  void enable(long time, int actedOn) {
    enable.write(time, actedOn);
    events.schedule(time, enabling);
  }

  /** A deadline may have come. */
  @Override
  public void run(long now) {
    timer = EventQueue.NO_EVENT;
    long deadline = Math.min(postponed, Math.min(receiveDeadline, transmitDeadline));
    if (deadline <= now) {
      report(now);
    } else if (deadline != NEVER) {
      wakeUpAt(deadline);
    }
  }

  private void enableWritten(long now) {
    if (enable.nextTime() == NEVER) {
      return; // reset since
    }
    int actedOn = enable.read(now);
    if (actedOn != tag) {
      raise();
      return;
    }
    masked = false;
    thresholds = settings.enabled();
    if (isReached(received, thresholds.receiveFrames())
        || isReached(transmitted, thresholds.transmitFrames())) {
      report(now);
      return;
    }
    receiveDeadline = deadline(received, now, thresholds.receivePicoseconds());
    transmitDeadline = deadline(transmitted, now, thresholds.transmitPicoseconds());
    if (Math.min(receiveDeadline, transmitDeadline) != NEVER) {
      wakeUpAt(Math.min(receiveDeadline, transmitDeadline));
    }
  }

  private static long deadline(int waiting, long now, long picoseconds) {
    return waiting > 0 && picoseconds > 0 ? now + picoseconds : NEVER;
  }

  private static boolean isReached(int count, int threshold) {
    return threshold > 0 && count >= threshold;
  }

  private void report(long now) {
    long runs = bus.runsAt(device);
    if (runs > now) {
      postponed = runs;
      wakeUpAt(runs);
      return;
    }
    nothingToReport();
    tag = tag == StatusBlock.LAST_TAG ? 1 : tag + 1;
    Words.set(block, StatusBlock.STATUS, StatusBlock.UPDATED);
    Words.set(block, StatusBlock.TAG, tag);
    Words.setShort(block, StatusBlock.STANDARD_CONSUMER, standardConsumer);
    Words.setShort(block, StatusBlock.RETURN_PRODUCER, returnProducer);
    Words.setShort(block, StatusBlock.TRANSMIT_CONSUMER, transmitConsumer);
    counts.statusUpdates++;
    if (!bus.write(device, blockAddress, block, 0, block.length)) {
      counts.descriptorFaults++;
    }
    if (!masked) {
      raise();
    }
  }

  private void raise() {
    masked = true;
    thresholds = settings.masked();
    counts.interrupts++;
    interrupt.run();
  }

  private void nothingToReport() {
    received = 0;
    transmitted = 0;
    receiveDeadline = NEVER;
    transmitDeadline = NEVER;
    postponed = NEVER;
  }

  private void wakeUpAt(long time) {
    if (timer != EventQueue.NO_EVENT) {
      if (timerTime <= time) {
        return;
      }
      events.cancel(timer);
    }
    timerTime = time;
    timer = events.schedule(time, this);
  }
}
