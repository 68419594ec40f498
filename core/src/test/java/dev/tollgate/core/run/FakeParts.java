package dev.tollgate.core.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.policy.PolicyBench;
import dev.tollgate.core.spi.AllocatorContext;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.FreshMachines;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.core.spi.WorkloadUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Parts of a run that note in one diary when they are asked for what. */
final class FakeParts {

  final List<String> diary = new ArrayList<>();
  final List<Long> seeds = new ArrayList<>();

  ImmutableList<Device> devices =
      ImmutableList.of(Device.ofDefaults(0, "nic", 0), Device.ofDefaults(1, "disk", 0));
  ImmutableSet<IommuCapability> demanded = ImmutableSet.of();
  ImmutableSet<IommuCapability> capabilities =
      ImmutableSet.of(IommuCapability.SELECTIVE_INVALIDATION);
  Applicability applicability = Applicability.applicable();
  Consumer<WorkloadContext> work = context -> {};
  Consumer<FreshMachines> afterwards = machines -> {};
  Consumer<MetricSink> workloadReport = sink -> {};
  Runnable check = () -> {};
  int passedDevice = -1;
  ImmutableSet<WorkloadUse> uses = ImmutableSet.of(WorkloadUse.DMA);
  @Nullable IommuContext iommuContext;

  /** A run of a workload that only allocates. */
  static RunSpec allocation(String iommu, String allocator) {
    RunSpec spec = spec(iommu, false, 1);
    return new RunSpec(
        spec.machine(),
        spec.prices(),
        spec.iommu(),
        spec.policy(),
        allocator,
        spec.workload(),
        spec.parameters(),
        false,
        1);
  }

  RunParts withAllocator(@Nullable IommuFactory iommu) {
    return new RunParts(
        iommu,
        Objects.requireNonNull(Tollgate.load().policies().get("off")),
        new FakeAllocatorFactory(),
        new FakeWorkloadFactory());
  }

  static RunSpec spec(String iommu, boolean dmaDebug, long seed) {
    var machine = PolicyBench.machine(64, 0);
    return new RunSpec(
        machine.profile(),
        machine.ledger().profile(),
        iommu,
        iommu.equals(RunSpec.OFF) ? RunSpec.OFF : "fake",
        RunSpec.NONE,
        "fake",
        ImmutableMap.of(),
        dmaDebug,
        seed);
  }

  RunParts behindIommu() {
    return new RunParts(
        new FakeIommuFactory(), new FakePolicyFactory(), null, new FakeWorkloadFactory());
  }

  RunParts behindNothing(ProtectionPolicyFactory policy) {
    return new RunParts(null, policy, null, new FakeWorkloadFactory());
  }

  private final class FakeWorkloadFactory implements WorkloadFactory {

    @Override
    public String description() {
      return "for tests";
    }

    @Override
    public ImmutableList<ParameterSpec> parameters() {
      return ImmutableList.of();
    }

    @Override
    public ImmutableSet<WorkloadUse> uses() {
      return uses;
    }

    @Override
    public Workload create(Parameters parameters, long seed) {
      diary.add("workload made");
      seeds.add(seed);
      return new FakeWorkload();
    }
  }

  private final class FakeWorkload implements Workload {

    @Override
    public WorkloadDemands demands() {
      return new WorkloadDemands(devices, 77, demanded);
    }

    @Override
    public void run(WorkloadContext context) {
      diary.add("workload runs");
      work.accept(context);
    }

    @Override
    public void afterwards(FreshMachines machines) {
      afterwards.accept(machines);
    }

    @Override
    public void report(MetricSink sink) {
      diary.add("workload reports");
      workloadReport.accept(sink);
    }
  }

  private final class FakeAllocatorFactory implements AllocatorFactory {

    @Override
    public String description() {
      return "for tests";
    }

    @Override
    public ImmutableList<ParameterSpec> parameters() {
      return ImmutableList.of();
    }

    @Override
    public KernelAllocator create(AllocatorContext context, Parameters parameters) {
      diary.add("allocator made");
      seeds.add(context.seed());
      return new FrameAllocator(context.machine().pages(), diary);
    }
  }

  private final class FakePolicyFactory implements ProtectionPolicyFactory {

    @Override
    public String description() {
      return "for tests";
    }

    @Override
    public ImmutableList<ParameterSpec> parameters() {
      return ImmutableList.of();
    }

    @Override
    public Applicability on(ImmutableSet<IommuCapability> unit) {
      return applicability;
    }

    @Override
    public ProtectionPolicy create(PolicyContext context, Parameters parameters) {
      diary.add("policy made for " + context.device().name());
      return new FakePolicy(context);
    }
  }

  /** Maps each page to the I/O page of the same number; never invalidates before the end. */
  private final class FakePolicy implements ProtectionPolicy {

    private final PolicyContext context;
    private long maps;

    FakePolicy(PolicyContext context) {
      this.context = context;
    }

    @Override
    public long map(long physical, long size, DmaDirection direction, int pageAlignment) {
      maps++;
      context.domain().map(physical >>> 12, 1, physical >>> 12, direction);
      context.domain().endOfCall();
      return physical;
    }

    @Override
    public void unmap(long busAddress, long size, DmaDirection direction) {
      context.domain().unmap(busAddress >>> 12, 1);
      context.domain().endOfCall();
    }

    @Override
    public void close() {
      diary.add("policy closed for " + context.device().name());
      context.domain().invalidateAll();
    }

    @Override
    public void report(MetricSink sink) {
      sink.metric("policy.maps", maps, "count", "Maps");
    }
  }

  private final class FakeIommuFactory implements IommuFactory {

    @Override
    public String description() {
      return "for tests";
    }

    @Override
    public ImmutableList<ParameterSpec> parameters() {
      return ImmutableList.of();
    }

    @Override
    public ImmutableSet<IommuCapability> capabilities(Parameters parameters) {
      return capabilities;
    }

    @Override
    public Iommu create(IommuContext context, Parameters parameters) {
      diary.add("iommu made");
      seeds.add(context.seed());
      iommuContext = context;
      return new FakeIommu();
    }
  }

  /** Lets through every access that its table, one for all devices, does not say no to. */
  private final class FakeIommu implements Iommu {

    @Override
    public boolean translates(int device) {
      return device != passedDevice;
    }

    @Override
    public int domainOf(int device) {
      if (device == passedDevice) {
        throw new IllegalArgumentException("not translated");
      }
      return 0;
    }

    @Override
    public IovaAllocator iovaAllocator(int domain) {
      return new UnusedPages();
    }

    @Override
    public void map(int domain, long ioPage, int pages, long frame, DmaDirection direction) {}

    @Override
    public void unmap(int domain, long ioPage, int pages) {}

    @Override
    public boolean invalidateAll(int domain) {
      diary.add("iommu forgets");
      return true;
    }

    @Override
    public long translate(int device, long busAddress, boolean write) {
      return busAddress;
    }

    @Override
    public void report(MetricSink sink) {
      diary.add("iommu reports");
      sink.metric("iommu.figure", 1, "count", "A figure");
    }

    @Override
    public void check() {
      diary.add("iommu checked");
      check.run();
    }
  }

  private static final class UnusedPages implements IovaAllocator {

    @Override
    public long allocate(int pages, int alignment, long boundaryPages) {
      return NONE;
    }

    @Override
    public long retry(int pages, int alignment, long boundaryPages) {
      return NONE;
    }

    @Override
    public boolean free(long ioPage, int pages) {
      return false;
    }

    @Override
    public long size() {
      return 64;
    }

    @Override
    public long used() {
      return 0;
    }
  }
}
