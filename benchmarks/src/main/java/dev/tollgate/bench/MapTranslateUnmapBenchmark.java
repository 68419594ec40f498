package dev.tollgate.bench;

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
 * Nanoseconds to map a page, let the device reach it, and unmap it, through the whole product: DMA
 * API, policy, IOMMU and bus, with both meters on.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MapTranslateUnmapBenchmark {

  /** IOMMU and policy. */
  @Param({
    "calgary+strict",
    "calgary+deferred",
    "calgary+native",
    "dart+strict",
    "dart+deferred",
    "dart+native"
  })
  public String combination = "";

  /** Whether the safety meters are on, as always in the product; off to see what they cost. */
  @Param("on")
  public String meters = "on";

  /** Pages that each IOMMU and policy maps, twice, before one of them is measured. */
  @Param("1000000")
  public int warming = 1_000_000;

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private Ring ring;

  /** Warms every combination, then makes the one to measure. */
  @Setup
  public void setUp() {
    boolean metered = meters.equals("on");
    Warming.all(warming, metered);
    ring = new Ring(ProductPath.of(combination, metered));
  }

  /** A buffer of one page. */
  @Benchmark
  public boolean onePage() {
    return ring.single();
  }

  /** A list of 16 pages, each counted. */
  @Benchmark
  @OperationsPerInvocation(Ring.PAGES)
  public boolean sixteenPages() {
    return ring.scatter();
  }
}
