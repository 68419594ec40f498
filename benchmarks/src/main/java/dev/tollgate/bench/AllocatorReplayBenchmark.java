package dev.tollgate.bench;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.settings.Configuration;
import dev.tollgate.core.spi.AllocatorContext;
import dev.tollgate.core.spi.KernelAllocator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Microseconds of one replay of an allocation trace through a fresh allocator, without accounting;
 * {@code docs/benchmarks.md} says how many events each trace has. The processor time is that of an
 * event: neither the making of machine and allocator is in it nor the collector's work.
 *
 * <p>All allocators replay the trace before one of them is measured.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AllocatorReplayBenchmark {

  private static final Tollgate TOLLGATE = Tollgate.load();
  private static final long TOUCHED = 48L << 20;

  /** The allocator, with its variant where it is not the default. */
  @Param({"slab", "slab 2.6.5", "slob", "slob 2.6.25"})
  public String allocator = "";

  /** The trace: what stands before {@code .trace.gz}. */
  @Param({"boot-1", "fifo-1", "frag-1", "lifo-1", "powerlaw-1", "random-1"})
  public String trace = "";

  /** Folder of the traces, relative to where the benchmark is started. */
  @Param("../shared/data/oracle")
  public String folder = "";

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private AllocationTrace events;

  @SuppressWarnings("NullAway.Init") // JMH calls begin first.
  private KernelAllocator fresh;

  /** Reads the trace and lets every allocator replay it. */
  @Setup
  public void setUp() throws IOException {
    events = new AllocationTrace(Path.of(folder, trace + ".trace.gz"));
    for (int round = 0; round < 10; round++) {
      for (String other : new String[] {"slab", "slab 2.6.5", "slob", "slob 2.6.25"}) {
        events.replay(allocator(other));
      }
    }
  }

  /** Makes a machine whose memory was in use before, and an allocator in it. */
  @Setup(Level.Invocation)
  public void begin() {
    fresh = allocator(allocator);
  }

  private static KernelAllocator allocator(String nameAndVariant) {
    String[] words = nameAndVariant.split(" ", 2);
    String path = "allocator." + words[0];
    Configuration configuration =
        words.length == 1
            ? TOLLGATE.configure(TOLLGATE.settings())
            : TOLLGATE.configure(
                TOLLGATE
                    .settings()
                    .withOverrides(ImmutableList.of(path + ".variant=\"" + words[1] + "\"")));
    MachineProfile oracle = configuration.machine("oracle");
    CostProfile prices = configuration.costProfile(oracle.costProfile());
    Machine machine = new Machine(small(oracle), prices);
    for (long page = 0; page < TOUCHED; page += PhysicalMemory.FRAME_BYTES) {
      machine.memory().writeByte(page, (byte) 1);
      machine.memory().writeByte(page, (byte) 0);
    }
    return Objects.requireNonNull(TOLLGATE.allocators().get(words[0]), words[0])
        .create(new AllocatorContext(machine, 1), configuration.parameters(path));
  }

  /** The machine without the memory that its page allocator does not have: 2.6.5 is 32-bit. */
  private static MachineProfile small(MachineProfile machine) {
    return new MachineProfile(
        machine.name(),
        machine.description(),
        machine.cpus(),
        machine.cpuHz(),
        machine.pageFrames() << 12,
        0,
        machine.pageAllocator(),
        machine.costProfile());
  }

  /** One replay. */
  @Benchmark
  public long replay() {
    MeasuredPart.begin();
    long sum = events.replay(fresh);
    MeasuredPart.end(events.count());
    return sum;
  }
}
