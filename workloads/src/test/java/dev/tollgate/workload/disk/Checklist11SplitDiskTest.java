package dev.tollgate.workload.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.workload.FrameObjects;
import dev.tollgate.workload.disk.fio.FioJobFile;
import dev.tollgate.workload.split.SplitParts;
import dev.tollgate.workload.split.TwoGuests;
import dev.tollgate.workload.split.block.BlkifFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist (a) 10 and 11: the ring, front end and back end of a disk; every byte is checked. */
final class Checklist11SplitDiskTest {

  private static final String MIXED =
      "[a]\nrw=randrw\nbssplit=512/20:4k/40:64k/40\nsize=2m\ndirect=1\nioengine=libaio\niodepth=8\n";

  @ParameterizedTest
  @ValueSource(strings = {"fc-san", "nvme"})
  void aGuestReadsAndWritesThroughAnotherOnesDriver(String device) {
    StackRun run = new StackRun(Options.of("device=" + device));
    TwoGuests guests = run.inGuest();
    run.run(new FioBenchmark(FioJobFile.parse("test", MIXED), 0), 1);

    assertThat(run.metrics.value("disk.operations")).isPositive();
    assertThat(run.metrics.value("split.disk.requests"))
        .isPositive()
        .isEqualTo(run.metrics.value("split.disk.taken"));
    assertThat(run.metrics.value("split.disk.refused")).isZero();
    assertThat(guests.grants).isEmpty();
    assertThat(guests.mappings).isEmpty();
    assertThat(run.rig.live).as("DMA mappings left").isZero();
    assertThat(run.framesLeft()).isZero();
  }

  @Test
  void eachRequestTakesOneCrossingToMapItsPagesAndOneToUnmapThem() {
    StackRun run = new StackRun(Options.of("device=nvme"));
    TwoGuests guests = run.inGuest();
    String job = "[a]\nrw=read\nbs=44k\nsize=440k\ndirect=1\nioengine=libaio\niodepth=4\n";
    run.run(new FioBenchmark(FioJobFile.parse("test", job), 0), 1);

    long requests = run.metrics.value("split.disk.requests");
    assertThat(requests).as("of 11 pages each").isEqualTo(10);
    assertThat(run.metrics.value("split.disk.mappings")).isEqualTo(110);
    assertThat(guests.mapCalls).as("and one for the ring").isEqualTo(10 + 1);
    assertThat(guests.unmapCalls).isEqualTo(10 + 1);
  }

  @Test
  void aFileThroughThePageCacheReachesTheDiskAndComesBack() {
    StackRun run = new StackRun(Options.of("device=fc-san"));
    TwoGuests guests = run.inGuest();
    String job = "[a]\nrw=write\nbs=16k\nsize=1m\n[b]\nstonewall\nrw=read\nbs=16k\nsize=1m\n";
    run.run(new FioBenchmark(FioJobFile.parse("test", job), 0), 1);
    assertThat(run.metrics.value("disk.bytes.written")).isGreaterThanOrEqualTo(1 << 20);
    assertThat(guests.grants).isEmpty();
    assertThat(run.framesLeft()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGuestThatWritesAndGrantsWhatItLikesGetsErrorsAndNothingElse(boolean forDevices) {
    Rig rig = new Rig();
    TwoGuests guests = new TwoGuests(rig.machine);
    guests.forDevices = forDevices;
    SplitParts parts = SplitParts.of(guests);
    BlockFrontEnd front = new BlockFrontEnd(parts);
    Served real = new Served(forDevices);
    BlockLayer layer =
        new BlockLayer(
            rig.machine,
            real,
            new KernelObjects(new FrameObjects(rig.machine.pages())),
            new DiskCosts(rig.machine),
            false);
    BlockBackEnd back = new BlockBackEnd(parts, front, layer, 1000, 0);
    back.connect(guests.connect(0, 1, 0, () -> {}));
    int toBack = guests.connect(1, 0, 0, back.handler());
    long page =
        Objects.requireNonNull(guests.grants.get(front.ringGrant())).frame()
            << PhysicalMemory.FRAME_SHIFT;
    Random random = new Random(5);
    int produced = 0;
    List<Integer> own = new ArrayList<>();
    for (int round = 0; round < 1000; round++) {
      for (int i = random.nextInt(8); i > 0; i--) {
        rig.machine
            .memory()
            .writeIntLittleEndian(page + 64 + 4L * random.nextInt(900), random.nextInt(40));
      }
      if (random.nextInt(3) == 0) {
        long slot = page + 64 + 112L * (produced & 31);
        int grant = guests.grant(1, 0, 50 + random.nextInt(50), random.nextBoolean());
        own.add(grant);
        BlkifFormat.writeRequest(
            rig.machine.memory(), slot, random.nextInt(2), 1 + random.nextInt(2), round, 900);
        BlkifFormat.writeSegment(rig.machine.memory(), slot, 0, grant, 0, random.nextInt(9));
      }
      if (!own.isEmpty() && random.nextInt(3) == 0) {
        int index = random.nextInt(own.size());
        if (guests.end(1, own.get(index))) { // unless it is in use
          own.remove(index);
        }
      }
      produced += random.nextInt(3);
      rig.machine.memory().writeIntLittleEndian(page, produced);
      rig.machine.processors().post(1, CpuContext.TASK, () -> guests.send(toBack));
      rig.machine.advanceTo(rig.machine.now() + 1_000_000_000L);
      real.finish();
    }
    Figures figures = new Figures();
    back.report(figures);
    assertThat(figures.value("split.disk.taken")).isEqualTo(produced);
    assertThat(figures.value("split.disk.refused")).isBetween(1L, produced - 1L);
    assertThat(guests.mappings).as("the ring").hasSize(1);
  }

  /** A driver whose requests are done when it is told to. */
  private static final class Served implements DiskDriver {

    private final boolean reachable;
    private final ArrayDeque<BlockRequest> requests = new ArrayDeque<>();
    private @Nullable Listener listener;

    Served(boolean reachable) {
      this.reachable = reachable;
    }

    void finish() {
      while (!requests.isEmpty()) {
        Objects.requireNonNull(listener).served(requests.remove());
      }
    }

    @Override
    public DiskLimits limits() {
      return DeviceTimes.SCSI_LIMITS;
    }

    @Override
    public void listen(Listener who) {
      listener = who;
    }

    @Override
    public boolean issue(BlockRequest request) {
      assertThat(request.isReachable())
          .isEqualTo(reachable && request.kind != DiskCommand.Kind.FLUSH);
      for (int i = 0; request.isReachable() && i < request.segments.length(); i++) {
        assertThat(request.segments.busAddress(i))
            .isEqualTo(request.segments.physical(i) + TwoGuests.BUS);
      }
      requests.add(request);
      return true;
    }

    @Override
    public void commit() {}

    @Override
    public void close() {}

    @Override
    public void report(MetricSink sink) {}
  }
}
