package dev.tollgate.workload.split;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.CallBatches;
import dev.tollgate.core.spi.DrivenIommu;
import dev.tollgate.core.spi.FrameCopies;
import dev.tollgate.core.spi.FrameMappings;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.GuestSignals;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.SharedFrames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A hypervisor for tests that keeps grants in plain collections: two guests on one machine, guest 0
 * on CPU 0 and guest 1 on CPU 1. It refuses what the contracts forbid and counts crossings.
 */
public final class TwoGuests implements Hypervisor, SharedFrames, GuestSignals, CallBatches {

  public static final int REFUSED = -3;

  public record Grant(int to, long frame, boolean readOnly) {}

  private record Channel(int from, int to, int cpu, CpuWork handler) {}

  private record Plain(int number, Machine machine) implements Guest {
    @Override
    public String name() {
      return "guest-" + number;
    }

    @Override
    public long frames() {
      return machine.profile().pageFrames();
    }

    @Override
    public long frameOf(long number) {
      return number;
    }

    @Override
    public long numberOf(long frame) {
      return frame;
    }
  }

  public final Machine machine;
  public final Map<Integer, Grant> grants = new TreeMap<>();
  public final Map<Integer, Integer> mappings = new TreeMap<>();
  private final List<Channel> channels = new ArrayList<>();
  private final List<Boolean> pending = new ArrayList<>();
  private final ImmutableList<Guest> guests;
  private int nextGrant = 8;
  private int nextHandle;
  private boolean inBatch;
  public int mapCalls;
  public int unmapCalls;
  public int copyCalls;
  public int batches;
  public int refuseMappings;

  /** Whether pages are mapped for devices too, {@link #BUS} beyond their physical addresses. */
  public boolean forDevices;

  /** Distance of bus addresses. */
  public static final long BUS = 1L << 40;

  public TwoGuests(Machine machine) {
    this.machine = machine;
    this.guests = ImmutableList.of(new Plain(0, machine), new Plain(1, machine));
  }

  @Override
  public ImmutableList<Guest> guests() {
    return guests;
  }

  @Override
  public Iommu guestIommu(DrivenIommu driven) {
    return driven.unit();
  }

  @Override
  public int grant(int from, int to, long frame, boolean readOnly) {
    grants.put(nextGrant, new Grant(to, frame, readOnly));
    return nextGrant++;
  }

  @Override
  public boolean end(int from, int grant) {
    if (mappings.containsValue(grant)) {
      return false;
    }
    if (grants.remove(grant) == null) {
      throw new IllegalStateException("ended twice: " + grant);
    }
    return true;
  }

  @Override
  public boolean mapsForDevices() {
    return forDevices;
  }

  @Override
  public void map(int guest, FrameMappings list) {
    mapCalls++;
    for (int i = 0; i < list.size(); i++) {
      @Nullable Grant grant = grants.get(list.grant[i]);
      if (grant == null
          || grant.to() != guest
          || (grant.readOnly() && !list.readOnly[i])
          || refuseMappings-- > 0) {
        list.status[i] = REFUSED;
        continue;
      }
      list.status[i] = FrameMappings.DONE;
      list.frame[i] = grant.frame();
      list.busAddress[i] = (grant.frame() << PhysicalMemory.FRAME_SHIFT) + BUS;
      list.handle[i] = nextHandle;
      mappings.put(nextHandle++, list.grant[i]);
    }
  }

  @Override
  public void unmap(int guest, FrameMappings list) {
    unmapCalls++;
    for (int i = 0; i < list.size(); i++) {
      if (mappings.remove(list.handle[i]) == null) {
        throw new IllegalStateException("not mapped: " + list.handle[i]);
      }
      list.status[i] = FrameMappings.DONE;
    }
  }

  @Override
  public void copy(int guest, FrameCopies list) {
    if (!inBatch) {
      throw new IllegalStateException("the back end copies within a batch");
    }
    copyCalls++;
    for (int i = 0; i < list.size(); i++) {
      @Nullable Grant grant = grants.get(list.grant[i]);
      boolean fits =
          list.offset[i] + list.length[i] <= PhysicalMemory.FRAME_BYTES
              && (list.own[i] & 4095) + list.length[i] <= PhysicalMemory.FRAME_BYTES;
      if (grant == null || grant.to() != guest || grant.readOnly() || !fits) {
        list.status[i] = REFUSED;
        continue;
      }
      list.status[i] = FrameCopies.DONE;
      machine
          .memory()
          .copy(
              list.own[i],
              (grant.frame() << PhysicalMemory.FRAME_SHIFT) + list.offset[i],
              list.length[i]);
    }
  }

  @Override
  public void begin(int guest) {
    inBatch = true;
  }

  @Override
  public int issue(int guest) {
    inBatch = false;
    batches++;
    return 1;
  }

  @Override
  public int connect(int from, int to, int cpu, CpuWork handler) {
    channels.add(new Channel(from, to, to, handler));
    pending.add(false);
    return channels.size() - 1;
  }

  @Override
  public boolean send(int channel) {
    if (pending.get(channel)) {
      return false;
    }
    pending.set(channel, true);
    Channel target = channels.get(channel);
    machine
        .processors()
        .post(
            target.cpu(),
            CpuContext.INTERRUPT,
            () -> {
              pending.set(channel, false);
              target.handler().run();
            });
    return true;
  }

  @Override
  public void mask(int channel) {}

  @Override
  public void unmask(int channel) {}
}
