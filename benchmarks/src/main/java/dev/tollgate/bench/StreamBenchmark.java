package dev.tollgate.bench;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunSpec;
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
 * Milliseconds of the host for a stream at gigabit line rate, from the run's specification to its
 * result: 122,000 frames in each simulated second, of which 81,000 carry payload, every byte
 * checked and both meters on. On bare metal, ten seconds are to take less than 2 s, which is
 * 610,000 packets a second; in a domU, one is to take less than 400 ms, which is 300,000.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StreamBenchmark {

  private static final Tollgate TOLLGATE = Tollgate.load();

  /** Where the machine under test runs: by itself, as Xen's dom0, or as a domU beside it. */
  @Param({"bare-metal", "xen-dom0", "xen-domu"})
  public String environment = "";

  /** Which way the payload goes. */
  @Param({"TCP_STREAM", "TCP_MAERTS"})
  public String test = "";

  /** IOMMU, under its own policy. */
  @Param({"off", "calgary", "dart"})
  public String iommu = "";

  /** Simulated seconds. */
  @Param("1")
  public int seconds;

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private RunSpec spec;

  /** Reads the settings. */
  @Setup
  public void setUp() {
    spec =
        TOLLGATE
            .configure(
                TOLLGATE
                    .settings()
                    .withOverrides(
                        ImmutableList.of(
                            "workload.stream.test=" + test,
                            "workload.stream.duration=" + seconds + "s")))
            .runSpec(
                "x460",
                environment,
                iommu,
                iommu.equals(RunSpec.OFF) ? RunSpec.OFF : "native",
                "slab",
                "stream");
  }

  /** The whole run. */
  @Benchmark
  public long stream() {
    return TOLLGATE.run(spec).value("stream.bytes");
  }
}
