package dev.tollgate.core.run;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import java.util.Objects;

/** Which policy each device of a run gets: its own, if the spec names one for it, or the run's. */
final class ChosenPolicies {

  private final RunSpec spec;
  private final RunParts parts;
  private final ImmutableSortedMap<String, String> own;

  /**
   * The choices of a spec.
   *
   * @throws BadInputException if it names a device that there is not
   */
  ChosenPolicies(RunSpec spec, RunParts parts, ImmutableList<Device> devices) {
    this.spec = spec;
    this.parts = parts;
    this.own = DevicePolicies.of(spec);
    for (String name : own.keySet()) {
      if (devices.stream().noneMatch(device -> device.name().equals(name))) {
        throw new BadInputException(
            "run.policy-of: workload %s has no device %s; it has %s"
                .formatted(
                    spec.workload(),
                    name,
                    devices.stream().map(Device::name).sorted().collect(joining(", "))));
      }
    }
  }

  /** Makes the policy of a device. */
  ProtectionPolicy create(PolicyContext context) {
    String name = own.get(context.device().name());
    if (name == null) {
      return parts.policy().create(context, spec.parametersOf("policy", spec.policy()));
    }
    ProtectionPolicyFactory factory =
        Objects.requireNonNull(parts.policiesOfDevices().get(name), name);
    return factory.create(context, spec.parametersOf("policy", name));
  }
}
