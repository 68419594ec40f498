package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.settings.Configuration;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of the workload {@code disk} with the plugins there are. */
class DiskRunsTest {

  private static final Tollgate TOLLGATE = Tollgate.load();

  private static final String PROFILE =
      """
      time=1
      directio=%d
      alignio=1
      [filesystem]
        location=/mnt/ffsb
        num_files=20
        min_filesize=64k
        max_filesize=64k
      [end]
      [threadgroup]
        num_threads=4
        read_weight=3
        read_random=1
        read_size=32k
        read_blocksize=4k
        write_weight=2
        write_size=32k
        write_blocksize=8k
        write_fsync_weight=1
        create_weight=2
        delete_weight=1
      [end]
      """;

  private static Configuration configure(Path profile, String device) {
    return TOLLGATE.configure(
        TOLLGATE
            .settings()
            .withOverrides(
                ImmutableList.of(
                    "workload.disk.profile=\"" + profile + "\"",
                    "workload.disk.device=" + device,
                    "workload.disk.duration=3ms",
                    "workload.disk.page-cache=1M",
                    "run.dma-debug=true")));
  }

  /** Data are verified during the run, and at its end nothing may be left mapped. */
  @Test
  void everyUnitUnderEveryPolicyMovesTheRightBytes(@TempDir Path folder) throws IOException {
    int runs = 0;
    for (String device : ImmutableList.of("fc-san", "nvme")) {
      Path profile =
          Files.writeString(
              folder.resolve(device), PROFILE.formatted(device.equals("nvme") ? 1 : 0));
      Configuration configuration = configure(profile, device);
      runs += check(configuration.runSpec("x460", RunSpec.OFF, RunSpec.OFF, "slob", "disk"));
      for (String iommu : TOLLGATE.iommus().keySet()) {
        IommuFactory unit = TOLLGATE.iommus().get(iommu);
        for (String policy : TOLLGATE.policies().keySet()) {
          ProtectionPolicyFactory how = TOLLGATE.policies().get(policy);
          if (unit != null
              && how != null
              && unit.on(configuration.machine("x460")) instanceof Applicability.Applicable
              && how.on(unit.capabilities(configuration.parameters("iommu." + iommu)))
                  instanceof Applicability.Applicable) {
            runs += check(configuration.runSpec("x460", iommu, policy, "slab", "disk"));
          }
        }
      }
    }
    assertThat(runs).isGreaterThan(10);
  }

  private static int check(RunSpec spec) {
    RunResult result = TOLLGATE.run(spec);
    assertThat(result.value("disk.operations")).as("%s", spec).isPositive();
    assertThat(result.value("disk.sectors.checked")).as("%s", spec).isPositive();
    assertThat(result.metrics().keySet().stream().filter(name -> name.startsWith("dma.debug.")))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(result.value(name)).as(name + " of " + spec).isZero());
    return 1;
  }

  @Test
  void whatFfsbPrintedIsShown(@TempDir Path folder) throws IOException {
    Path profile = Files.writeString(folder.resolve("a.ffsb"), PROFILE.formatted(0));
    Path experiment =
        Files.writeString(
            folder.resolve("a.conf"),
            """
            use { machine = x460, workload = disk, iommu = off, allocator = slab }
            workload.disk { profile = "%s", duration = 3ms }
            """
                .formatted(profile));
    String results = folder.resolve("results").toString();
    Shell run = Shell.run("run", experiment.toString(), "--out", results);
    assertThat(run.exitCode).as(run.err).isZero();

    Shell shown = Shell.run("show", "ffsb", results);

    assertThat(shown.exitCode).as(shown.err).isZero();
    assertThat(shown.out)
        .startsWith("FFSB version 6.0-RC2~simulated started\n")
        .contains("Transactions per Second\n")
        .endsWith("% CPU Utilization\n");
    assertThat(Files.readString(Path.of(results, "run-1", "ffsb.txt"))).isEqualTo(shown.out);
  }

  @Test
  void aProfileThatIsMissingIsNamed(@TempDir Path folder) throws IOException {
    Path experiment =
        Files.writeString(
            folder.resolve("a.conf"),
            """
            use { machine = x460, workload = disk, iommu = off, allocator = slab }
            workload.disk.profile = none.ffsb
            """);

    Shell run =
        Shell.run("run", experiment.toString(), "--out", folder.resolve("results").toString());

    assertThat(run.exitCode).isNotZero();
    assertThat(run.err).contains("none.ffsb");
  }
}
