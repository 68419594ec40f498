package dev.tollgate.bench;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Milliseconds of one whole run that replays an allocation trace with known answers through
 * Calgary, from the file to the figures of both meters. The trace is replayed several times in a
 * row within the run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class OracleReplayBenchmark {

  private static final Tollgate TOLLGATE = Tollgate.load();

  /** The trace: one with room in the table, one with the table nearly full. */
  @Param({"iommu-1", "iommu-full-1"})
  public String trace = "";

  /** Passes in one run. */
  @Param({"1", "11"})
  public int repeat = 1;

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private RunSpec spec;

  /** Warms every IOMMU and policy, then configures the run. */
  @Setup
  public void setUp() {
    Warming.all();
    Path file = Path.of("core/src/test/resources/oracle", trace + ".trace.gz");
    ImmutableList<String> settings =
        ImmutableList.of(
            "iommu.calgary.reserve=false",
            "workload.replay.trace=\"" + file.toAbsolutePath() + "\"",
            "workload.replay.repeat=" + repeat);
    spec =
        TOLLGATE
            .configure(TOLLGATE.settings().withOverrides(settings))
            .runSpec("oracle", "calgary", "deferred", "replay");
  }

  /** One run. */
  @Benchmark
  public RunResult replay() {
    return TOLLGATE.run(spec);
  }
}
