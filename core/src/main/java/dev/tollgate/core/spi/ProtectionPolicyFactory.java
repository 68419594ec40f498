package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/**
 * Makes protection policies of one kind. Bound by name into {@code MapBinder<String,
 * ProtectionPolicyFactory>}.
 */
public interface ProtectionPolicyFactory {

  /** One sentence for listings: what the policy does and what it guarantees. */
  String description();

  /** The parameters it understands, in the order to list them. */
  ImmutableList<ParameterSpec> parameters();

  /** Whether the policy makes sense on a unit with these capabilities. */
  Applicability on(ImmutableSet<IommuCapability> capabilities);

  /** Builds the policy for one device of one run. */
  ProtectionPolicy create(PolicyContext context, Parameters parameters);
}
