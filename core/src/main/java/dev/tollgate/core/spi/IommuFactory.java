package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/** Makes IOMMUs of one kind. Bound by name into {@code MapBinder<String, IommuFactory>}. */
public interface IommuFactory {

  /** One sentence for listings: the hardware, its period and its machines. */
  String description();

  /** The parameters it understands, in the order to list them. */
  ImmutableList<ParameterSpec> parameters();

  /** What an IOMMU made with these parameters can do. */
  ImmutableSet<IommuCapability> capabilities(Parameters parameters);

  /**
   * Builds one IOMMU for one run.
   *
   * @throws dev.tollgate.core.error.BadInputException if the machine cannot hold it or the
   *     workload's demands do not fit it
   */
  Iommu create(IommuContext context, Parameters parameters);
}
