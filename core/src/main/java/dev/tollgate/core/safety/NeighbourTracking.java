package dev.tollgate.core.safety;

import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.ObjectMap;
import dev.tollgate.core.safety.ReachingPage.Way;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What lies beside the buffers that devices reach: whose objects, free memory, the allocator's own
 * words. It takes the part of reach that is sub-page excess, and the part that is stale, apart,
 * byte by byte.
 *
 * <p>It looks at an I/O page's record after each event that may have changed it, and at the frame's
 * contents when the first page begins to lead to it and when an object in it is taken or given
 * back. In between all are constant, so sums over time are exact. The one exception is what an
 * allocator does with a frame that a device reaches while nobody takes or gives back an object in
 * it, such as passing it on: that is seen with the next object. At the end the parts are compared
 * with the totals, which are counted on their own.
 */
final class NeighbourTracking implements ObjectMap.Listener, ObjectMap.Visitor {

  private final Machine machine;
  private final ObjectMap objects;
  private final NeighbourAccounts accounts = new NeighbourAccounts();
  private final NeighbourCurve curve = new NeighbourCurve();
  private final ReachedFrames frames;
  private final List<ReachingPage> loose = new ArrayList<>();
  private final ArrayDeque<ReachingPage> sparePages = new ArrayDeque<>();

  private long now; // of the change being followed
  private @Nullable DomainExposure unmapping; // may hold back its last unmap
  private @Nullable ReachingPage visited; // whose frame is being visited
  private int coveredInObjects;
  private long peak;

  NeighbourTracking(Machine machine, ObjectMap objects) {
    this.machine = machine;
    this.objects = objects;
    this.frames = new ReachedFrames(objects, accounts);
    objects.tell(this);
  }

  /** Whose objects they are. */
  ObjectMap objects() {
    return objects;
  }

  NeighbourAccounts accounts() {
    return accounts;
  }

  NeighbourCurve curve() {
    return curve;
  }

  /** Most bytes of others' objects within reach at one moment. */
  long peak() {
    return peak;
  }

  /** A domain holds back an unmap, which it will tell of when it is clear what belongs to it. */
  void unmapping(DomainExposure domain) {
    release(domain);
    unmapping = domain;
  }

  /** What another domain holds back has come before what happens in this one. */
  private void release(@Nullable DomainExposure happening) {
    DomainExposure held = unmapping;
    if (held != null && held != happening) {
      unmapping = null;
      held.releaseUnmap();
    }
  }

  /** Something may have changed on some I/O pages at {@code time}. */
  void changed(DomainExposure domain, long first, long count, long time) {
    release(domain);
    now = time;
    for (long page = first; page < first + count; page++) {
      update(domain, page);
    }
    observed();
  }

  /** Some I/O pages of a domain may have been forgotten. */
  void forgotten(DomainExposure domain, long first, long count) {
    if (count <= Math.min(loose.size(), 4)) {
      changed(domain, first, count, machine.now());
      return;
    }
    release(domain);
    now = machine.now();
    for (int i = loose.size() - 1; i >= 0; i--) {
      ReachingPage page = loose.get(i);
      if (page.domain == domain && page.number >= first && page.number - first < count) {
        update(domain, page.number);
      }
    }
    observed();
  }

  private void update(DomainExposure domain, long number) {
    long[] words = domain.find(number);
    int at = PageTable.offset(number);
    long entry = words[at + PageTable.ENTRY];
    long cached = domain.cached(words, at);
    long grant = words[at + PageTable.GRANT];
    ReachingPage page = domain.reaching.get(number);
    if (words[at + PageTable.OPENED] != 0 && !PageStates.isHarmless(words, at)) {
      long led = Translation.isPresent(cached) ? cached : entry;
      lead(page, domain, number, Way.AFTER, Translation.frame(led), 0);
    } else if (Translation.isHidden(entry, cached)) {
      lead(page, domain, number, Way.HIDDEN, ReachedFrames.NOWHERE, 0);
    } else if (entry != 0 && grant != 0 && !Translation.isDedicated(entry)) {
      lead(page, domain, number, Way.BESIDE, Translation.frame(entry), grant);
    } else if (page != null) {
      discount(page);
      page.unlink();
      frames.leave(page);
      setLoose(page, false);
      domain.reaching.put(number, null);
      sparePages.push(page);
    }
  }

  private void lead(
      @Nullable ReachingPage known,
      DomainExposure domain,
      long number,
      Way way,
      long frame,
      long grant) {
    ReachingPage page = known == null ? made(domain, number) : known;
    ReachedFrame reached = page.frame;
    boolean sameFrame = frame == (reached == null ? ReachedFrames.NOWHERE : reached.number);
    boolean same = sameFrame && page.way == way && page.grant == grant;
    if (known != null && same && !Grant.isShared(grant)) {
      return;
    }
    if (sameFrame && way == Way.AFTER && page.isBesideAndPlain()) {
      outlive(page);
      return;
    }
    discount(page);
    page.unlink();
    if (!sameFrame) {
      frames.leave(page);
      frames.enter(page, frame, now);
    }
    page.way = way;
    page.grant = grant;
    setLoose(page, way != Way.BESIDE);
    page.link();
    count(page);
  }

  /** A page's buffers end, and it goes on leading to their frame. */
  private void outlive(ReachingPage page) {
    page.unlink();
    Objects.requireNonNull(page.frame).see(page, -1, 1, now);
    page.clear();
    page.way = Way.AFTER;
    page.grant = 0;
    setLoose(page, true);
  }

  private ReachingPage made(DomainExposure domain, long number) {
    ReachingPage page = sparePages.isEmpty() ? new ReachingPage(domain) : sparePages.pop();
    page.domain = domain;
    page.number = number;
    page.way = Way.HIDDEN;
    page.grant = 0;
    domain.reaching.put(number, page);
    return page;
  }

  private void setLoose(ReachingPage page, boolean isLoose) {
    if (isLoose == page.loose >= 0) {
      return;
    }
    if (isLoose) {
      page.loose = loose.size();
      loose.add(page);
    } else {
      ReachingPage last = loose.remove(loose.size() - 1);
      if (last != page) {
        loose.set(page.loose, last);
        last.loose = page.loose;
      }
      page.loose = -1;
    }
  }

  @Override
  public void changing() {
    release(null);
  }

  /** The objects in a frame are others: what its pages lead to is counted anew. */
  @Override
  public void changed(long number, int from, int to, int who, boolean isTaken) {
    now = machine.now();
    int difference = isTaken ? to - from : from - to;
    for (ReachedFrame frame = frames.get(number); frame != null; frame = frame.next) {
      boolean apart = false;
      for (ReachingPage page = frame.first; page != null; page = page.next) {
        if (!page.plain || page.domain.bytes(page.grant, from, to) > 0) {
          discount(page);
          apart = true;
        }
      }
      frame.changed(who, difference, now);
      frames.look(frame, now);
      for (ReachingPage page = apart ? frame.first : null; page != null; page = page.next) {
        if (!page.counted) {
          count(page);
        }
      }
    }
    observed();
  }

  private void discount(ReachingPage page) {
    ReachedFrame frame = page.frame;
    if (page.counted && frame != null) {
      if (page.plain) {
        see(page, frame, -1);
      } else {
        page.account(accounts, -1, now);
      }
      page.counted = false;
    }
  }

  private void see(ReachingPage page, ReachedFrame frame, int sign) {
    boolean isAfter = page.way == Way.AFTER;
    frame.see(page, isAfter ? 0 : sign, isAfter ? sign : 0, now);
  }

  private void count(ReachingPage page) {
    ReachedFrame frame = page.frame;
    if (frame == null) {
      return;
    }
    page.counted = true;
    page.clear();
    int uncovered = 0;
    if (page.grant != 0) {
      visited = page;
      coveredInObjects = 0;
      objects.visit(frame.number, this);
      uncovered = page.domain.bytes(page.grant) - coveredInObjects;
    }
    page.plain = uncovered == 0;
    if (page.plain) {
      see(page, frame, 1);
    } else {
      frame.describe(page, uncovered);
      page.account(accounts, 1, now);
    }
  }

  /** An object in the frame being visited. */
  @Override
  public void object(int from, int to, int who) {
    ReachingPage page = Objects.requireNonNull(visited);
    int covered = page.domain.bytes(page.grant, from, to);
    if (covered > 0) {
      coveredInObjects += covered;
      page.hold(accounts.ofAsker(page.domain.number(), who), to - from, to - from - covered);
    }
  }

  private void observed() {
    long[] bytes = accounts.bytes();
    peak = Math.max(peak, bytes[NeighbourKind.ALLOCATED.place()]);
    curve.sample(now, bytes);
  }

  /**
   * Accounts everything up to now.
   *
   * @throws InvariantViolation if the parts are not the totals
   */
  void finish(BigInteger subPage, BigInteger stale) {
    accounts.settle(machine.now());
    curve.finish(machine.now(), accounts.bytes());
    BigInteger beside = BigInteger.ZERO;
    BigInteger after = BigInteger.ZERO;
    for (NeighbourAccount account : accounts.all()) {
      if (account.kind.isPart()) {
        beside = beside.add(account.beside());
        after = after.add(account.after());
      }
    }
    check("sub-page excess", beside, subPage);
    check("stale reach", after, stale);
  }

  private static void check(String what, BigInteger parts, BigInteger total) {
    if (!parts.equals(total)) {
      throw new InvariantViolation(
          "safety: %s is %s byte-ps, but the neighbours in it add up to %s"
              .formatted(what, total, parts));
    }
  }
}
