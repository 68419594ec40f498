package dev.tollgate.workload.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.workload.disk.ffsb.FfsbOperation;
import dev.tollgate.workload.disk.ffsb.FfsbProfile;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FfsbBenchmarkTest {

  private static final String SETS =
      """
      time=1
      directio=%d
      alignio=%d
      [filesystem]
        location=/a
        num_files=20
        num_dirs=3
        min_filesize=%s
        max_filesize=%s
      [end]
      """;

  private static FfsbBenchmark benchmark(String text, String duration) {
    return new FfsbBenchmark(
        FfsbProfile.parse("test", text), Options.of("duration=" + duration).duration());
  }

  private static String group(String... lines) {
    return "[threadgroup]\n num_threads=3\n" + String.join("\n", lines) + "\n[end]\n";
  }

  private static final String READS =
      group("read_weight=1", "read_size=64k", "read_blocksize=4k", "read_random=1");

  @ParameterizedTest
  @ValueSource(strings = {"fc-san", "nvme"})
  void whateverAreTheOperationsNothingIsLeftBehind(String device) {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 12; round++) {
      boolean direct = random.nextBoolean();
      int blocks = 512 * (1 + random.nextInt(direct ? 16 : 40));
      StringBuilder text = new StringBuilder();
      text.append(
          SETS.formatted(direct ? 1 : 0, random.nextInt(2), "256k", direct ? "256k" : "300k"));
      text.append("[threadgroup]\n num_threads=").append(1 + random.nextInt(6)).append('\n');
      for (FfsbOperation operation : FfsbOperation.values()) {
        int weight = operation == FfsbOperation.CREATE ? 3 : random.nextInt(2);
        text.append(operation.word()).append("_weight=").append(weight).append('\n');
      }
      text.append("read_size=").append(128 << 10).append('\n');
      text.append("read_blocksize=").append(blocks).append('\n');
      text.append("read_random=").append(random.nextInt(2)).append('\n');
      text.append("write_size=").append(blocks * (1 + random.nextInt(4))).append('\n');
      text.append("write_blocksize=").append(blocks).append('\n');
      text.append("write_random=").append(random.nextInt(2)).append('\n');
      text.append("op_delay=").append(random.nextInt(2)).append("\n[end]\n");
      String[] settings = {
        "device=" + device,
        "page-cache=" + (1 + random.nextInt(4)) + "M",
        "volatile-cache=" + random.nextBoolean(),
        "fc-queue-depth=" + (1 + random.nextInt(8)),
        "nvme-queue-depth=" + (1 + random.nextInt(8)),
        "coalesce-commands=" + (1 + random.nextInt(4)),
        "coalesce-time=50us"
      };
      StackRun run =
          new StackRun(Options.of(settings)).run(benchmark(text.toString(), "300ms"), round);

      assertThat(run.framesLeft()).as(text.toString()).isEqualTo(0);
      assertThat(run.rig.live).isEqualTo(0);
      assertThat(run.rig.debug.reports()).isEmpty();
      assertThat(run.metrics.value("disk.operations")).isGreaterThan(0);
      assertThat(run.metrics.value("disk.sectors.checked")).isGreaterThan(0);
    }
  }

  @Test
  void theSameSeedGivesTheSameFiguresAndAnotherOnesOthers() {
    String text = SETS.formatted(0, 1, "256k", "256k") + READS;
    DiskOptions options = Options.of("device=nvme", "page-cache=2M");
    StackRun one = new StackRun(options).run(benchmark(text, "50ms"), 1);
    StackRun again = new StackRun(options).run(benchmark(text, "50ms"), 1);
    StackRun other = new StackRun(options).run(benchmark(text, "50ms"), 2);

    assertThat(again.metrics.values()).isEqualTo(one.metrics.values());
    assertThat(other.metrics.values()).isNotEqualTo(one.metrics.values());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fc-san", "nvme"})
  void dataThatGoAstrayEndTheRun(String device) {
    String text = SETS.formatted(0, 1, "256k", "256k") + READS;
    StackRun run = new StackRun(Options.of("device=" + device));
    // From the fiftieth command on every access lands one page further.
    run.rig.machine.events().schedule(20_000_000_000L, now -> run.rig.astray = 4096);

    assertThatThrownBy(() -> run.run(benchmark(text, "1s"), 1))
        .isInstanceOf(InvariantViolation.class);
  }

  @Test
  void everyBlockIsOneTransaction() {
    String text = SETS.formatted(1, 1, "256k", "256k") + READS;
    StackRun run = new StackRun(Options.of("device=nvme")).run(benchmark(text, "20ms"), 1);

    long transactions = run.metrics.value("disk.operations");
    assertThat(transactions % 16).isEqualTo(0);
    assertThat(run.metrics.value("disk.program.read")).isEqualTo(transactions * 4096);
    assertThat(run.metrics.value("disk.bytes.read")).isGreaterThanOrEqualTo(transactions * 4096);
    assertThat(run.metrics.value("disk.bytes.written")).isEqualTo(0);
  }

  @Test
  void aFileSmallerThanWhatIsReadOfItIsRefused() {
    String text = SETS.formatted(0, 1, "32k", "64k") + READS;

    assertThatThrownBy(() -> new StackRun(Options.of()).run(benchmark(text, "1s"), 1))
        .isInstanceOf(BadInputException.class)
        .hasMessage("/a: operations move 65536 bytes of a file, but files may have only 32768");
  }

  @Test
  void aDiskTooSmallForTheFilesIsRefused() {
    String text = SETS.formatted(0, 1, "8m", "8m") + READS;

    assertThatThrownBy(
            () -> new StackRun(Options.of("fc-capacity=64M")).run(benchmark(text, "1s"), 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("file system 0 (/a): the disk is full");
  }

  @Test
  void directIoThatIsNoMultipleOfASectorIsRefused() {
    String text =
        SETS.formatted(1, 1, "256k", "256k")
            + group("write_weight=1", "write_size=64k", "write_blocksize=1000");

    assertThatThrownBy(() -> new StackRun(Options.of()).run(benchmark(text, "1s"), 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("must be multiples of 512");
  }

  @Test
  void buffersThatDoNotFitTheMachineAreRefused() {
    String text =
        SETS.formatted(1, 1, "256m", "256m")
            + group("read_weight=1", "read_size=128m", "read_blocksize=128m");

    assertThatThrownBy(() -> new StackRun(Options.of()).run(benchmark(text, "1s"), 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("a buffer of 134217728 bytes does not fit the memory of machine rig");
  }

  @Test
  void aPageCacheThatDoesNotFitTheMachineIsRefused() {
    assertThatThrownBy(
            () ->
                new StackRun(Options.of("page-cache=1G"))
                    .run(benchmark(SETS.formatted(0, 1, "256k", "256k") + READS, "1s"), 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("workload.disk.page-cache is 1073741824 bytes, more than the");
  }

  @Test
  void aQueueOfNoCommandsIsRefused() {
    assertThatThrownBy(() -> Options.of("fc-queue-depth=0"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("fc-queue-depth");
    assertThatThrownBy(() -> Options.of("nvme-queue-depth=0"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("nvme-queue-depth");
  }
}
