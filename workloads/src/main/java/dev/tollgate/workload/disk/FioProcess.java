package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.workload.disk.fio.FioBlockSize;
import dev.tollgate.workload.disk.fio.FioJob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One process of a job of fio: I/Os of its region, in order or at random places, as many at once as
 * its engine and depth allow, until its size was moved or its time is over.
 *
 * <p>Random places are drawn evenly, so that one may come twice before another came once: fio's
 * {@code norandommap}. Engines that do not wait do so with the page cache all the same, as the
 * kernel completes such I/O before the call returns.
 */
final class FioProcess implements Program, DirectIo.Listener {

  private enum State {
    NEXT,
    SUBMIT,
    CALL,
    SLEEP
  }

  private final FioJob job;
  private final OpenFile open;
  private final SplittableRandom random;
  private final DiskCosts costs;
  private final FileCalls calls;
  private final FioCounts counts;
  private final ArrayDeque<DirectIo> idle = new ArrayDeque<>();
  private final ArrayDeque<DirectIo> complete = new ArrayDeque<>();
  private final List<UserBuffer> buffers = new ArrayList<>();
  private final int depth;
  private State state = State.NEXT;
  private @Nullable Task self;
  private @Nullable DirectIo submitting;
  private boolean begun;
  private long beganAt;
  private long rounds;
  private long moved;
  private long next;
  private int underWay;

  // Of the call under way through the page cache.
  private boolean callWrites;
  private int callBytes;
  private long callWished;

  /**
   * A process that has done nothing.
   *
   * @param open the file that is its region
   */
  FioProcess(
      FioJob job, OpenFile open, SplittableRandom random, DiskStack stack, FioCounts counts) {
    this.job = job;
    this.open = open;
    this.random = random;
    this.costs = stack.costs();
    this.calls = stack.calls();
    this.counts = counts;
    this.depth = job.direct() ? job.effectiveDepth() : 1;
    if (job.direct()) {
      long largest = Math.max(largest(job.readSizes()), largest(job.writeSizes()));
      for (int i = 0; i < depth; i++) {
        UserBuffer buffer = new UserBuffer(stack.machine(), largest);
        buffers.add(buffer);
        idle.add(new DirectIo(stack.storage(), stack.directWrites(), costs, buffer, this));
      }
    }
  }

  private static long largest(ImmutableList<FioBlockSize> sizes) {
    return sizes.stream().mapToLong(FioBlockSize::bytes).max().orElse(0);
  }

  @Override
  public Progress step(Task task) {
    self = task;
    if (!begun) {
      begun = true;
      beganAt = task.now();
    }
    return switch (state) {
      case NEXT -> next(task);
      case SUBMIT -> submit(task);
      case CALL -> call(task);
      case SLEEP -> reap(task);
    };
  }

  private Progress next(Task task) {
    if (isOver(task.now())) {
      if (underWay == 0) {
        counts.runtime = Math.max(counts.runtime, task.now() - beganAt);
        return Progress.DONE;
      }
      return await();
    }
    if (underWay == depth) {
      return await();
    }
    rounds++;
    costs.add(costs.benchmark, 1);
    boolean write = isWrite();
    int bytes = size(write ? job.writeSizes() : job.readSizes());
    long from = place(bytes);
    moved += bytes;
    counts.depths.add(underWay + 1);
    if (!job.direct()) {
      callWrites = write;
      callBytes = bytes;
      callWished = task.now();
      if (write) {
        calls.write(open, from, bytes);
      } else {
        calls.read(open, from, bytes);
      }
      state = State.CALL;
      return Progress.MORE;
    }
    DirectIo io = idle.remove();
    io.begunAt = task.now();
    io.prepare(open, from, bytes, write);
    costs.add(costs.syscall, 1);
    if (job.engine().asynchronous()) {
      costs.add(costs.asyncIo, 1);
    }
    submitting = io;
    state = State.SUBMIT;
    return submit(task);
  }

  private Progress submit(Task task) {
    DirectIo io = Objects.requireNonNull(submitting);
    if (io.submit(task) == Progress.BLOCKED) {
      return Progress.BLOCKED;
    }
    io.submittedAt = job.engine().asynchronous() ? task.now() : io.begunAt;
    submitting = null;
    underWay++;
    state = State.NEXT;
    return Progress.MORE;
  }

  /** Nothing more can be issued: takes what is complete, or sleeps until something is. */
  private Progress await() {
    if (job.engine().asynchronous()) {
      costs.add(costs.syscall, 1);
    }
    if (complete.isEmpty()) {
      state = State.SLEEP;
      return Progress.BLOCKED;
    }
    reapAll();
    return Progress.MORE;
  }

  private Progress reap(Task task) {
    reapAll();
    state = State.NEXT;
    return next(task);
  }

  private void reapAll() {
    for (DirectIo io = complete.poll(); io != null; io = complete.poll()) {
      if (job.engine().asynchronous()) {
        costs.add(costs.asyncIo, 1);
      }
      underWay--;
      counts.completed(
          io.isWrite(),
          io.bytes(),
          beganAt,
          io.begunAt,
          io.submittedAt,
          io.completedAt,
          !job.engine().asynchronous());
      idle.add(io);
    }
  }

  @Override
  public void completed(DirectIo io) {
    Task task = Objects.requireNonNull(self);
    io.completedAt = task.now();
    complete.add(io);
    if (state == State.SLEEP && task.isAsleep()) {
      task.wake();
    }
  }

  private Progress call(Task task) {
    Progress progress = calls.go(task);
    if (progress != Progress.DONE) {
      return progress;
    }
    counts.completed(callWrites, callBytes, beganAt, callWished, callWished, task.now(), true);
    state = State.NEXT;
    return Progress.MORE;
  }

  private boolean isOver(long now) {
    long runtime = job.runtimeMicroseconds() * SimulatedClock.MICROSECOND;
    boolean late = runtime > 0 && now - beganAt >= runtime;
    return late || (!job.timeBased() && moved >= job.bytes());
  }

  private boolean isWrite() {
    if (!job.pattern().reads() || !job.pattern().writes()) {
      return job.pattern().writes();
    }
    return random.nextInt(100) >= job.readPercent();
  }

  private int size(ImmutableList<FioBlockSize> sizes) {
    if (sizes.size() == 1) {
      return (int) sizes.get(0).bytes();
    }
    int number = random.nextInt(100);
    for (FioBlockSize size : sizes) {
      number -= size.percent();
      if (number < 0) {
        return (int) size.bytes();
      }
    }
    throw new IllegalStateException("the shares of block sizes do not make 100");
  }

  private long place(int bytes) {
    if (job.pattern().random()) {
      return random.nextLong(job.bytes() / bytes) * bytes;
    }
    if (next + bytes > job.bytes()) {
      next = 0;
    }
    long at = next;
    next += bytes;
    return at;
  }

  /** Rounds of the program itself. */
  long rounds() {
    return rounds;
  }

  /** Gives its memory back. */
  void close() {
    buffers.forEach(UserBuffer::close);
  }
}
