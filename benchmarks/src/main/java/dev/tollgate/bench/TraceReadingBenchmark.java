package dev.tollgate.bench;

import dev.tollgate.workload.trace.TraceReader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Milliseconds to read a whole gzipped trace; compare with {@code zcat FILE | wc -l}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TraceReadingBenchmark {

  /** Traces, from the checkout's top folder. */
  @Param({
    "examples/traces/tx16k-strict.ftrace.gz",
    "examples/traces/rx16k-strict+device.ftrace.gz",
    "core/src/test/resources/oracle/iommu-1.trace.gz"
  })
  public String trace = "";

  /** Reads every event; answers how many there are. */
  @Benchmark
  public long readAll() {
    long events = 0;
    try (TraceReader reader = TraceReader.open(Checkout.file(trace))) {
      while (reader.next()) {
        events++;
      }
    }
    return events;
  }
}
