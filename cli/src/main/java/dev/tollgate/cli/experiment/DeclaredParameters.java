package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.HypervisorFactory;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.core.spi.WorkloadFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parameters that parts declare. */
public final class DeclaredParameters {

  private DeclaredParameters() {}

  /** Those of the part at a path such as {@code iommu.calgary}; none if there is no such part. */
  public static ImmutableList<ParameterSpec> of(Tollgate tollgate, String part) {
    int dot = part.indexOf('.');
    String name = part.substring(dot + 1);
    ImmutableList<ParameterSpec> parameters =
        switch (part.substring(0, dot)) {
          case "iommu" -> of(tollgate.iommus().get(name), IommuFactory::parameters);
          case "policy" -> of(tollgate.policies().get(name), ProtectionPolicyFactory::parameters);
          case "workload" -> of(tollgate.workloads().get(name), WorkloadFactory::parameters);
          case "environment" ->
              of(tollgate.environments().get(name), HypervisorFactory::parameters);
          case "allocator" -> of(tollgate.allocators().get(name), AllocatorFactory::parameters);
          default -> null;
        };
    return parameters == null ? ImmutableList.of() : parameters;
  }

  private static <T> @Nullable ImmutableList<ParameterSpec> of(
      @Nullable T factory, Function<T, ImmutableList<ParameterSpec>> parameters) {
    return factory == null ? null : parameters.apply(factory);
  }
}
