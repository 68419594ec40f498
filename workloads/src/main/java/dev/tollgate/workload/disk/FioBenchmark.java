package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.run.Seeds;
import dev.tollgate.workload.disk.fio.FioBlockSize;
import dev.tollgate.workload.disk.fio.FioJob;
import dev.tollgate.workload.disk.fio.FioJobFile;
import dev.tollgate.workload.disk.fio.FioReport;
import dev.tollgate.workload.disk.fio.FioResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * fio on a simulated disk: files that are there already, and the processes of a job file's jobs,
 * those of jobs that wait after those before them.
 */
final class FioBenchmark implements Benchmark {

  /** What the result's clock shows at the beginning: the first day of OLS 2007. */
  private static final long START_MILLISECONDS = 1_182_902_400_000L;

  /** One process with what it measures. */
  private record Started(FioProcess process, Task task, FioCounts counts) {}

  private final FioJobFile file;
  private final List<FioResult.Entry> entries = new ArrayList<>();
  private long elapsed;
  private @Nullable FioResult result;

  /**
   * A benchmark.
   *
   * @param duration picoseconds instead of the jobs' own time, or 0
   */
  FioBenchmark(FioJobFile file, long duration) {
    this.file = duration == 0 ? file : withTime(file, duration);
  }

  private static FioJobFile withTime(FioJobFile of, long duration) {
    ImmutableList.Builder<FioJob> jobs = ImmutableList.builder();
    for (FioJob job : of.jobs()) {
      jobs.add(
          new FioJob(
              job.name(),
              job.pattern(),
              job.readSizes(),
              job.writeSizes(),
              job.bytes(),
              job.engine(),
              job.depth(),
              job.processes(),
              job.readPercent(),
              job.direct(),
              Math.max(1, duration / SimulatedClock.MICROSECOND),
              true,
              job.filename(),
              job.waits(),
              job.reportedTogether(),
              job.options()));
    }
    return new FioJobFile(of.global(), jobs.build());
  }

  @Override
  public void run(DiskStack stack, long seed, LongConsumer progress) {
    SplittableRandom random = new SplittableRandom(Seeds.of(seed, "fio"));
    FileSystem system = new FileSystem("fio", 0, stack.blocks(), 1);
    Map<String, DiskFile> shared = new LinkedHashMap<>();
    Machine machine = stack.machine();
    long begin = machine.now();
    int group = 0;
    int processes = 0;
    List<FioJob> phase = new ArrayList<>();
    for (FioJob job : file.jobs()) {
      if (job.waits() && !phase.isEmpty()) {
        processes = runPhase(stack, phase, group, processes, system, shared, random, progress);
        phase.clear();
        group++;
      }
      phase.add(job);
    }
    runPhase(stack, phase, group, processes, system, shared, random, progress);
    elapsed = Math.max(1, machine.now() - begin);
    result =
        new FioResult(
            START_MILLISECONDS + elapsed / SimulatedClock.MILLISECOND,
            ImmutableList.copyOf(entries),
            ImmutableList.of(stack.use(elapsed)));
    stack.sync(system, progress);
  }

  private int runPhase(
      DiskStack stack,
      List<FioJob> jobs,
      int group,
      int processesBefore,
      FileSystem system,
      Map<String, DiskFile> shared,
      SplittableRandom random,
      LongConsumer progress) {
    int number = processesBefore;
    List<List<Started>> started = new ArrayList<>();
    for (FioJob job : jobs) {
      check(job);
      List<Started> ofJob = new ArrayList<>();
      FioCounts together = new FioCounts();
      for (int i = 0; i < job.processes(); i++) {
        DiskFile region =
            job.filename().isEmpty()
                ? system.existing(job.bytes())
                : shared.computeIfAbsent(job.filename(), name -> system.create());
        enlarge(system, region, job.bytes());
        OpenFile open =
            new OpenFile(system, region, new ReadAhead(stack.storage(), stack.readAheadPages()));
        FioCounts counts = job.reportedTogether() ? together : new FioCounts();
        FioProcess process = new FioProcess(job, open, random.split(), stack, counts);
        ofJob.add(new Started(process, stack.task(stack.cpuOf(number++), process), counts));
      }
      started.add(ofJob);
    }
    started.forEach(ofJob -> ofJob.forEach(each -> stack.start(each.task())));
    stack.runToEnd(progress);
    for (int i = 0; i < jobs.size(); i++) {
      finish(stack, jobs.get(i), group, started.get(i));
    }
    return number;
  }

  private static void enlarge(FileSystem system, DiskFile region, long bytes) {
    if (region.size < bytes) {
      system.allocate(region, bytes);
      region.size = bytes;
    }
  }

  private void finish(DiskStack stack, FioJob job, int group, List<Started> processes) {
    long price = stack.machine().ledger().profile().price(DiskSteps.BENCHMARK).milliCycles();
    FioCounts last = null;
    for (Started each : processes) {
      FioCounts counts = each.counts();
      long busy = each.task().busyPicoseconds();
      long user =
          Math.min(busy, stack.machine().profile().picoseconds(each.process().rounds() * price));
      counts.user += user;
      counts.system += busy - user;
      counts.switches += each.task().switches();
      each.process().close();
      if (last != null && last != counts) {
        entries.add(entry(job, group, last));
      }
      last = counts;
    }
    entries.add(entry(job, group, Objects.requireNonNull(last)));
  }

  private static FioResult.Entry entry(FioJob job, int group, FioCounts counts) {
    return new FioResult.Entry(
        job,
        group,
        counts.runtime,
        counts.reads.result(),
        counts.writes.result(),
        counts.user,
        counts.system,
        counts.switches,
        counts.depths,
        counts.latencies);
  }

  private static void check(FioJob job) {
    for (FioBlockSize size :
        ImmutableList.<FioBlockSize>builder()
            .addAll(job.pattern().reads() ? job.readSizes() : ImmutableList.of())
            .addAll(job.pattern().writes() ? job.writeSizes() : ImmutableList.of())
            .build()) {
      if (size.bytes() > job.bytes() || size.bytes() > Integer.MAX_VALUE) {
        throw new BadInputException(
            "job %s: blocks of %d bytes do not fit its size of %d bytes"
                .formatted(job.name(), size.bytes(), job.bytes()));
      }
    }
    if (job.timeBased() && job.runtimeMicroseconds() == 0) {
      throw new BadInputException(
          "job %s: time_based needs a runtime, or workload.disk.duration".formatted(job.name()));
    }
  }

  @Override
  public void report(MetricSink sink) {
    FioResult of = Objects.requireNonNull(result);
    long ios = 0;
    long read = 0;
    long written = 0;
    for (FioResult.Entry entry : of.entries()) {
      ios += entry.read().ios() + entry.write().ios();
      read += entry.read().bytes();
      written += entry.write().bytes();
    }
    Throughput.report(sink, ios, read, written, elapsed);
    sink.text("fio.json", FioReport.print(file, of));
  }
}
