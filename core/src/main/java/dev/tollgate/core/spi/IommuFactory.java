package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.machine.MachineProfile;

/** Makes IOMMUs of one kind. Bound by name into {@code MapBinder<String, IommuFactory>}. */
public interface IommuFactory {

  /** One sentence for listings: the hardware, its period and its machines. */
  String description();

  /** The parameters it understands, in the order to list them. */
  ImmutableList<ParameterSpec> parameters();

  /** What an IOMMU made with these parameters can do. */
  ImmutableSet<IommuCapability> capabilities(Parameters parameters);

  /**
   * Whether the unit can stand in such a machine at all. One that cannot is listed with the reason
   * where all units are tried, and refused where it was asked for.
   */
  default Applicability on(MachineProfile machine) {
    return Applicability.applicable();
  }

  /**
   * Builds one IOMMU for one run.
   *
   * @throws dev.tollgate.core.error.BadInputException if the machine cannot hold it or the
   *     workload's demands do not fit it
   */
  Iommu create(IommuContext context, Parameters parameters);
}
