package dev.tollgate.core.policy;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.TimedAction;
import dev.tollgate.core.machine.TimedLock;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.IovaAllocator;

/**
 * The flush queue of one domain, after Linux's {@code drivers/iommu/dma-iommu.c} (6.1: {@code
 * drivers/iommu/iova.c} before 5.17): I/O pages unmapped by each CPU wait in a ring of its own
 * until the unit has forgotten the whole domain. That happens when a ring is full, and when a timer
 * runs out which is started by the first unmap after it last ran out.
 *
 * <p>The kernel's timer counts jiffies. One set to go off after some time does so at the end of the
 * jiffy after the last one that it covers, so that it is never early: after 12 to 16 ms for 10 ms
 * and jiffies of 4 ms. With a jiffy of 0 it goes off exactly then.
 */
final class FlushQueue implements TimedAction {

  /** One run of I/O pages put into a ring. */
  static final Step QUEUE_ENTRY =
      new Step(
          "flush-queue-entry",
          "run of I/O pages queued",
          Price.estimated(40, "three stores into a warm line and two counters read"));

  /**
   * How the queue is dimensioned.
   *
   * @param places of a ring; one stays empty
   * @param perCpu whether each CPU has a ring of its own
   * @param timeout picoseconds from an unmap to the flush, at most, but for the jiffy
   * @param jiffy picoseconds of the timer's tick; 0 for an exact one
   */
  record Shape(int places, boolean perCpu, long timeout, long jiffy) {}

  private final Machine machine;
  private final DmaDomain domain;
  private final IovaAllocator iova;
  private final Shape shape;
  private final FlushRing[] rings;
  private final TimedLock[] locks;
  private final WithheldPages withheld = new WithheldPages();
  private final CycleLedger ledger;
  private final int entries;
  private final CpuWork flushAndGiveBack = this::flushAndGiveBack;

  private int timerCpu;
  private long timer = EventQueue.NO_EVENT;
  private long flushesBegun;
  private long flushesFinished;
  private long flushesByTimer;
  private long flushesByFullRing;
  private long flushesForPages;
  private long failedFlushes;
  private long unknown;

  FlushQueue(Machine machine, DmaDomain domain, Shape shape) {
    this.machine = machine;
    this.domain = domain;
    this.iova = domain.iova();
    this.shape = shape;
    int count = shape.perCpu() ? machine.processors().count() : 1;
    rings = new FlushRing[count];
    locks = new TimedLock[count];
    for (int i = 0; i < count; i++) {
      rings[i] = new FlushRing(shape.places());
      locks[i] = new TimedLock("flush queue " + i, machine);
    }
    ledger = machine.ledger();
    entries = ledger.open(CostCenter.INVALIDATION, QUEUE_ENTRY);
  }

  /** Leaves I/O pages whose entries were cleared until the unit has forgotten them. */
  void add(long ioPage, int pages) {
    int cpu = Math.max(0, machine.processors().current());
    int ring = shape.perCpu() ? cpu : 0;
    locks[ring].acquire();
    giveBack(ring);
    if (rings[ring].isFull()) {
      flushesByFullRing++;
      flush();
      giveBack(ring);
    }
    if (rings[ring].isFull()) {
      withheld.add(ioPage, pages); // the unit gave up, so the ring could not be emptied
    } else {
      rings[ring].add(ioPage, pages, flushesBegun);
      ledger.add(entries, 1);
    }
    locks[ring].release();
    if (timer == EventQueue.NO_EVENT) {
      timerCpu = cpu;
      timer = machine.events().schedule(dueTime(), this);
    }
  }

  /**
   * Makes the unit forget what waits, and gives it back, as I/O pages are short or the run ends.
   */
  void drain() {
    if (!isEmpty()) {
      flushesForPages++;
      flushAndGiveBack();
    }
  }

  @Override
  public void run(long now) {
    timer = EventQueue.NO_EVENT;
    flushesByTimer++;
    if (machine.processors().areUsed()) {
      machine.processors().post(timerCpu, CpuContext.SOFT_INTERRUPT, flushAndGiveBack);
    } else {
      flushAndGiveBack();
    }
  }

  void report(MetricSink sink) {
    sink.metric(
        "policy.flushes.timer", flushesByTimer, "count", "Flushes of a domain that a timer began");
    sink.metric(
        "policy.flushes.full",
        flushesByFullRing,
        "count",
        "Flushes of a domain that began because a CPU's ring was full");
    sink.metric(
        "policy.flushes.short",
        flushesForPages,
        "count",
        "Flushes of a domain because I/O pages were short or the device went away");
    sink.metric(
        "policy.flushes.failed", failedFlushes, "count", "Those of them that the unit gave up");
    sink.metric(
        "policy.unmaps.unknown.late",
        unknown,
        "count",
        "Runs of I/O pages that turned out not to be taken, wholly or in part, when given back");
  }

  /** When a timer that is set now goes off, in picoseconds. */
  private long dueTime() {
    long now = machine.processors().localTime();
    long jiffy = shape.jiffy();
    if (jiffy == 0) {
      return now + shape.timeout();
    }
    long jiffies = (shape.timeout() + jiffy - 1) / jiffy;
    return (now / jiffy + jiffies + 1) * jiffy;
  }

  private boolean isEmpty() {
    boolean empty = withheld.isEmpty();
    for (FlushRing ring : rings) {
      empty &= ring.isEmpty();
    }
    return empty;
  }

  private void flush() {
    flushesBegun++;
    if (domain.invalidateAll()) {
      flushesFinished = flushesBegun;
      withheld.giveBackTo(iova);
    } else {
      failedFlushes++;
    }
  }

  private void flushAndGiveBack() {
    flush();
    for (int ring = 0; ring < rings.length; ring++) {
      locks[ring].acquire();
      giveBack(ring);
      locks[ring].release();
    }
  }

  private void giveBack(int ring) {
    unknown += rings[ring].giveBackTo(iova, flushesFinished);
  }
}
