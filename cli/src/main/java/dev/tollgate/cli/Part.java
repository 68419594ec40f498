package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.HypervisorFactory;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.core.spi.WorkloadFactory;
import java.util.Map;

/**
 * A part that a plugin brings.
 *
 * @param kind for readers: IOMMU, allocator, environment, policy, workload
 * @param path in a configuration: {@code iommu.calgary}
 * @param description one sentence
 * @param parameters in the order to list them
 */
record Part(String kind, String path, String description, ImmutableList<ParameterSpec> parameters) {

  /** Its name, the last word of the path. */
  String name() {
    return path.substring(path.indexOf('.') + 1);
  }

  /** The part at a path. */
  static Part at(String path, Tollgate tollgate) {
    String name = path.substring(path.indexOf('.') + 1);
    switch (path.substring(0, path.indexOf('.'))) {
      case "iommu" -> {
        IommuFactory iommu = get(tollgate.iommus(), name);
        return new Part("IOMMU", path, iommu.description(), iommu.parameters());
      }
      case "environment" -> {
        HypervisorFactory hypervisor = get(tollgate.environments(), name);
        return new Part("environment", path, hypervisor.description(), hypervisor.parameters());
      }
      case "allocator" -> {
        AllocatorFactory allocator = get(tollgate.allocators(), name);
        return new Part("allocator", path, allocator.description(), allocator.parameters());
      }
      case "policy" -> {
        ProtectionPolicyFactory policy = get(tollgate.policies(), name);
        return new Part("policy", path, policy.description(), policy.parameters());
      }
      case "workload" -> {
        WorkloadFactory workload = get(tollgate.workloads(), name);
        return new Part("workload", path, workload.description(), workload.parameters());
      }
      default -> throw new IllegalArgumentException("no kind of part: " + path);
    }
  }

  private static <T> T get(Map<String, T> parts, String name) {
    T part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException("no part " + name);
    }
    return part;
  }
}
