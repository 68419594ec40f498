package dev.tollgate.core.machine;

import dev.tollgate.core.cost.CycleLedger;

/** One CPU: what waits for it in each context, and how long it was busy. */
final class Processor implements TimedAction {

  private static final int CONTEXTS = CpuContext.values().length;

  private final int number;
  private final Processors processors;
  private final EventQueue events;
  private final CycleLedger ledger;
  private final CycleLength length;

  private final WorkQueue[] queues = new WorkQueue[CONTEXTS];
  private final long[] busy = new long[CONTEXTS];
  private final long[] pieces = new long[CONTEXTS];
  private int waiting;
  private long wakeUp = EventQueue.NO_EVENT;
  private long wakeUpTime;
  private long freeAt;
  private KernelHost host = KernelHost.BARE_METAL;
  private boolean idle = true;

  // Of the piece that runs now.
  private boolean running;
  private long startedAt;
  private long milliCyclesAtStart;

  Processor(int number, Processors processors, EventQueue events, Machine machine) {
    this.number = number;
    this.processors = processors;
    this.events = events;
    this.ledger = machine.ledger();
    this.length = new CycleLength(machine.profile());
    for (int i = 0; i < CONTEXTS; i++) {
      queues[i] = new WorkQueue();
    }
  }

  int number() {
    return number;
  }

  /** Names what is told when it has nothing to do, and when it has again. */
  void runsOn(KernelHost below) {
    host = below;
  }

  void post(CpuContext context, CpuWork work, long time) {
    queues[context.rank()].add(work, time);
    waiting++;
    if (!running) {
      wakeUpAt(Math.max(time, freeAt));
    }
  }

  /** Picoseconds: when the running piece began plus what it booked since. */
  long localTime() {
    return startedAt + length.picoseconds(ledger.totalMilliCycles() - milliCyclesAtStart);
  }

  @Override
  public void run(long now) {
    wakeUp = EventQueue.NO_EVENT;
    for (int i = 0; i < CONTEXTS; i++) {
      if (queues[i].firstTime() <= now) {
        runPiece(i, now);
        break;
      }
    }
    if (waiting > 0) {
      wakeUpAt(Math.max(firstTime(), freeAt));
    }
  }

  private long firstTime() {
    long first = Long.MAX_VALUE;
    for (WorkQueue queue : queues) {
      first = Math.min(first, queue.firstTime());
    }
    return first;
  }

  private void runPiece(int context, long now) {
    CpuWork piece = queues[context].removeFirst();
    waiting--;
    startedAt = now;
    milliCyclesAtStart = ledger.totalMilliCycles();
    running = true;
    processors.enter(this);
    try {
      if (idle) {
        idle = false;
        host.resumed();
      }
      piece.run();
      if (waiting == 0) {
        idle = true;
        host.idle();
      }
    } finally {
      processors.leave();
      running = false;
    }
    freeAt = localTime();
    busy[context] += freeAt - now;
    pieces[context]++;
  }

  private void wakeUpAt(long time) {
    if (wakeUp != EventQueue.NO_EVENT) {
      if (wakeUpTime <= time) {
        return;
      }
      events.cancel(wakeUp);
    }
    wakeUpTime = time;
    wakeUp = events.schedule(time, this);
  }

  long busyPicoseconds(CpuContext context) {
    return busy[context.rank()];
  }

  long pieces(CpuContext context) {
    return pieces[context.rank()];
  }

  /** Picoseconds until which it is busy with what it has begun. */
  long freeAt() {
    return freeAt;
  }
}
