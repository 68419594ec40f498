package dev.tollgate.hypervisor.xen.grant;

/**
 * How much a domain may grant and map.
 *
 * @param frames most frames of entries, 512 entries each
 * @param handles most grants mapped at a time
 */
public record GrantLimits(int frames, int handles) {

  /** Those of 2007: 16,384 entries, 16,384 handles. */
  public static final GrantLimits YEAR_2007 = new GrantLimits(32, 16_384);
}
