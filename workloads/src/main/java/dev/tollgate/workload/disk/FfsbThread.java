package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.workload.disk.ffsb.FfsbCall;
import dev.tollgate.workload.disk.ffsb.FfsbOperation;
import dev.tollgate.workload.disk.ffsb.FfsbProfile;
import dev.tollgate.workload.disk.ffsb.FfsbThreadGroup;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One thread of FFSB: until its time is over it picks an operation by weight and a fileset, does
 * the operation to a file chosen at random, and pauses. After FFSB's fileops.c: every block read or
 * written is one transaction, a rest smaller than a block is moved but not counted; sequential
 * operations begin at a random place, random ones choose one for each block.
 */
final class FfsbThread implements Program, DirectIo.Listener {

  private enum State {
    PICK,
    OPEN,
    NAME,
    SEEK,
    BLOCK,
    FSYNC,
    CLOSE,
    UNLINK,
    PAUSE
  }

  private final FfsbThreadGroup group;
  private final FfsbProfile profile;
  private final List<FileSet> sets;
  private final SplittableRandom random;
  private final DiskCosts costs;
  private final FileCalls calls;
  private final BlockStorage storage;
  private final int readAheadPages;
  private final long deadline;
  private final FfsbOperations operations;
  private final FfsbCallTimes times;
  private final @Nullable DirectIo direct;

  private State state = State.PICK;
  private boolean inCall;
  private boolean transferring;
  private long callBegan;
  private @Nullable Task self;

  // Of the operation under way.
  private FfsbOperation operation = FfsbOperation.READ;
  private FileSet set;
  private FileSet.@Nullable Member member;
  private @Nullable OpenFile open;
  private long position;
  private long blocksLeft;
  private long rest;
  private long blockSize;
  private long transactions;
  private long bytes;

  /**
   * A thread that has done nothing.
   *
   * @param sets the filesets, by number
   * @param deadline picoseconds at which no further operation begins
   * @param buffer for direct I/O, or null if I/O goes through the page cache
   */
  FfsbThread(
      FfsbProfile profile,
      FfsbThreadGroup group,
      List<FileSet> sets,
      SplittableRandom random,
      DiskStack stack,
      long deadline,
      FfsbOperations operations,
      FfsbCallTimes times,
      @Nullable UserBuffer buffer) {
    this.profile = profile;
    this.group = group;
    this.sets = sets;
    this.set = sets.get(0);
    this.random = random;
    this.costs = stack.costs();
    this.storage = stack.storage();
    this.calls = stack.calls();
    this.readAheadPages = stack.readAheadPages();
    this.deadline = deadline;
    this.operations = operations;
    this.times = times;
    this.direct =
        buffer == null ? null : new DirectIo(storage, stack.directWrites(), costs, buffer, this);
  }

  @Override
  public Progress step(Task task) {
    self = task;
    return switch (state) {
      case PICK -> pick(task);
      case OPEN -> call(task, FfsbCall.OPEN, afterOpen());
      case NAME -> call(task, FfsbCall.CREATE, afterName());
      case SEEK -> seek();
      case BLOCK -> block(task);
      case FSYNC -> call(task, null, State.CLOSE);
      case CLOSE -> close(task);
      case UNLINK -> call(task, FfsbCall.UNLINK, State.CLOSE);
      case PAUSE -> pause(task);
    };
  }

  private Progress pick(Task task) {
    if (task.now() >= deadline) {
      return Progress.DONE;
    }
    costs.add(costs.benchmark, 1);
    operation = pickOperation();
    set = sets.get(group.filesystem() >= 0 ? group.filesystem() : random.nextInt(sets.size()));
    transactions = 0;
    bytes = 0;
    blocksLeft = 0;
    rest = 0;
    callBegan = task.now();
    switch (operation) {
      case CREATE, CREATE_FSYNC -> {
        member = set.addExclusive(set.system().create());
        open = openFile(member);
        calls.nameChange(open);
        state = State.NAME;
      }
      case DELETE -> {
        member = set.takeOut(random);
        open = openFile(member);
        calls.unlink(open);
        state = State.UNLINK;
      }
      case METAOP, CREATEDIR -> {
        member = set.choose(random);
        open = openFile(member);
        calls.nameChange(open);
        state = State.NAME;
      }
      case STAT -> {
        member = set.choose(random);
        open = openFile(member);
        calls.stat(open);
        state = State.OPEN;
      }
      default -> {
        member = set.choose(random);
        open = openFile(member);
        calls.open(open);
        state = State.OPEN;
      }
    }
    return Progress.MORE;
  }

  private FfsbOperation pickOperation() {
    long number = random.nextLong(group.totalWeight());
    for (FfsbOperation each : FfsbOperation.values()) {
      number -= group.weight(each);
      if (number < 0) {
        return each;
      }
    }
    throw new IllegalStateException("the weights of a group do not add up");
  }

  private OpenFile openFile(FileSet.Member chosen) {
    return new OpenFile(set.system(), chosen.file, new ReadAhead(storage, readAheadPages));
  }

  /** Goes on with a system call; when it is done, its time is kept and {@code then} comes. */
  private Progress call(Task task, @Nullable FfsbCall kind, State then) {
    Progress progress = calls.go(task);
    if (progress != Progress.DONE) {
      return progress;
    }
    FfsbCall timed = operation == FfsbOperation.STAT ? FfsbCall.STAT : kind;
    if (timed != null) {
      times.record(timed, task.now() - callBegan);
    }
    state = then;
    return Progress.MORE;
  }

  private State afterOpen() {
    return switch (operation) {
      case STAT, OPEN_CLOSE -> State.CLOSE;
      default -> State.SEEK;
    };
  }

  private State afterName() {
    return operation == FfsbOperation.CREATE || operation == FfsbOperation.CREATE_FSYNC
        ? State.SEEK
        : State.CLOSE;
  }

  /** The file is open: decides which bytes are read or written. */
  private Progress seek() {
    long size = file().size;
    FfsbThreadGroup.Reads reads = group.reads();
    FfsbThreadGroup.Writes writes = group.writes();
    switch (operation) {
      case READ -> {
        long amount = reads.size() == 0 ? size : reads.size();
        plan(amount, reads.blockSize(), reads.random());
        position = reads.random() || reads.skip() ? 0 : place(size - amount);
      }
      case READALL -> plan(size, reads.blockSize(), false);
      case WRITE, WRITE_FSYNC -> {
        long amount = writes.size() == 0 ? size : writes.size();
        plan(amount, writes.blockSize(), writes.random());
        position = writes.random() ? 0 : place(size - amount);
      }
      case WRITEALL, WRITEALL_FSYNC -> plan(size, writes.blockSize(), false);
      case APPEND, APPEND_FSYNC -> {
        plan(writes.size(), writes.blockSize(), false);
        position = size;
      }
      default -> plan(newSize(), writes.blockSize(), false);
    }
    state = State.BLOCK;
    times.record(FfsbCall.LSEEK, 0);
    costs.add(costs.syscall, 1);
    return Progress.MORE;
  }

  private void plan(long amount, long block, boolean randomly) {
    blockSize = block;
    blocksLeft = amount / block;
    rest = randomly ? 0 : amount % block;
    position = 0;
  }

  private long newSize() {
    return FileSizes.draw(profile.filesystems().get(sets.indexOf(set)), random);
  }

  /** A random place in a range: any byte, or a multiple of 4096 if I/O is aligned. */
  private long place(long range) {
    if (!profile.alignedIo() && !profile.directIo()) {
      return range <= 0 ? 0 : random.nextLong(range);
    }
    long places = range / FfsbProfile.ALIGNMENT;
    return places <= 0 ? 0 : random.nextLong(places) * FfsbProfile.ALIGNMENT;
  }

  private Progress block(Task task) {
    if (!inCall) {
      if (blocksLeft == 0 && rest == 0) {
        return blocksDone(task);
      }
      long amount = blocksLeft > 0 ? blockSize : rest;
      if (isRandom()) {
        position = place(file().size - blockSize);
      }
      callBegan = task.now();
      begin(amount);
      inCall = true;
      bytes += amount;
      transactions += blocksLeft > 0 ? 1 : 0;
      if (blocksLeft > 0) {
        blocksLeft--;
      } else {
        rest = 0;
      }
      position += amount + (isSkipping() ? group.reads().skipSize() : 0);
    }
    Progress progress = transfer(task);
    if (progress == Progress.DONE) {
      inCall = false;
      times.record(operation.reads() ? FfsbCall.READ : FfsbCall.WRITE, task.now() - callBegan);
      return Progress.MORE;
    }
    return progress;
  }

  private void begin(long amount) {
    OpenFile file = Objects.requireNonNull(open);
    if (direct != null) {
      costs.add(costs.syscall, 1);
      direct.prepare(file, position, (int) amount, operation.writes());
      transferring = false;
    } else if (operation.writes()) {
      calls.write(file, position, amount);
    } else {
      calls.read(file, position, amount);
    }
  }

  private Progress transfer(Task task) {
    if (direct == null) {
      return calls.go(task);
    }
    if (transferring) {
      return Progress.DONE; // Woken by its completion.
    }
    Progress submitted = direct.submit(task);
    transferring = submitted == Progress.DONE;
    return Progress.BLOCKED;
  }

  @Override
  public void completed(DirectIo io) {
    Objects.requireNonNull(self).wake();
  }

  private Progress blocksDone(Task task) {
    boolean fsync =
        switch (operation) {
          case WRITE_FSYNC, WRITEALL_FSYNC, CREATE_FSYNC, APPEND_FSYNC -> true;
          default -> operation.writes() && group.writes().fsync();
        };
    if (fsync) {
      calls.fsync(Objects.requireNonNull(open), task.now());
    }
    state = fsync ? State.FSYNC : State.CLOSE;
    return Progress.MORE;
  }

  private Progress close(Task task) {
    costs.add(costs.syscall, 1);
    times.record(FfsbCall.CLOSE, 0);
    if (operation != FfsbOperation.DELETE) {
      set.release(Objects.requireNonNull(member));
    }
    boolean data = operation.reads() || operation.writes();
    operations.done(operation, data ? transactions : 1, bytes);
    member = null;
    open = null;
    if (group.delayMilliseconds() > 0) {
      state = State.PAUSE;
      task.sleepUntil(task.now() + group.delayMilliseconds() * SimulatedClock.MILLISECOND);
      return Progress.BLOCKED;
    }
    state = State.PICK;
    return Progress.MORE;
  }

  private Progress pause(Task task) {
    state = State.PICK;
    return pick(task);
  }

  private boolean isRandom() {
    return switch (operation) {
      case READ -> group.reads().random();
      case WRITE, WRITE_FSYNC -> group.writes().random();
      default -> false;
    };
  }

  private boolean isSkipping() {
    return operation == FfsbOperation.READ && !group.reads().random() && group.reads().skip();
  }

  private DiskFile file() {
    return Objects.requireNonNull(open).file();
  }
}
