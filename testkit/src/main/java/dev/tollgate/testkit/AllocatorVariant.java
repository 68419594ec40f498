package dev.tollgate.testkit;

import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.Parameters;

/**
 * A memory allocator with one choice of its parameters, to be put to the test.
 *
 * @param name what tests are listed under
 * @param factory makes it
 * @param parameters the choice
 */
public record AllocatorVariant(String name, AllocatorFactory factory, Parameters parameters) {

  /**
   * An allocator on the class path, found as the program finds it.
   *
   * @param allocator its name: {@code "slob"}
   * @param settings each {@code parameter=value}, read as in a configuration; the others keep their
   *     defaults
   * @throws AssertionError if there is no such allocator
   * @throws dev.tollgate.core.error.BadInputException if it has no such parameter, or the value
   *     does not fit
   */
  public static AllocatorVariant of(String allocator, String... settings) {
    AllocatorFactory factory =
        InstalledParts.named(allocator, "allocator", InstalledParts.tollgate().allocators());
    String name = settings.length == 0 ? allocator : allocator + " " + String.join(" ", settings);
    return new AllocatorVariant(
        name, factory, InstalledParts.parameters("allocator." + allocator, settings));
  }

  @Override
  public String toString() {
    return name;
  }
}
