package dev.tollgate.core.safety;

import dev.tollgate.core.machine.ObjectMap;
import java.math.BigInteger;

/**
 * How many bytes of one sort the devices of a domain can reach beside their buffers, and for how
 * long.
 */
final class NeighbourAccount {

  /** Number of the translation domain. */
  final int domain;

  /** What the bytes are. */
  final NeighbourKind kind;

  /** Who asked for them; {@link ObjectMap#NOBODY} for all kinds but allocated. */
  final int who;

  /** {@link NeighbourKind#place} of the kind. */
  final int place;

  private final ByteTime besideTime = new ByteTime();
  private final ByteTime afterTime = new ByteTime();
  private long beside;
  private long after;
  private long since;
  private long most;

  NeighbourAccount(int domain, NeighbourKind kind, int who) {
    this.domain = domain;
    this.kind = kind;
    this.place = kind.place();
    this.who = who;
  }

  /**
   * From {@code now} on so many more bytes are within reach, or less if negative.
   *
   * @param besideMore bytes while a buffer is mapped on their page
   * @param afterMore bytes in stale windows
   */
  void change(int besideMore, int afterMore, long now) {
    settle(now);
    beside += besideMore;
    after += afterMore;
    most = Math.max(most, beside + after);
  }

  /** Accounts all time until {@code now}. */
  void settle(long now) {
    long span = now - since;
    if (span != 0) {
      since = now;
      besideTime.add(beside, span);
      afterTime.add(after, span);
    }
  }

  /** Byte·picoseconds within reach while a buffer was mapped on their page. */
  BigInteger beside() {
    return besideTime.exact();
  }

  /** Byte·picoseconds within reach in stale windows. */
  BigInteger after() {
    return afterTime.exact();
  }

  /** Both. */
  BigInteger integral() {
    return beside().add(after());
  }

  /** Most bytes at one moment. */
  long most() {
    return most;
  }
}
