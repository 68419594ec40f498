package dev.tollgate.core.run;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.Parameters;
import java.util.Map;
import java.util.TreeMap;

/**
 * The protection policies of devices that have another than the run's: by the device's name, as in
 * Linux's {@code /sys/kernel/iommu_groups/N/type}. Written {@code eth0=strict, sda=deferred}.
 */
public final class DevicePolicies {

  /** Where they stand in a {@link RunSpec}'s parameters. */
  public static final String PATH = "run.policy-of";

  private DevicePolicies() {}

  /**
   * Reads them.
   *
   * @throws BadInputException unless each part is {@code device=policy}, and no device is there
   *     twice
   */
  public static ImmutableSortedMap<String, String> read(String text) {
    Map<String, String> policies = new TreeMap<>();
    for (String part : Splitter.on(',').trimResults().omitEmptyStrings().split(text)) {
      int at = part.lastIndexOf('=');
      String device = at < 0 ? "" : part.substring(0, at).trim();
      String policy = part.substring(at + 1).trim();
      if (device.isEmpty() || policy.isEmpty()) {
        throw new BadInputException(
            "run.policy-of: expected device=policy, as in eth0=strict, found '" + part + "'");
      }
      if (policies.put(device, policy) != null) {
        throw new BadInputException("run.policy-of: device " + device + " is there twice");
      }
    }
    return ImmutableSortedMap.copyOf(policies);
  }

  /** As they stand in a spec. */
  public static Parameters toParameters(ImmutableSortedMap<String, String> policies) {
    return new Parameters(PATH, ImmutableSortedMap.copyOf(policies));
  }

  /** Names of policies by name of device, as a spec has them. */
  public static ImmutableSortedMap<String, String> of(RunSpec spec) {
    Parameters values = spec.parameters().get(PATH);
    ImmutableSortedMap.Builder<String, String> policies = ImmutableSortedMap.naturalOrder();
    if (values != null) {
      values.asMap().forEach((device, policy) -> policies.put(device, (String) policy));
    }
    return policies.buildOrThrow();
  }
}
