package dev.tollgate.workload.replay;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunParts;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.run.Simulation;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.testkit.IommuVariant;
import dev.tollgate.testkit.WorstCaseIommu;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** Replays of small traces, as the command line would make them. */
final class ReplayBench {

  private static final Tollgate TOLLGATE = Tollgate.load();

  private ReplayBench() {}

  static Path write(Path folder, String name, String... lines) {
    try {
      return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A trace of {@code examples/traces}. */
  static Path example(String name) {
    return Path.of("../examples/traces").resolve(name);
  }

  /** Replays without IOMMU; settings as in {@code "accesses=none"}. */
  static RunResult replay(Path trace, String... settings) {
    return TOLLGATE.run(spec("lab", trace, settings));
  }

  /** Replays behind an IOMMU of 64 I/O pages that forgets nothing by itself, under a policy. */
  static RunResult replayBehindIommu(String policy, Path trace, String... settings) {
    IommuVariant unit =
        WorstCaseIommu.variant(
            IommuCapability.SELECTIVE_INVALIDATION,
            IommuCapability.FAULTS_ON_UNMAPPED,
            IommuCapability.READ_ONLY_ENTRIES,
            IommuCapability.WRITE_ONLY_ENTRIES);
    ProtectionPolicyFactory factory = Objects.requireNonNull(TOLLGATE.policies().get(policy));
    RunParts parts = new RunParts(unit.factory(), factory, null, new ReplayFactory());
    return new Simulation(spec("lab", trace, settings), parts).run(events -> {});
  }

  static RunSpec spec(String machine, Path trace, String... settings) {
    ImmutableList<String> overrides =
        Stream.concat(Stream.of("trace=\"" + trace.toAbsolutePath() + "\""), Stream.of(settings))
            .map(setting -> "workload.replay." + setting)
            .collect(ImmutableList.toImmutableList());
    return TOLLGATE
        .configure(TOLLGATE.settings().withOverrides(overrides))
        .runSpec(machine, RunSpec.OFF, RunSpec.OFF, "replay");
  }
}
