package dev.tollgate.workload.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.disk.fio.FioJobFile;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FioBenchmarkTest {

  private static FioBenchmark benchmark(String text) {
    return new FioBenchmark(FioJobFile.parse("test", text), 0);
  }

  private static StackRun run(String text, String... settings) {
    return new StackRun(Options.of(settings)).run(benchmark(text), 1);
  }

  /** Values of a key of the JSON, in order. */
  private static long[] values(StackRun run, String key) {
    Matcher matcher =
        Pattern.compile("\"" + key + "\" : ([0-9]+)").matcher(run.metrics.text("fio.json"));
    return matcher.results().mapToLong(found -> Long.parseLong(found.group(1))).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fc-san", "nvme"})
  void aJobMovesItsSizeAndNoMore(String device) {
    StackRun run =
        run(
            "[a]\nrw=read\nbs=16k\nsize=1m\ndirect=1\nioengine=libaio\niodepth=4\n",
            "device=" + device);

    assertThat(run.metrics.value("disk.operations")).isEqualTo(64);
    assertThat(run.metrics.value("disk.program.read")).isEqualTo(1 << 20);
    assertThat(run.metrics.value("disk.bytes.read")).isEqualTo(1 << 20);
    assertThat(run.metrics.value("disk.bytes.written")).isEqualTo(0);
    assertThat(run.metrics.value("disk.depth.max")).isBetween(2L, 4L);
    assertThat(values(run, "io_bytes")[0]).isEqualTo(1 << 20);
    assertThat(run.framesLeft()).isEqualTo(0);
  }

  @Test
  void timeEndsAJobThatIsBasedOnIt() {
    StackRun run =
        run(
            "[a]\nrw=randread\nbs=4k\nsize=1m\ndirect=1\nruntime=20ms\ntime_based\n",
            "device=nvme");

    assertThat(run.metrics.value("disk.elapsed")).isBetween(20_000_000_000L, 21_000_000_000L);
    assertThat(run.metrics.value("disk.program.read")).isGreaterThan(256 << 10);
  }

  @Test
  void moreAtOnceGetsMoreDoneAtThePriceOfLatency() {
    String job =
        """
        [a]
        rw=randread
        bs=4k
        size=16m
        direct=1
        ioengine=libaio
        runtime=50ms
        time_based
        iodepth=\
        """;
    StackRun one = run(job + "1", "device=nvme");
    StackRun many = run(job + "32", "device=nvme");

    assertThat(many.metrics.value("disk.iops")).isGreaterThan(5 * one.metrics.value("disk.iops"));
    assertThat(many.metrics.value("disk.request-latency.mean"))
        .isGreaterThan(one.metrics.value("disk.request-latency.mean"));
  }

  @Test
  void onePageAtDepthOneTakesTheDiskAndTheWayThere() {
    StackRun run =
        run("[a]\nrw=randread\nbs=4k\nsize=16m\ndirect=1\nioengine=libaio\n", "device=nvme");

    // 60 us for the cells, 10 for the controller, 10.24 for the channel, 1.28 for the link, 0.8 for
    // the doorbell, and the CPU's part.
    assertThat(run.metrics.value("disk.request-latency.p50")).isBetween(82_000_000L, 85_000_000L);
  }

  @Test
  void jobsThatWaitComeAfterTheOthers() {
    StackRun run =
        run(
            """
            [global]
            direct=1
            bs=4k
            size=256k
            [a]
            rw=read
            [b]
            stonewall
            rw=write
            """,
            "device=nvme");

    assertThat(values(run, "groupid")).containsExactly(0, 1);
    assertThat(values(run, "io_bytes")).contains(256 << 10);
    assertThat(run.metrics.value("disk.program.read")).isEqualTo(256 << 10);
    assertThat(run.metrics.value("disk.program.written")).isEqualTo(256 << 10);
  }

  @Test
  void processesAreReportedApartOrTogether() {
    String jobs = "[a]\nrw=read\ndirect=1\nbs=4k\nsize=64k\nnumjobs=3\n";

    assertThat(values(run(jobs, "device=nvme"), "groupid")).hasSize(3);
    assertThat(values(run(jobs + "group_reporting\n", "device=nvme"), "groupid")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fc-san", "nvme"})
  void whateverTheJobsNothingIsLeftBehind(String device) {
    SplittableRandom random = new SplittableRandom(4);
    String[] patterns = {"read", "write", "randread", "randwrite", "rw", "randrw"};
    for (int round = 0; round < 12; round++) {
      StringBuilder text = new StringBuilder("[global]\nsize=512k\nruntime=30ms\ntime_based\n");
      boolean shares = random.nextBoolean();
      for (int job = 0; job < 1 + random.nextInt(3); job++) {
        text.append("[job").append(job).append("]\n");
        text.append("rw=").append(patterns[random.nextInt(6)]).append('\n');
        text.append("bssplit=").append(512 << random.nextInt(5)).append("/50:");
        text.append(4096 * (1 + random.nextInt(16))).append("/50\n");
        text.append("direct=").append(random.nextInt(2)).append('\n');
        text.append("ioengine=").append(random.nextBoolean() ? "libaio" : "psync").append('\n');
        text.append("iodepth=").append(1 + random.nextInt(12)).append('\n');
        text.append("numjobs=").append(1 + random.nextInt(3)).append('\n');
        text.append(shares ? "filename=/shared\n" : "");
      }
      StackRun run =
          new StackRun(
                  Options.of(
                      "device=" + device,
                      "page-cache=1M",
                      "fc-queue-depth=" + (1 + random.nextInt(5)),
                      "nvme-queue-depth=" + (1 + random.nextInt(5))))
              .run(benchmark(text.toString()), round);

      assertThat(run.framesLeft()).as(text.toString()).isEqualTo(0);
      assertThat(run.rig.live).isEqualTo(0);
      assertThat(run.rig.debug.reports()).isEmpty();
      assertThat(run.metrics.value("disk.operations")).isGreaterThan(0);
    }
  }

  @Test
  void theSameSeedGivesTheSameText() {
    String job = "[a]\nrw=randrw\nbs=4k\nsize=1m\ndirect=1\nioengine=libaio\niodepth=4\n";

    assertThat(run(job).metrics.text("fio.json")).isEqualTo(run(job).metrics.text("fio.json"));
  }

  @Test
  void blocksThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> run("[a]\nrw=read\nbs=1m\nsize=64k\n"))
        .isInstanceOf(BadInputException.class);
  }

  @Test
  void buffersThatDoNotFitTheMachineAreRefused() {
    assertThatThrownBy(
            () -> run("[a]\nrw=read\nbs=1m\nsize=64m\ndirect=1\nioengine=libaio\niodepth=128\n"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("does not fit the memory of machine rig");
  }
}
