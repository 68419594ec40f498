package dev.tollgate.workload.advisor;

import com.google.common.collect.ImmutableList;

/**
 * What one call site asked for.
 *
 * @param site the call site as the trace prints it; {@link KmallocDemand#NO_SITE} if it names none
 * @param sizes by size, smallest first, at least one
 */
public record SiteDemand(String site, ImmutableList<SizeDemand> sizes) {

  /** Largest size asked for, in bytes. */
  public long largest() {
    return sizes.get(sizes.size() - 1).bytes();
  }
}
