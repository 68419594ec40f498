package dev.tollgate.bench;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds for an event of a trace whose answers the kernel's own code gave, replayed through
 * the whole product: Calgary under its native policy, both meters on. A map includes the device's
 * first access.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 5, time = 4)
@Measurement(iterations = 5, time = 3)
public class OracleReplayBenchmark {

  private static final Tollgate TOLLGATE = Tollgate.load();
  private static final int EVENTS = OracleEvents.EVENTS;
  private static final int PASSES = 50;

  /** The trace: one with room in the table, one with the table nearly full. */
  @Param({"iommu-1", "iommu-full-1"})
  public String trace = "";

  /** Pages that each IOMMU and policy maps, twice, before anything is measured. */
  @Param("1000000")
  public int warming = 1_000_000;

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private RunSpec onePass;

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private RunSpec manyPasses;

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private OracleEvents events;

  /** Warms every IOMMU and policy, then configures the runs. */
  @Setup
  public void setUp() {
    Warming.all(warming);
    onePass = spec(1);
    manyPasses = spec(PASSES);
    events = OracleEvents.of(trace);
  }

  private RunSpec spec(int passes) {
    ImmutableList<String> settings =
        ImmutableList.of(
            "iommu.calgary.reserve=false",
            "workload.replay.trace=\"" + Checkout.oracleTrace(trace) + "\"",
            "workload.replay.repeat=" + passes);
    return TOLLGATE
        .configure(TOLLGATE.settings().withOverrides(settings))
        .runSpec("oracle", "calgary", "native", "replay");
  }

  /** A run of one pass: machine set up, text unpacked and read, events, figures summed up. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public RunResult withReading() {
    return TOLLGATE.run(onePass);
  }

  /** A run of 50 passes; all but the first are from memory. */
  @Benchmark
  @OperationsPerInvocation(EVENTS * PASSES)
  public RunResult fromMemory() {
    return TOLLGATE.run(manyPasses);
  }

  /** The search for I/O pages alone, from memory; the passes follow one another. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long searchAlone() {
    return events.replay();
  }
}
