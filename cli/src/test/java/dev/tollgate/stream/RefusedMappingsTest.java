package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.run.RunParts;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.run.Simulation;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What drivers do when a hypervisor refuses some of their entries: every byte arrives anyway. */
class RefusedMappingsTest {

  private static final int EVERY = 47;

  /** Rings and the first buffers are a start without which nothing runs. */
  private static final int FIRST = 230;

  /** A Calgary of which every so-many-th mapped entry is refused once the driver is at work. */
  private record Refusing(IommuFactory real) implements IommuFactory {

    @Override
    public String description() {
      return real.description();
    }

    @Override
    public ImmutableList<ParameterSpec> parameters() {
      return real.parameters();
    }

    @Override
    public ImmutableSet<IommuCapability> capabilities(Parameters parameters) {
      return real.capabilities(parameters);
    }

    @Override
    public Iommu create(IommuContext context, Parameters parameters) {
      return new Unit(real.create(context, parameters));
    }
  }

  private static final class Unit implements Iommu {

    private final Iommu real;
    private int maps;
    private boolean refused;

    Unit(Iommu real) {
      this.real = real;
    }

    @Override
    public long translate(int device, long busAddress, boolean write) {
      return real.translate(device, busAddress, write);
    }

    @Override
    public int domainOf(int device) {
      return real.domainOf(device);
    }

    @Override
    public IovaAllocator iovaAllocator(int domain) {
      return real.iovaAllocator(domain);
    }

    @Override
    public void map(int domain, long ioPage, int pages, long frame, DmaDirection direction) {
      if (++maps > FIRST && maps % EVERY == 0) {
        refused = true;
      } else {
        real.map(domain, ioPage, pages, frame, direction);
      }
    }

    @Override
    public void unmap(int domain, long ioPage, int pages) {
      real.unmap(domain, ioPage, pages);
    }

    @Override
    public boolean invalidateAll(int domain) {
      return real.invalidateAll(domain);
    }

    @Override
    public void endOfCall(int domain) {
      real.endOfCall(domain);
    }

    @Override
    public boolean refused(int domain) {
      boolean any = refused;
      refused = false;
      return any;
    }

    @Override
    public DmaDirection grants(DmaDirection direction) {
      return real.grants(direction);
    }
  }

  private static RunResult run(String workload, String policy, String... settings) {
    RunSpec spec =
        Streams.TOLLGATE
            .configure(Streams.TOLLGATE.settings().withOverrides(ImmutableList.copyOf(settings)))
            .runSpec("x460", "calgary", policy, "slab", workload);
    RunParts parts =
        new RunParts(
            new Refusing(Objects.requireNonNull(Streams.TOLLGATE.iommus().get("calgary"))),
            Objects.requireNonNull(Streams.TOLLGATE.policies().get(policy)),
            Objects.requireNonNull(Streams.TOLLGATE.allocators().get("slab")),
            Objects.requireNonNull(Streams.TOLLGATE.workloads().get(workload)));
    return new Simulation(spec, parts).run(events -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "strict", "batched", "deferred-queue"})
  void packetWhoseEntryIsRefusedIsDroppedAndSentAgain(String policy) {
    RunResult run =
        run("stream", policy, "workload.stream.test=TCP_MAERTS", "workload.stream.duration=50ms");

    assertThat(run.value("dma.maps.failed")).isGreaterThan(1);
    assertThat(run.value("nic.drops.transmit-mapping")).isGreaterThan(1);
    assertThat(run.value("stream.bytes")).isGreaterThan(100_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "strict", "batched"})
  void receiveBufferThatIsRefusedIsNotPosted(String policy) {
    RunResult run = run("stream", policy, "workload.stream.duration=50ms");

    assertThat(run.value("dma.maps.failed")).isGreaterThan(1);
    assertThat(run.value("stream.bytes")).isGreaterThan(100_000);
    assertThat(run.value("bus.faults")).as("nothing is used that is not mapped").isZero();
  }

  @Test
  void requestOfADiskThatIsRefusedWaitsForAnother() {
    RunResult run =
        run(
            "disk",
            "native",
            "workload.disk.profile=../examples/profiles/database.fio",
            "workload.disk.duration=60ms");

    assertThat(run.value("dma.maps.failed")).isPositive();
    assertThat(run.value("disk.requests")).isGreaterThan(50);
    assertThat(run.value("bus.faults")).isZero();
  }
}
