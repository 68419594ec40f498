package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.run.Seeds;
import dev.tollgate.workload.disk.ffsb.FfsbFilesystem;
import dev.tollgate.workload.disk.ffsb.FfsbOperation;
import dev.tollgate.workload.disk.ffsb.FfsbProfile;
import dev.tollgate.workload.disk.ffsb.FfsbReport;
import dev.tollgate.workload.disk.ffsb.FfsbResult;
import dev.tollgate.workload.disk.ffsb.FfsbThreadGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * FFSB on a simulated disk: filesets that are there already, and the threads of a profile that work
 * on them until their time is over, followed by a sync.
 *
 * <p>Filesets are on the disk and not in memory when the benchmark begins, as after a mount; making
 * them takes no simulated time.
 */
final class FfsbBenchmark implements Benchmark {

  /** Files that filling a file system to a share of it makes at most. */
  private static final int MOST_FILES = 2_000_000;

  /** What the result's clock shows: the first day of OLS 2007. */
  private static final long START_SECONDS = 1_182_902_400;

  private final FfsbProfile profile;
  private final long duration;
  private final List<FfsbOperations> operations = new ArrayList<>();
  private final List<FfsbCallTimes> times = new ArrayList<>();
  private @Nullable FfsbResult result;

  /**
   * A benchmark.
   *
   * @param duration picoseconds instead of the profile's time, or 0
   */
  FfsbBenchmark(FfsbProfile profile, long duration) {
    this.profile = duration == 0 ? profile : withTime(profile, duration);
    this.duration = duration == 0 ? profile.seconds() * SimulatedClock.SECOND : duration;
  }

  private static FfsbProfile withTime(FfsbProfile of, long duration) {
    return new FfsbProfile(
        Math.max(1, duration / SimulatedClock.SECOND),
        of.directIo(),
        of.alignedIo(),
        of.bufferedIo(),
        of.filesystems(),
        of.groups());
  }

  @Override
  public void run(DiskStack stack, long seed, LongConsumer progress) {
    Machine machine = stack.machine();
    SplittableRandom random = new SplittableRandom(Seeds.of(seed, "ffsb"));
    List<Double> utilizations = new ArrayList<>();
    List<FileSet> sets = filesets(stack, random, utilizations);
    long begin = machine.now();
    List<UserBuffer> buffers = new ArrayList<>();
    List<Task> threads = new ArrayList<>();
    for (FfsbThreadGroup group : profile.groups()) {
      check(group);
      FfsbOperations done = new FfsbOperations();
      FfsbCallTimes took = new FfsbCallTimes(group.statistics());
      operations.add(done);
      times.add(took);
      for (long i = 0; i < group.threads(); i++) {
        UserBuffer buffer = profile.directIo() ? new UserBuffer(machine, largest(group)) : null;
        if (buffer != null) {
          buffers.add(buffer);
        }
        FfsbThread thread =
            new FfsbThread(
                profile, group, sets, random.split(), stack, begin + duration, done, took, buffer);
        threads.add(stack.task(stack.cpuOf(threads.size()), thread));
      }
    }
    threads.forEach(stack::start);
    stack.runToEnd(progress);
    long synced = stack.sync(sets.get(0).system(), progress);
    long elapsed = Math.max(1, machine.now() - begin);
    long user = machine.profile().picoseconds(userMilliCycles(stack));
    long all = 0;
    for (Task thread : threads) {
      all += thread.busyPicoseconds();
    }
    result =
        new FfsbResult(
            START_SECONDS,
            0,
            elapsed,
            new FfsbResult.Syncs(0, synced),
            groups(),
            Math.min(user, all),
            all - Math.min(user, all),
            ImmutableList.copyOf(utilizations));
    buffers.forEach(UserBuffer::close);
  }

  private static long userMilliCycles(DiskStack stack) {
    long price = stack.machine().ledger().profile().price(DiskSteps.BENCHMARK).milliCycles();
    return stack.costs().count(stack.costs().benchmark) * price;
  }

  private ImmutableList<FfsbResult.Group> groups() {
    ImmutableList.Builder<FfsbResult.Group> groups = ImmutableList.builder();
    for (int i = 0; i < operations.size(); i++) {
      groups.add(new FfsbResult.Group(operations.get(i).result(), times.get(i).result()));
    }
    return groups.build();
  }

  private List<FileSet> filesets(
      DiskStack stack, SplittableRandom random, List<Double> utilizations) {
    int count = profile.filesystems().size();
    long share = stack.blocks() / count;
    List<FileSet> sets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FfsbFilesystem of = profile.filesystems().get(i);
      String name = "file system %d (%s)".formatted(i, of.location());
      if (of.aging() != null) {
        throw new BadInputException(
            name + ": agefs = 1 ages a file system before the benchmark, which is not simulated");
      }
      FileSystem system =
          new FileSystem(
              name, i * share, share, (int) Math.min(Integer.MAX_VALUE, Math.max(1, of.dirs())));
      long blocks = system.freeBlocks();
      FileSet set = new FileSet(name, system);
      for (long file = 0; file < of.files(); file++) {
        set.add(system.existing(FileSizes.draw(of, random)));
      }
      fill(of, system, set, blocks, random);
      utilizations.add((double) (blocks - system.freeBlocks()) / blocks);
      sets.add(set);
    }
    return sets;
  }

  private static void fill(
      FfsbFilesystem of, FileSystem system, FileSet set, long blocks, SplittableRandom random) {
    long wanted = Math.round(of.initialUtilization() * blocks);
    wanted = Math.max(wanted, of.initialSize() >>> FileSystem.BLOCK_SHIFT);
    while (blocks - system.freeBlocks() < wanted) {
      if (set.size() == MOST_FILES) {
        throw new BadInputException(
            "%s: filling %d blocks takes more than %d files; lower init_util or init_size"
                .formatted(of.location(), wanted, MOST_FILES));
      }
      set.add(system.existing(FileSizes.draw(of, random)));
    }
  }

  /** FFSB itself stops when a file turns out to be smaller than what it is to read or write. */
  private void check(FfsbThreadGroup group) {
    for (int i = 0; i < profile.filesystems().size(); i++) {
      if (group.filesystem() >= 0 && group.filesystem() != i) {
        continue;
      }
      long least = FileSizes.least(profile.filesystems().get(i));
      long most = Math.max(reads(group), writes(group));
      if (most > least) {
        throw new BadInputException(
            "%s: operations move %d bytes of a file, but files may have only %d"
                .formatted(profile.filesystems().get(i).location(), most, least));
      }
    }
  }

  private static long reads(FfsbThreadGroup group) {
    FfsbThreadGroup.Reads reads = group.reads();
    if (group.weight(FfsbOperation.READ) == 0) {
      return 0;
    }
    long blocks = reads.skip() && !reads.random() ? reads.size() / reads.blockSize() : 0;
    return reads.size() + Math.max(0, blocks - 1) * reads.skipSize();
  }

  private static long writes(FfsbThreadGroup group) {
    boolean writes =
        group.weight(FfsbOperation.WRITE) > 0 || group.weight(FfsbOperation.WRITE_FSYNC) > 0;
    return writes ? group.writes().size() : 0;
  }

  private static long largest(FfsbThreadGroup group) {
    long largest = Math.max(group.reads().blockSize(), group.writes().blockSize());
    if (largest > Integer.MAX_VALUE) {
      throw new BadInputException("blocks of %d bytes are too large".formatted(largest));
    }
    return largest;
  }

  @Override
  public void report(MetricSink sink) {
    FfsbResult of = Objects.requireNonNull(result);
    long transactions = 0;
    long read = 0;
    long written = 0;
    for (FfsbOperations each : operations) {
      transactions += each.transactions();
      read += each.bytes(false);
      written += each.bytes(true);
    }
    Throughput.report(sink, transactions, read, written, of.elapsedPicoseconds());
    sink.text("ffsb.txt", FfsbReport.print(profile, of));
  }
}
