package dev.tollgate.core.safety;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An I/O page that leads, or may soon lead, to memory, and what it makes reachable there beside its
 * buffers.
 */
final class ReachingPage {

  /** How an I/O page leads to its frame. */
  enum Way {
    /** It has a buffer, and what is beside it is excess. */
    BESIDE,
    /** Its stale window is open. */
    AFTER,
    /** The IOTLB holds something else than the entry, and that leads to nothing of anybody's. */
    HIDDEN
  }

  /** Whose page it is. */
  DomainExposure domain;

  /** Number of the I/O page. */
  long number;

  Way way = Way.HIDDEN;

  /** Its buffers; 0 if it has none. */
  long grant;

  /** Where it leads; null if nowhere. */
  @Nullable ReachedFrame frame;

  /** Its neighbours among the frame's pages with buffers. */
  @Nullable ReachingPage next;

  @Nullable ReachingPage previous;

  /** Its place in the list of those that an invalidation may change; -1 if it is not there. */
  int loose = -1;

  /** Whether what it makes reachable is in the accounts. */
  boolean counted;

  /**
   * Whether it sees all of its frame but the objects that hold its buffers. Then the parts are
   * these objects; else they are all that it makes reachable.
   */
  boolean plain;

  /** Bytes of objects that hold its buffers, beside the buffers. */
  int own;

  private int parts;
  private NeighbourAccount[] accounts = new NeighbourAccount[4];
  private int[] bytes = new int[4];

  ReachingPage(DomainExposure domain) {
    this.domain = domain;
  }

  /** Puts a page with buffers among those of its frame. */
  void link() {
    ReachedFrame reached = frame;
    if (reached != null && grant != 0) {
      ReachingPage first = reached.first;
      next = first;
      previous = null;
      if (first != null) {
        first.previous = this;
      }
      reached.first = this;
    }
  }

  /** Takes a page with buffers out of them. */
  void unlink() {
    ReachedFrame reached = frame;
    if (reached != null && grant != 0) {
      ReachingPage before = previous;
      ReachingPage behind = next;
      if (before == null) {
        reached.first = behind;
      } else {
        before.next = behind;
      }
      if (behind != null) {
        behind.previous = before;
      }
    }
  }

  /** Whether it counts as one with buffers that sees all of its frame but what holds them. */
  boolean isBesideAndPlain() {
    return counted && plain && way == Way.BESIDE;
  }

  /** Forgets its parts. */
  void clear() {
    parts = 0;
    own = 0;
  }

  /** An object of {@code size} bytes holds a buffer of it. */
  void hold(NeighbourAccount asker, int size, int beside) {
    own += beside;
    for (int i = 0; i < parts; i++) {
      if (accounts[i] == asker) {
        bytes[i] += size;
        return;
      }
    }
    add(asker, size);
  }

  /** Bytes of an asker's objects that hold its buffers. */
  int held(NeighbourAccount asker) {
    for (int i = 0; i < parts; i++) {
      if (accounts[i] == asker) {
        return bytes[i];
      }
    }
    return 0;
  }

  /** Puts all that it makes reachable in the place of what it holds. */
  void describe(
      NeighbourAccount[] askers,
      int[] ofAskers,
      int askerCount,
      NeighbourAccount[] kinds,
      int[] ofKinds) {
    int held = parts;
    for (int i = 0; i < askerCount; i++) {
      add(askers[i], ofAskers[i] - held(askers[i]));
    }
    System.arraycopy(accounts, held, accounts, 0, askerCount);
    System.arraycopy(bytes, held, bytes, 0, askerCount);
    parts = askerCount;
    for (int kind = 0; kind < kinds.length; kind++) {
      add(kinds[kind], ofKinds[kind]);
    }
  }

  private void add(NeighbourAccount account, int size) {
    if (parts == accounts.length) {
      accounts = Arrays.copyOf(accounts, 2 * parts);
      bytes = Arrays.copyOf(bytes, 2 * parts);
    }
    accounts[parts] = account;
    bytes[parts++] = size;
  }

  /** Accounts the parts one by one: of a page that is not plain. */
  void account(NeighbourAccounts to, int sign, long now) {
    for (int i = 0; i < parts; i++) {
      if (bytes[i] != 0) {
        to.change(accounts[i], sign * bytes[i], 0, now);
      }
    }
  }
}
