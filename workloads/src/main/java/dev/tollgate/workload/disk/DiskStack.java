package dev.tollgate.workload.disk;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.run.Seeds;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.workload.disk.fio.FioResult;
import dev.tollgate.workload.split.SplitParts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything between a benchmark's threads and the bytes on the disk: page cache, block layer,
 * driver, device, and the processes that use them.
 */
final class DiskStack {

  /** Number of the disk among the devices of the machine. */
  static final int DEVICE = 0;

  private static final long DEFAULT_CACHE_PAGES = 1 << 16;
  private static final long EVENTS_PER_REPORT = 4096;
  private static final long LOOK_INTERVAL = 60 * SimulatedClock.SECOND;

  /** The machine of whoever drives the disk. */
  private final Machine hardware;

  /** The machine of whoever runs the benchmark: the same, or that of a guest without devices. */
  private final Machine machine;

  private final @Nullable SplitDisk split;
  private final DiskOptions options;
  private final DiskCosts costs;
  private final CommandService service;
  private final DiskDriver driver;
  private final Media media;
  private final BlockLayer layer;
  private final BlockStorage storage;
  private final SectorLedger ledger;
  private final Writeback writeback;
  private final Task writer;
  private final DirectWrites directWrites = new DirectWrites();
  private final List<Task> tasks = new ArrayList<>();
  private final long freeBefore;
  private int running;

  /**
   * A disk that is ready and a machine with nothing in its page cache.
   *
   * @throws BadInputException if the machine has too little memory
   */
  DiskStack(WorkloadContext context, DiskOptions options, long seed) {
    this.hardware = context.machine();
    this.options = options;
    SplitParts parts = splitParts(context.hypervisor());
    this.machine = parts == null ? hardware : parts.front().machine();
    this.costs = new DiskCosts(machine);
    KernelObjects objects =
        new KernelObjects(
            parts == null ? context.allocator() : context.source().on(parts.front().machine()));
    this.freeBefore = machine.pages().freeFrames();
    SectorContent content = new SectorContent(Seeds.of(seed, "content"));
    boolean nvme = options.device() == DiskClass.NVME;
    this.media =
        nvme
            ? new FlashArray(options.nvme().flash())
            : new DiskArray(options.fibreChannel().array());
    TransferLink link =
        new TransferLink(nvme ? options.nvme().linkRate() : options.fibreChannel().linkRate());
    this.service =
        new CommandService(
            options.device().word(),
            DEVICE,
            hardware.events(),
            context.bus(),
            media,
            link,
            new Platters(options.device().word(), content));
    DiskDriver real = nvme ? nvmeDriver(context) : qlogicDriver(context);
    if (parts == null) {
      this.split = null;
      this.driver = real;
      this.layer = new BlockLayer(machine, real, objects, costs, !nvme);
    } else {
      KernelObjects below = new KernelObjects(context.allocator());
      BlockLayer backLayer = new BlockLayer(hardware, real, below, costs, !nvme);
      this.split = new SplitDisk(parts, real, backLayer, media.sectors());
      this.driver = split.front();
      this.layer = new BlockLayer(machine, driver, objects, costs, false);
    }
    this.ledger = new SectorLedger(machine.memory(), content);
    PageCache cache = new PageCache(machine, costs, cachePages());
    this.storage = new BlockStorage(layer, cache, ledger, options.volatileCache());
    this.writeback = new Writeback(storage);
    this.writer = task(0, writeback);
    writeback.runsAs(writer);
    writer.start(() -> {});
  }

  /** What the disk is split over, if the benchmark runs in a guest that has no devices. */
  private static @Nullable SplitParts splitParts(@Nullable Hypervisor hypervisor) {
    return hypervisor == null || hypervisor.guests().size() < 2 ? null : SplitParts.of(hypervisor);
  }

  private DiskDriver nvmeDriver(WorkloadContext context) {
    DiskOptions.Nvme nvme = options.nvme();
    NvmeController controller =
        new NvmeController(
            hardware.events(), context.bus(), DEVICE, service, DeviceTimes.NVME_FETCH);
    int pages = nvme.transferBytes() / PhysicalMemory.FRAME_BYTES;
    return new NvmeDriver(
        hardware,
        context.dma(),
        DEVICE,
        controller,
        new DiskLimits(
            pages * SectorLedger.PER_PAGE, Math.min(127, pages), DeviceTimes.NVME_SEGMENT, true),
        nvme.queueDepth(),
        options.coalesceCommands(),
        options.coalesceTime());
  }

  private DiskDriver qlogicDriver(WorkloadContext context) {
    DiskOptions.FibreChannel fibreChannel = options.fibreChannel();
    return new QlogicDriver(
        hardware,
        context.dma(),
        context.bus(),
        DEVICE,
        service,
        DeviceTimes.SCSI_LIMITS,
        fibreChannel.queueDepth(),
        fibreChannel.firmwareTime(),
        options.coalesceCommands(),
        options.coalesceTime());
  }

  private int cachePages() {
    long free = machine.pages().freeFrames();
    long wanted =
        options.pageCache() == 0
            ? Math.min(DEFAULT_CACHE_PAGES, free / 4 * 3)
            : options.pageCache() >>> PhysicalMemory.FRAME_SHIFT;
    if (wanted > free) {
      throw new BadInputException(
          "workload.disk.page-cache is %d bytes, more than the %d that are free on machine %s"
              .formatted(
                  options.pageCache(),
                  free << PhysicalMemory.FRAME_SHIFT,
                  machine.profile().name()));
    }
    return (int) Math.max(1, Math.min(wanted, Integer.MAX_VALUE / SectorLedger.PER_PAGE));
  }

  /** A process that was not started. */
  Task task(int cpu, Program program) {
    Task made = new Task(machine.processors(), machine.events(), costs, cpu, program);
    tasks.add(made);
    return made;
  }

  /** Starts a process of the benchmark. */
  void start(Task task) {
    running++;
    task.start(() -> running--);
  }

  /** CPU for the process of a number. */
  int cpuOf(int process) {
    int all = machine.processors().count();
    return process % (options.cpus() == 0 ? all : Math.min(all, options.cpus()));
  }

  /**
   * Lets time pass until all processes of the benchmark have ended.
   *
   * @throws InvariantViolation if one sleeps and nothing will wake it
   */
  void runToEnd(LongConsumer progress) {
    long told = 0;
    long events = 0;
    long lookedAt = machine.now();
    boolean stuck = false;
    while (running > 0) {
      events += machine.events().runUntil(machine.events().nextTime());
      if (machine.now() - lookedAt > LOOK_INTERVAL) {
        if (stuck && isStuck()) {
          throw new InvariantViolation(
              "%d processes of the benchmark sleep, and nothing is left that would wake them"
                  .formatted(running));
        }
        stuck = isStuck();
        lookedAt = machine.now();
      }
      if (events - told >= EVENTS_PER_REPORT) {
        progress.accept(events - told);
        told = events;
      }
    }
    progress.accept(events - told);
  }

  /**
   * Writes all that is dirty, as a process that calls sync.
   *
   * @param any a file system of the disk
   * @return picoseconds that it took
   */
  long sync(FileSystem any, LongConsumer progress) {
    long begin = machine.now();
    FileCalls calls = calls();
    OpenFile open = new OpenFile(any, new DiskFile(0), new ReadAhead(storage, 0));
    boolean[] begun = new boolean[1];
    start(
        task(
            0,
            task -> {
              if (!begun[0]) {
                begun[0] = true;
                calls.sync(open, task.now());
              }
              return calls.go(task);
            }));
    runToEnd(progress);
    return machine.now() - begin;
  }

  /** What was done with the disk in a time of picoseconds, in fio's terms. */
  FioResult.Disk use(long elapsed) {
    long reads = layer.readNanoseconds() / 1_000_000;
    long writes = layer.writeNanoseconds() / 1_000_000;
    return new FioResult.Disk(
        options.device() == DiskClass.NVME ? "nvme0n1" : "sda",
        service.commands(DiskCommand.Kind.READ),
        service.commands(DiskCommand.Kind.WRITE),
        reads,
        writes,
        reads + writes,
        Math.min(100.0, 100.0 * service.depth().busyPicoseconds() / elapsed));
  }

  private boolean isStuck() {
    return service.depth().now() == 0
        && tasks.stream().filter(task -> task != writer).allMatch(Task::isLost);
  }

  /**
   * Lets everything come to rest and gives all memory back.
   *
   * @throws InvariantViolation if a page is left behind
   */
  void close(LongConsumer progress) {
    long begun = machine.now();
    while (layer.outstanding() > 0) {
      if (machine.now() - begun > LOOK_INTERVAL && service.depth().now() == 0) {
        throw new InvariantViolation(
            "%d requests were never answered by the disk".formatted(layer.outstanding()));
      }
      progress.accept(machine.events().runUntil(machine.events().nextTime()));
    }
    writeback.stop();
    while (!writer.isEnded()) {
      progress.accept(machine.events().runUntil(machine.events().nextTime()));
    }
    storage.cache().close();
    if (split == null) {
      driver.close();
    } else {
      split.close();
    }
  }

  /** Frames that were free before anything was allocated; for checks at the end. */
  long freeBefore() {
    return freeBefore;
  }

  Machine machine() {
    return machine;
  }

  DiskOptions options() {
    return options;
  }

  DiskCosts costs() {
    return costs;
  }

  BlockStorage storage() {
    return storage;
  }

  DirectWrites directWrites() {
    return directWrites;
  }

  /** System calls of one process more. */
  FileCalls calls() {
    return new FileCalls(storage, costs, writeback);
  }

  /** Largest read-ahead window in pages. */
  int readAheadPages() {
    return (int) (options.readAhead() >>> PhysicalMemory.FRAME_SHIFT);
  }

  /** Blocks of 4096 bytes that the disk has. */
  long blocks() {
    return media.sectors() / SectorLedger.PER_PAGE;
  }

  /** Reports the figures of all layers. */
  void report(MetricSink sink) {
    driver.report(sink);
    if (split != null) {
      split.report(sink);
    }
    layer.report(sink);
    storage.cache().report(sink);
    sink.metric(
        "disk.reads", service.commands(DiskCommand.Kind.READ), "count", "Commands that read");
    sink.metric(
        "disk.writes", service.commands(DiskCommand.Kind.WRITE), "count", "Commands that wrote");
    sink.metric(
        "disk.flushes", service.commands(DiskCommand.Kind.FLUSH), "count", "Commands that flushed");
    sink.metric(
        "disk.bytes.read",
        service.bytes(DiskCommand.Kind.READ),
        "bytes",
        "Bytes read off the disk");
    sink.metric(
        "disk.bytes.written",
        service.bytes(DiskCommand.Kind.WRITE),
        "bytes",
        "Bytes written to the disk");
    sink.metric(
        "disk.sectors.checked",
        ledger.checked(),
        "count",
        "Sectors in memory that were compared with what they must hold");
    sink.metric(
        "disk.media.busy",
        service.mediaBusy(),
        "ps",
        "Time that spindles or dies worked, all together");
    sink.metric(
        "disk.depth.mean",
        service.depth().meanThousandths(),
        "1/1000",
        "Commands in the disk at once, mean over the time that there was any");
    sink.metric(
        "disk.depth.max", service.depth().most(), "count", "Most commands in the disk at once");
    sink.distribution(
        service
            .depth()
            .distribution("disk.depth", "Microseconds with so many commands in the disk"));
    sink.metric(
        "disk.throttled", writeback.throttled(), "count", "Times that a writer waited for memory");
    long switches = 0;
    for (Task task : tasks) {
      switches += task.switches();
    }
    sink.metric("disk.context-switches", switches, "count", "Times that a process got a CPU");
  }
}
