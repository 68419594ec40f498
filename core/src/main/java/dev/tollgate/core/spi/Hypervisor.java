package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.metric.MetricSink;
import org.jspecify.annotations.Nullable;

/**
 * A hypervisor of one run with its guests. It owns the machine: what guests do to it passes through
 * here, and each crossing and everything done behind it is booked.
 *
 * <p>What it offers beyond running guests, it offers by small interfaces of their own ({@link
 * #as}); its factory names them beforehand as {@linkplain HypervisorCapability capabilities}.
 */
public interface Hypervisor {

  /** The guests, by {@link Guest#number}: guest 0 drives the devices. */
  ImmutableList<Guest> guests();

  /**
   * The machine's IOMMU as guest 0 sees it. What the guest writes through it, the hypervisor checks
   * and carries out on the unit; devices go through the unit itself. Called once, if there is one.
   */
  Iommu guestIommu(DrivenIommu driven);

  /**
   * This hypervisor as something more: one of the interfaces that {@link HypervisorCapability}
   * names.
   *
   * @return null if it does not offer that
   */
  default <T> @Nullable T as(Class<T> kind) {
    return kind.isInstance(this) ? kind.cast(this) : null;
  }

  /** Reports the hypervisor's own figures, named {@code hypervisor.…}, at the end of a run. */
  default void report(MetricSink sink) {}

  /**
   * Compares owners, counts and tables with each other at the end of a run.
   *
   * @throws dev.tollgate.core.error.InvariantViolation if they contradict each other
   */
  default void check() {}
}
