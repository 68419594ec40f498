package dev.tollgate.testkit;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.HypervisorCapability;
import dev.tollgate.core.spi.HypervisorFactory;
import dev.tollgate.core.spi.Parameters;

/**
 * The hypervisor of an environment with one choice of its parameters, to be put to the test.
 *
 * @param name what tests are listed under
 * @param factory makes it
 * @param parameters the choice
 */
public record HypervisorVariant(String name, HypervisorFactory factory, Parameters parameters) {

  /**
   * That of an environment on the class path, found as the program finds it.
   *
   * @param environment its name: {@code "xen-dom0"}
   * @param settings each {@code parameter=value}, read as in a configuration; the others keep their
   *     defaults
   * @throws AssertionError if there is no such environment
   * @throws dev.tollgate.core.error.BadInputException if it has no such parameter, or the value
   *     does not fit
   */
  public static HypervisorVariant of(String environment, String... settings) {
    HypervisorFactory factory =
        InstalledParts.named(environment, "environment", InstalledParts.tollgate().environments());
    String name =
        settings.length == 0 ? environment : environment + " " + String.join(" ", settings);
    return new HypervisorVariant(
        name, factory, InstalledParts.parameters("environment." + environment, settings));
  }

  /** What it offers its guests. */
  public ImmutableSet<HypervisorCapability> capabilities() {
    return factory.capabilities(parameters);
  }

  @Override
  public String toString() {
    return name;
  }
}
