package dev.tollgate.workload.errant;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Locale;

/** What an errant device tries; {@code docs/attacks.md} tells each step by step. */
enum Attack {
  /** Reads through a mapping that has ended; the buffer holds a new secret by then. */
  STALE_READ(Stage.AFTER_UNMAP, Harm.READ),
  /** Writes through a mapping that has ended. */
  STALE_WRITE(Stage.AFTER_UNMAP, Harm.CORRUPTED),
  /** Rewrites a received buffer after its unmap, between the CPU's check and its use. */
  TOCTOU_UNMAP(Stage.AFTER_UNMAP, Harm.REWRITTEN),
  /** The same after a sync for the CPU, while the buffer is still mapped. */
  TOCTOU_SYNC(Stage.WHILE_MAPPED, Harm.REWRITTEN),
  /** A DMA that was begun before its buffer's unmap arrives when others have got the page. */
  REASSIGNED(Stage.REASSIGNED, Harm.READ),
  /** Reads what lies beside its buffer on the same page. */
  NEIGHBOUR_READ(Stage.WHILE_MAPPED, Harm.READ),
  /** Writes to what lies beside its buffer on the same page. */
  NEIGHBOUR_WRITE(Stage.WHILE_MAPPED, Harm.CORRUPTED),
  /** Writes over the allocator's freelist beside its buffer on the same page. */
  FREELIST_WRITE(Stage.WHILE_MAPPED, Harm.FREELIST),
  /** Reads from a receive buffer what was there before. */
  READ_BACK(Stage.WHILE_MAPPED, Harm.READ),
  /** Writes to a buffer that it was only to read. */
  OVERWRITE_SENT(Stage.WHILE_MAPPED, Harm.CORRUPTED),
  /** Reads what is mapped for another device on the same bus. */
  OTHER_DEVICE(Stage.OF_OTHERS, Harm.READ),
  /** Reads what is mapped for a device on another bus. */
  OTHER_BUS(Stage.OF_OTHERS, Harm.READ),
  /** Reads and writes at the address of a buffer of its own with one bit of the page wrong. */
  BIT_FLIP(Stage.WILD, Harm.READ),
  /** Reads and writes at random addresses. */
  RANDOM(Stage.WILD, Harm.READ),
  /** Reads at the machine address of another guest's page. */
  OTHER_DOMAIN(Stage.ACROSS_DOMAINS, Harm.READ),
  /** Its driver has another guest's page mapped without a grant. */
  UNGRANTED(Stage.ACROSS_DOMAINS, Harm.READ),
  /** Another guest revokes a grant and gives the page back while the device still has it. */
  REVOKED_GRANT(Stage.ACROSS_DOMAINS, Harm.READ),
  /** The same, and the driver's guest has let go of the grant too early. */
  ENDED_GRANT(Stage.ACROSS_DOMAINS, Harm.READ),
  /** The driver's guest gives a page back that the device still has mapped. */
  GIVEN_BACK_MAPPED(Stage.ACROSS_DOMAINS, Harm.READ),
  /** The driver's guest gives a page back that the unit may still cache. */
  GIVEN_BACK_CACHED(Stage.ACROSS_DOMAINS, Harm.READ);

  /** When it happens in the life of a mapping, and whose it is. */
  enum Stage {
    AFTER_UNMAP,
    WHILE_MAPPED,
    REASSIGNED,
    OF_OTHERS,
    WILD,
    ACROSS_DOMAINS
  }

  private final Stage stage;
  private final Harm harm;

  Attack(Stage stage, Harm harm) {
    this.stage = stage;
    this.harm = harm;
  }

  Stage stage() {
    return stage;
  }

  /** What it is to do; those that guess also do {@link Harm#CORRUPTED}. */
  Harm harm() {
    return harm;
  }

  /**
   * Whether an attempt takes long: until I/O pages have been used up, or with many checks of the
   * allocator. No more are made than are followed.
   */
  boolean isLong() {
    return stage == Stage.REASSIGNED || this == FREELIST_WRITE;
  }

  /** As parameters and files name it. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static ImmutableList<String> words() {
    return Arrays.stream(values()).map(Attack::word).collect(ImmutableList.toImmutableList());
  }

  /**
   * Those that can be tried where others let time pass and have memory, too: each attempt is over
   * at once, and is at buffers whose secrets are known.
   */
  static ImmutableList<String> wordsBeside() {
    return Arrays.stream(values())
        .filter(
            attack ->
                switch (attack.stage) {
                  case AFTER_UNMAP, OF_OTHERS -> true;
                  case WHILE_MAPPED -> attack != FREELIST_WRITE;
                  case REASSIGNED, WILD, ACROSS_DOMAINS -> false;
                })
        .map(Attack::word)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The attack of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Attack of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
