package dev.tollgate.testkit;

import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.ProtectionPolicyFactory;

/**
 * A protection policy with one choice of its parameters, to be put to the test.
 *
 * @param name what tests are listed under
 * @param factory makes it
 * @param parameters the choice
 */
public record PolicyVariant(String name, ProtectionPolicyFactory factory, Parameters parameters) {

  /**
   * A policy on the class path, found as the program finds it.
   *
   * @param policy its name: {@code "strict"}
   * @param settings each {@code parameter=value}, read as in a configuration; the others keep their
   *     defaults
   * @throws AssertionError if there is no such policy
   * @throws dev.tollgate.core.error.BadInputException if it has no such parameter, or the value
   *     does not fit
   */
  public static PolicyVariant of(String policy, String... settings) {
    ProtectionPolicyFactory factory =
        InstalledParts.named(policy, "policy", InstalledParts.tollgate().policies());
    String name = settings.length == 0 ? policy : policy + " " + String.join(" ", settings);
    return new PolicyVariant(
        name, factory, InstalledParts.parameters("policy." + policy, settings));
  }

  @Override
  public String toString() {
    return name;
  }
}
