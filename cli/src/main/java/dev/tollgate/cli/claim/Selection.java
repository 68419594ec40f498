package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.typesafe.config.ConfigValue;
import java.util.stream.Collectors;

/**
 * Runs by their values on some axes.
 *
 * @param key where it stands in the claim, for complaints: {@code claims.cost.ratio.from}
 * @param wanted the values allowed on each axis, each knowing where it was written
 */
record Selection(String key, ImmutableMap<String, ImmutableList<ConfigValue>> wanted) {

  /** {@code iommu = calgary, policy = strict or deferred}. */
  String text() {
    return wanted.entrySet().stream()
        .map(
            axis ->
                axis.getKey()
                    + " = "
                    + axis.getValue().stream()
                        .map(value -> String.valueOf(value.unwrapped()))
                        .collect(Collectors.joining(" or ")))
        .collect(Collectors.joining(", "));
  }
}
