package dev.tollgate.core.run;

/**
 * Independent seeds for the parts of a run, derived from its one seed and the part's name, so that
 * adding a part never changes the random numbers of another.
 */
public final class Seeds {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Seeds() {}

  /** The seed of the part called {@code name}: FNV-1a of the name, mixed with the run's seed. */
  public static long of(long seed, String name) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * FNV_PRIME;
    }
    return mix(seed + mix(hash));
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014, figure 17). */
  private static long mix(long z) {
    long mixed = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
