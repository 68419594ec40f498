package dev.tollgate.core.settings;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.spi.ParameterSpec;
import java.util.HashSet;
import java.util.Set;

/**
 * The parts that can be configured and the parameters each declares.
 *
 * @param byKind parameters by part's name, by kind: {@code allocator}, {@code environment}, {@code
 *     iommu}, {@code policy}, {@code workload}
 */
public record Parts(
    ImmutableMap<String, ImmutableSortedMap<String, ImmutableList<ParameterSpec>>> byKind) {

  /** The kinds of parts, which are groups of keys at the top of a configuration. */
  static final ImmutableList<String> KINDS =
      ImmutableList.of("allocator", "environment", "iommu", "policy", "workload");

  /**
   * Checks what the parts declare: well-formed names, each once in its part, and defaults that
   * their own parameter would accept.
   *
   * @throws IllegalArgumentException if a kind has no keys of its own, or a name is malformed or
   *     declared twice
   * @throws dev.tollgate.core.error.BadInputException if a default does not fit its parameter
   */
  public Parts {
    byKind.forEach(
        (kind, parts) -> {
          if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException("parts of kind " + kind + " cannot be configured");
          }
          parts.forEach((name, specs) -> check(kind + "." + name, name, specs));
        });
  }

  private static void check(String path, String name, ImmutableList<ParameterSpec> specs) {
    Set<String> seen = new HashSet<>();
    requireWellFormed(path, name);
    for (ParameterSpec spec : specs) {
      requireWellFormed(path + "." + spec.name(), spec.name());
      if (!seen.add(spec.name())) {
        throw new IllegalArgumentException(path + " declares " + spec.name() + " twice");
      }
      ValueReader.defaultOf(path + "." + spec.name(), spec);
    }
  }

  private static void requireWellFormed(String path, String name) {
    if (!Names.isWellFormed(name)) {
      throw new IllegalArgumentException(
          path + ": \"" + name + "\" is a malformed name; expected " + Names.FORM);
    }
  }

  /**
   * What values of a parameter look like, in words: {@code one of 64K, 128K}, {@code a whole number
   * from 0 to 8}.
   */
  public static String expectation(ParameterSpec spec) {
    return ValueReader.expectation(spec);
  }

  /** The parts of one kind. */
  ImmutableSortedMap<String, ImmutableList<ParameterSpec>> of(String kind) {
    return byKind.getOrDefault(kind, ImmutableSortedMap.of());
  }
}
