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
 * Nanoseconds of the host for a packet through link, network interface, driver, DMA API, policy,
 * IOMMU and the kernel's allocator, both meters on; no protocol above.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PacketBenchmark {

  /** IOMMU and policy. */
  @Param({"calgary+deferred", "calgary+strict", "dart+deferred"})
  public String combination = "";

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private PacketPath path;

  /** Makes the machine to measure. */
  @Setup
  public void setUp() {
    path = new PacketPath(ProductPath.of(combination), "slab");
  }

  /** A frame of 1514 bytes received: one map, one unmap. */
  @Benchmark
  @OperationsPerInvocation(PacketPath.PACKETS)
  public boolean receive() {
    return path.receive();
  }

  /** A frame of 1514 bytes sent, gathered from three places: three maps, three unmaps. */
  @Benchmark
  @OperationsPerInvocation(PacketPath.PACKETS)
  public boolean send() {
    return path.send();
  }
}
