package dev.tollgate.core.safety;

import dev.tollgate.core.machine.FrameContents;
import dev.tollgate.core.machine.FrameMarks;
import dev.tollgate.core.machine.ObjectMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A page frame that I/O pages of one domain lead to: what lies in it, and how many of these pages
 * see all of it.
 *
 * <p>A page sees all that lies in its frame but the objects that hold its buffers. Several pages
 * lead to a frame when its objects are mapped one by one, or were: with the frames of a busy
 * interface's packet heads, ten at a time. So what lies in the frame is kept once, and a change to
 * it is accounted as many times as there are pages, whatever number that is. Pages whose buffers
 * reach beyond objects are accounted one by one by {@link NeighbourTracking}.
 */
final class ReachedFrame implements ObjectMap.Visitor {

  private final NeighbourAccounts accounts;
  private final int[] byKind = new int[NeighbourKind.ALL.size()]; // bytes that nobody asked for
  private final int[] looked = new int[byKind.length];
  private NeighbourAccount[] ofKinds = {};
  private NeighbourAccount[] askers = new NeighbourAccount[8];
  private int[] bytes = new int[8]; // of objects, by asker
  private int askerCount;
  private int inObjects;
  private boolean isHeld; // by the allocator, as are the following three
  private int free;
  private int metadata;
  private int links;
  private int beside; // pages with buffers that see all of it
  private int after; // pages in stale windows, which always do

  /** Number of the frame. */
  long number;

  /** Number of the domain. */
  int domain;

  /** I/O pages of the domain that lead to it, of either kind. */
  int pages;

  /** The same frame, reached in another domain. */
  @Nullable ReachedFrame next;

  /** The first of the pages with buffers. */
  @Nullable ReachingPage first;

  ReachedFrame(NeighbourAccounts accounts) {
    this.accounts = accounts;
  }

  /** Begins to describe a frame, of which no object is known yet. */
  void begin(long frame, int ofDomain) {
    number = frame;
    domain = ofDomain;
    ofKinds = accounts.ofKinds(ofDomain);
    askerCount = 0;
    inObjects = 0;
    Arrays.fill(byKind, 0);
  }

  /** An object that lies in it. */
  @Override
  public void object(int from, int to, int who) {
    change(accounts.ofAsker(domain, who), to - from);
  }

  /** An object in it was taken, or given back if {@code difference} is negative. */
  void changed(int who, int difference, long now) {
    NeighbourAccount asker = accounts.ofAsker(domain, who);
    change(asker, difference);
    account(asker, difference, now);
  }

  private void change(NeighbourAccount asker, int difference) {
    inObjects += difference;
    int at = place(asker);
    if (at == askerCount) {
      if (at == askers.length) {
        askers = Arrays.copyOf(askers, 2 * at);
        bytes = Arrays.copyOf(bytes, 2 * at);
      }
      askers[at] = asker;
      bytes[at] = 0;
      askerCount++;
    }
    bytes[at] += difference;
    if (bytes[at] == 0) {
      askerCount--;
      askers[at] = askers[askerCount];
      bytes[at] = bytes[askerCount];
    }
  }

  private int place(NeighbourAccount asker) {
    int at = 0;
    while (at < askerCount && askers[at] != asker) {
      at++;
    }
    return at;
  }

  /** Asks the allocator about the bytes that are in no object. */
  void look(FrameContents allocator, FrameMarks marks, long now) {
    marks.begin(number);
    isHeld = allocator.mark(number, marks);
    free = marks.free();
    metadata = marks.metadata();
    links = marks.links();
    rest(Grant.PAGE_BYTES - inObjects, looked);
    for (int kind = 0; kind < byKind.length; kind++) {
      int difference = looked[kind] - byKind[kind];
      if (difference != 0) {
        byKind[kind] = looked[kind];
        account(ofKinds[kind], difference, now);
      }
    }
  }

  /** What {@code rest} bytes are, by what the allocator said. */
  private void rest(int rest, int[] byKind) {
    int ofFree = isHeld ? Math.min(rest, free) : 0;
    int ofMetadata = isHeld ? Math.min(rest - ofFree, metadata) : 0;
    byKind[NeighbourKind.FREE.place()] = ofFree;
    byKind[NeighbourKind.METADATA.place()] = ofMetadata;
    byKind[NeighbourKind.BEYOND.place()] = isHeld ? rest - ofFree - ofMetadata : 0;
    byKind[NeighbourKind.OTHER.place()] = isHeld ? 0 : rest;
    byKind[NeighbourKind.LINKS.place()] = isHeld ? links : 0;
  }

  private void account(NeighbourAccount account, int difference, long now) {
    accounts.change(account, beside * difference, after * difference, now);
  }

  /**
   * Pages begin to see all of it but the objects that hold their buffers, or no longer do.
   *
   * @param page whose objects these are
   * @param moreBeside 1 if it begins while it has buffers, -1 if that ends, else 0
   * @param moreAfter the same in its stale window, when it holds no objects
   */
  void see(ReachingPage page, int moreBeside, int moreAfter, long now) {
    for (int i = 0; i < askerCount; i++) {
      int seen = moreBeside == 0 ? 0 : moreBeside * (bytes[i] - page.held(askers[i]));
      accounts.change(askers[i], seen, moreAfter * bytes[i], now);
    }
    for (int kind = 0; kind < byKind.length; kind++) {
      if (byKind[kind] != 0) {
        accounts.change(ofKinds[kind], moreBeside * byKind[kind], moreAfter * byKind[kind], now);
      }
    }
    if (moreBeside * page.own != 0) {
      accounts.change(ofKinds[NeighbourKind.OWN.place()], moreBeside * page.own, 0, now);
    }
    beside += moreBeside;
    after += moreAfter;
  }

  /**
   * Writes down what a page sees whose buffers have {@code uncovered} bytes in no object: what
   * others asked for, less what it holds itself, and what nobody asked for.
   */
  void describe(ReachingPage page, int uncovered) {
    rest(Grant.PAGE_BYTES - inObjects - uncovered, looked);
    looked[NeighbourKind.OWN.place()] = page.own;
    page.describe(askers, bytes, askerCount, ofKinds, looked);
    looked[NeighbourKind.OWN.place()] = 0;
  }
}
