package dev.tollgate.core.cost;

import com.google.common.collect.ImmutableSortedMap;

/**
 * A named set of prices for the steps one machine takes.
 *
 * @param name lower-case words joined by hyphens
 * @param description one sentence: which machine, and where the prices come from
 * @param prices price by step id; steps not named here cost their {@link Step#fallback}
 */
public record CostProfile(
    String name, String description, ImmutableSortedMap<String, Price> prices) {

  /** The price of {@code step} under this profile. */
  public Price price(Step step) {
    Price own = prices.get(step.id());
    return own == null ? step.fallback() : own;
  }
}
