package dev.tollgate.testkit;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.Parameters;

/**
 * An IOMMU with one choice of its parameters, to be put to the test.
 *
 * @param name what tests are listed under
 * @param factory makes it
 * @param parameters the choice
 */
public record IommuVariant(String name, IommuFactory factory, Parameters parameters) {

  /**
   * An IOMMU on the class path, found as the program finds it.
   *
   * @param iommu its name: {@code "calgary"}
   * @param settings each {@code parameter=value}, read as in a configuration: {@code "table=64K"};
   *     the others keep their defaults
   * @throws AssertionError if there is no such IOMMU
   * @throws dev.tollgate.core.error.BadInputException if it has no such parameter, or the value
   *     does not fit
   */
  public static IommuVariant of(String iommu, String... settings) {
    IommuFactory factory = InstalledParts.named(iommu, "IOMMU", InstalledParts.tollgate().iommus());
    String name = settings.length == 0 ? iommu : iommu + " " + String.join(" ", settings);
    return new IommuVariant(name, factory, InstalledParts.parameters("iommu." + iommu, settings));
  }

  /** What it can do. */
  public ImmutableSet<IommuCapability> capabilities() {
    return factory.capabilities(parameters);
  }

  @Override
  public String toString() {
    return name;
  }
}
