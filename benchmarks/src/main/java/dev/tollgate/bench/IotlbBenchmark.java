package dev.tollgate.bench;

import dev.tollgate.core.iommu.Iotlb;
import dev.tollgate.core.iommu.IotlbGeometry;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.iommu.Replacement;
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

/** Nanoseconds of one request to the translation cache: a look-up, and a fill if it missed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IotlbBenchmark {

  private static final int ENTRIES = 64;
  private static final int MASK = 0xffff;

  /** Entries of one set; 64 for one set of all. */
  @Param({"4", "64"})
  public int ways = 4;

  /** Which entry gives way. */
  @Param({"LRU", "FIFO", "CLOCK", "RANDOM", "PLRU"})
  public Replacement replacement = Replacement.LRU;

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private Iotlb iotlb;

  private int at;

  /** An empty cache of 64 entries. */
  @Setup
  public void setUp() {
    iotlb = new Iotlb(new IotlbGeometry(ENTRIES, ways, replacement), 1, IotlbListener.NONE);
  }

  /** Pages one after the other: every request misses. */
  @Benchmark
  public long everyRequestMisses() {
    at = (at + 1) & MASK;
    return request(at);
  }

  /** The same 16 pages again and again: every request hits. */
  @Benchmark
  public long everyRequestHits() {
    at = (at + 1) & 15;
    return request(at);
  }

  private long request(long page) {
    long value = iotlb.lookup(0, page);
    if (value == Iotlb.MISS) {
      iotlb.fill(0, page, page);
    }
    return value;
  }
}
