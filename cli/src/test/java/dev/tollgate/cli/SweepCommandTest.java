package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code run --sweep}: the smallest value at which each combination comes out well. */
class SweepCommandTest {

  private static final Path EXPERIMENT = Path.of("..", "experiments", "two-megabytes.conf");
  private static final String[] FEW = {
    "--set", "vary.workload.boot.stack=[4K]",
    "--set", "vary.workload.boot.sysfs=[off]",
    "--set", "vary.workload.boot.printk=[false, true]",
  };

  private static Shell sweep(Path out, String range) {
    String[] arguments = {"run", EXPERIMENT.toString(), "--out", out.toString(), "--sweep", range};
    String[] all = new String[arguments.length + FEW.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(FEW, 0, all, arguments.length, FEW.length);
    return Shell.run(all);
  }

  @Test
  void theSmallestRamIsFoundForEachCombination(@TempDir Path folder) {
    Shell shell = sweep(folder, "machine.ram=1M..4MiB:4KiB");

    assertThat(shell.err).doesNotContain("tollgate:");
    assertThat(shell.exitCode).isZero();
    assertThat(shell.out.lines().map(String::strip))
        .anySatisfy(line -> assertThat(line).matches("slob printk=false +1804K +before: .*"))
        .anySatisfy(line -> assertThat(line).matches("slob printk=true +1904K +before: .*"))
        .anySatisfy(line -> assertThat(line).matches("slab printk=false +2020K +before: .*"))
        .anySatisfy(line -> assertThat(line).matches("slab printk=true +2120K +before: .*"));
    assertThat(folder.resolve("report.html"))
        .content()
        .contains("Smallest machine.ram")
        .contains("2120K");
    Shell again = Shell.run("report", folder.toString());
    assertThat(again.out).isEqualTo(shell.out);
  }

  @Test
  void aRangeInWhichNothingBootsOrEverythingDoesIsSaid(@TempDir Path folder) {
    assertThat(sweep(folder, "machine.ram=1M..1200K:4K").out)
        .containsPattern("slob printk=false +none +before: does not boot: setup_arch");
    assertThat(sweep(folder, "machine.ram=3M..4M:512K").out)
        .containsPattern("slob printk=false +3072K\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "machine.ram | expected PATH=FROM..TO:STEP, such as machine.ram=1M..4M:4K",
        "machine.ram=4M..1M:4K | must rise",
        "machine.ram=1M..4M:0 | must rise",
        "machine.ram=a..b:c | is no number",
        "allocator=1..2:1 | allocator has no order to look through; vary it",
        "machine.rom=1M..4M:4K | machine.rom",
        "workload.boot.printk=1..2:1 | workload.boot.printk",
      })
  void aWrongRangeIsBadInput(String range, String complaint, @TempDir Path folder) {
    Shell shell = sweep(folder, range);

    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains(complaint);
  }

  @Test
  void aWorkloadWithoutOutcomeCannotBeSearched(@TempDir Path folder) {
    Shell shell =
        Shell.run(
            "run",
            Path.of("..", "experiments", "first-look.conf").toString(),
            "--set",
            "vary.iommu=[off]",
            "--set",
            "vary.policy=[off]",
            "--out",
            folder.toString(),
            "--sweep",
            "machine.ram=512M..513M:1M");

    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains("the workload replay has no outcome");
  }
}
