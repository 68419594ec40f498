package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Makes policies that are sound but for one thing, which they leave out once. */
record BrokenPolicy(ProtectionPolicyFactory sound, Defect defect, int which)
    implements ProtectionPolicyFactory {

  /** What is left out. */
  enum Defect {
    /** An invalidation never reaches the unit, which seems to obey. */
    INVALIDATION,
    /** A sync for the CPU. */
    SYNC_FOR_CPU,
    /** A sync for the device. */
    SYNC_FOR_DEVICE,
    /** At map the driver's bytes are not what the device gets. */
    COPY_AT_MAP,
    /** At unmap the driver does not get the device's bytes. */
    COPY_AT_UNMAP,
    /** Entries lead to the page frames behind the right ones. */
    FRAME
  }

  @Override
  public String description() {
    return "Sound, but for one thing.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return sound.parameters();
  }

  @Override
  public Applicability on(ImmutableSet<IommuCapability> capabilities) {
    return sound.on(capabilities);
  }

  @Override
  public ProtectionPolicy create(PolicyContext context, Parameters parameters) {
    DmaDomain domain = new Domain(context.domain());
    return new Policy(
        sound.create(new PolicyContext(context.machine(), context.device(), domain), parameters),
        context.machine().memory());
  }

  private final class Domain implements DmaDomain {

    private final DmaDomain domain;
    private int invalidations;
    private int maps;

    Domain(DmaDomain domain) {
      this.domain = domain;
    }

    private boolean skips() {
      return defect == Defect.INVALIDATION && ++invalidations == which;
    }

    private long frame(long frame) {
      return defect == Defect.FRAME && ++maps == which ? frame + 1 : frame;
    }

    @Override
    public ImmutableSet<IommuCapability> capabilities() {
      return domain.capabilities();
    }

    @Override
    public IovaAllocator iova() {
      return domain.iova();
    }

    @Override
    public void map(long ioPage, int pages, long frame, DmaDirection direction) {
      domain.map(ioPage, pages, frame(frame), direction);
    }

    @Override
    public void mapDedicated(long ioPage, int pages, long frame, DmaDirection direction) {
      domain.mapDedicated(ioPage, pages, frame(frame), direction);
    }

    @Override
    public void unmap(long ioPage, int pages) {
      domain.unmap(ioPage, pages);
    }

    @Override
    public boolean invalidate(long ioPage, int pages) {
      return skips() || domain.invalidate(ioPage, pages);
    }

    @Override
    public boolean invalidateAll() {
      return skips() || domain.invalidateAll();
    }

    @Override
    public void endOfCall() {
      domain.endOfCall();
    }

    @Override
    public <T> T shared(Class<T> type, Supplier<T> maker) {
      return domain.shared(type, maker);
    }
  }

  private final class Policy implements ProtectionPolicy {

    private final ProtectionPolicy policy;
    private final PhysicalMemory memory;
    private final TreeMap<Long, Long> physical = new TreeMap<>();
    private int calls;

    Policy(ProtectionPolicy policy, PhysicalMemory memory) {
      this.policy = policy;
      this.memory = memory;
    }

    private boolean now(Defect wanted) {
      return defect == wanted && ++calls == which;
    }

    @Override
    public long map(long address, long size, DmaDirection direction, int pageAlignment) {
      byte[] bytes = new byte[(int) size];
      memory.read(address, bytes, 0, bytes.length);
      if (direction.deviceReads() && now(Defect.COPY_AT_MAP)) {
        memory.fill(address, size, (byte) 0x55);
      }
      long bus = policy.map(address, size, direction, pageAlignment);
      memory.write(address, bytes, 0, bytes.length);
      if (bus != MAPPING_ERROR) {
        physical.put(bus, address);
      }
      return bus;
    }

    @Override
    public void unmap(long busAddress, long size, DmaDirection direction) {
      long address = physical.getOrDefault(busAddress, 0L);
      byte[] bytes = new byte[(int) size];
      memory.read(address, bytes, 0, bytes.length);
      policy.unmap(busAddress, size, direction);
      if (direction.deviceWrites() && now(Defect.COPY_AT_UNMAP)) {
        memory.write(address, bytes, 0, bytes.length);
      }
    }

    @Override
    public void syncForCpu(long busAddress, long size, DmaDirection direction) {
      if (!now(Defect.SYNC_FOR_CPU)) {
        policy.syncForCpu(busAddress, size, direction);
      }
    }

    @Override
    public void syncForDevice(long busAddress, long size, DmaDirection direction) {
      if (!now(Defect.SYNC_FOR_DEVICE)) {
        policy.syncForDevice(busAddress, size, direction);
      }
    }

    @Override
    public int mapScatter(ScatterList list, DmaDirection direction) {
      return policy.mapScatter(list, direction);
    }

    @Override
    public void unmapScatter(ScatterList list, DmaDirection direction) {
      policy.unmapScatter(list, direction);
    }

    @Override
    public int mapMulti(ScatterList list, DmaDirection direction) {
      return policy.mapMulti(list, direction);
    }

    @Override
    public void unmapMulti(ScatterList list, DmaDirection direction) {
      policy.unmapMulti(list, direction);
    }

    @Override
    public void close() {
      policy.close();
    }

    @Override
    public void report(MetricSink sink) {
      policy.report(sink);
    }
  }
}
