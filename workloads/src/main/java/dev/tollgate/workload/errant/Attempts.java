package dev.tollgate.workload.errant;

import org.apache.commons.rng.UniformRandomProvider;

/** Attempts at one attack. */
interface Attempts {

  /** Buffer and mapping that each attempt begins with. */
  int FIRST = 1;

  /** Bytes of most strikes that read. */
  int READ_BYTES = 64;

  /** Bytes of strikes that write. */
  int WRITE_BYTES = Long.BYTES;

  /** Makes one attempt, and leaves nothing of its own behind. */
  void attempt();

  /** Attempts of the kind that the options ask for. */
  static Attempts of(
      ErrantOptions options,
      Play play,
      Tally tally,
      Follower follower,
      UniformRandomProvider random) {
    return switch (options.attack().stage()) {
      case AFTER_UNMAP -> new AfterUnmap(options, play, tally, follower, random);
      case WHILE_MAPPED -> new WhileMapped(options, play, tally, random);
      case REASSIGNED -> new Reassigned(options, play, tally, follower);
      case OF_OTHERS -> new OfOthers(options, play, tally);
      case WILD -> new Wild(options, play, tally, follower, random);
      case ACROSS_DOMAINS -> new AcrossDomains(options, play, tally, follower);
    };
  }
}
