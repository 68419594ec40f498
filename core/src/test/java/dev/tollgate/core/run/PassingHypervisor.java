package dev.tollgate.core.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.DrivenIommu;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.HypervisorCapability;
import dev.tollgate.core.spi.HypervisorContext;
import dev.tollgate.core.spi.HypervisorFactory;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.WorkloadUse;
import java.util.ArrayList;
import java.util.List;

/** A hypervisor whose one guest has the whole machine, and that notes what it is asked for. */
final class PassingHypervisor implements HypervisorFactory {

  final List<String> diary = new ArrayList<>();
  Applicability applicability = Applicability.applicable();

  @Override
  public String description() {
    return "for tests";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return ImmutableList.of();
  }

  @Override
  public ImmutableSet<HypervisorCapability> capabilities(Parameters parameters) {
    return ImmutableSet.of();
  }

  @Override
  public ImmutableSet<IommuCapability> seenByGuest(
      ImmutableSet<IommuCapability> unit, Parameters parameters) {
    return ImmutableSet.of(IommuCapability.READ_ONLY_ENTRIES);
  }

  @Override
  public Applicability on(
      MachineProfile machine,
      ImmutableSet<IommuCapability> unit,
      ImmutableSet<WorkloadUse> uses,
      Parameters parameters) {
    return applicability;
  }

  @Override
  public Hypervisor create(HypervisorContext context, Parameters parameters) {
    diary.add("made");
    return new Hypervisor() {
      @Override
      public ImmutableList<Guest> guests() {
        return ImmutableList.of(new Only(context.machine()));
      }

      @Override
      public Iommu guestIommu(DrivenIommu driven) {
        diary.add("passes a unit with " + driven.capabilities());
        return driven.unit();
      }

      @Override
      public void report(MetricSink sink) {
        sink.metric("hypervisor.notes", diary.size(), "count", "Notes");
      }

      @Override
      public void check() {
        diary.add("checked");
      }
    };
  }

  private record Only(Machine machine) implements Guest {

    @Override
    public int number() {
      return 0;
    }

    @Override
    public String name() {
      return "only";
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
}
