package dev.tollgate.core.safety;

import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.FrameMarks;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What lies beside the buffers that devices reach: whose objects, free memory, the allocator's own
 * words. It takes the part of reach that is sub-page excess, and the part that is stale, apart,
 * byte by byte.
 *
 * <p>It looks at an I/O page's record after each event that may have changed it, and at the frame's
 * contents when the page begins to lead to it, when the buffers on it change, and when an object in
 * it is taken or given back. In between all are constant, so sums over time are exact. The one
 * exception is that a frame which passes between the allocator and others while a device reaches it
 * is looked at with the next of these events. At the end the parts are compared with the totals,
 * which are counted on their own.
 */
final class NeighbourTracking implements ObjectMap.Listener, ObjectMap.Visitor {

  private static final int DOMAIN_SHIFT = 40;

  /** How an I/O page leads to its frame. */
  private enum Way {
    /** It has a buffer, and what is beside it is excess. */
    BESIDE,
    /** Its stale window is open. */
    AFTER,
    /** The IOTLB holds something else than the entry, and that leads to nothing of anybody's. */
    HIDDEN
  }

  /** An I/O page that leads, or may soon lead, to memory. */
  private static final class Page {
    DomainExposure domain;
    long number;
    Way way = Way.HIDDEN;
    long grant;
    long frame;
    int loose = -1; // its place in the list of those that an invalidation may change
    @Nullable Page nextOfFrame;
    @Nullable Page previousOfFrame;
    boolean counted;
    boolean countedAfter;
    int parts;
    int[] accounts = new int[8];
    int[] bytes = new int[8];

    Page(DomainExposure domain) {
      this.domain = domain;
    }
  }

  private final Machine machine;
  private final ObjectMap objects;
  private final NeighbourAccounts accounts = new NeighbourAccounts();
  private final NeighbourCurve curve = new NeighbourCurve();
  private final FrameMarks marks = new FrameMarks();
  private final Long2ObjectOpenHashMap<Page> pages = new Long2ObjectOpenHashMap<>();
  private final Long2ObjectOpenHashMap<Page> byFrame = new Long2ObjectOpenHashMap<>();
  private final List<Page> loose = new ArrayList<>();
  private final ArrayDeque<Page> spare = new ArrayDeque<>();

  private @Nullable Page visited; // whose frame is being visited
  private int inObjects;
  private int coveredInObjects;
  private final long[] now = new long[NeighbourKind.ALL.size()]; // bytes of each kind
  private long peak;

  NeighbourTracking(Machine machine, ObjectMap objects) {
    this.machine = machine;
    this.objects = objects;
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

  /** Something may have changed on some I/O pages. */
  void changed(DomainExposure domain, long first, long count) {
    for (long page = first; page < first + count; page++) {
      update(domain, page);
    }
    observed();
  }

  /** Some I/O pages of a domain may have been forgotten. */
  void forgotten(DomainExposure domain, long first, long count) {
    if (count <= Math.min(loose.size(), 4)) {
      changed(domain, first, count);
      return;
    }
    for (int i = loose.size() - 1; i >= 0; i--) {
      Page page = loose.get(i);
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
    Page page = pages.get(key(domain, number));
    if (words[at + PageTable.OPENED] != 0 && !PageStates.isHarmless(words, at)) {
      long led = Translation.isPresent(cached) ? cached : entry;
      lead(page, domain, number, Way.AFTER, Translation.frame(led), 0);
    } else if (cached != 0 && !Translation.samePlace(cached, entry)) {
      lead(page, domain, number, Way.HIDDEN, -1, 0);
    } else if (entry != 0 && grant != 0 && !Translation.isDedicated(entry)) {
      lead(page, domain, number, Way.BESIDE, Translation.frame(entry), grant);
    } else if (page != null) {
      discount(page);
      leave(page);
      setLoose(page, false);
      pages.remove(key(domain, number));
      spare.push(page);
    }
  }

  private static long key(DomainExposure domain, long page) {
    return (long) domain.number() << DOMAIN_SHIFT | page;
  }

  private void lead(
      @Nullable Page known, DomainExposure domain, long number, Way way, long frame, long grant) {
    Page page = known == null ? made(domain, number) : known;
    boolean same = page.way == way && page.frame == frame && page.grant == grant;
    if (known != null && same && !Grant.isShared(grant)) {
      return;
    }
    discount(page);
    if (page.frame != frame) {
      leave(page);
      page.frame = frame;
      enter(page);
    }
    page.way = way;
    page.grant = grant;
    setLoose(page, way != Way.BESIDE);
    count(page);
  }

  private Page made(DomainExposure domain, long number) {
    Page page = spare.isEmpty() ? new Page(domain) : spare.pop();
    page.domain = domain;
    page.number = number;
    page.frame = -1;
    page.way = Way.HIDDEN;
    pages.put(key(domain, number), page);
    return page;
  }

  private void enter(Page page) {
    if (page.frame >= 0) {
      objects.watch(page.frame);
      Page first = byFrame.put(page.frame, page);
      page.nextOfFrame = first;
      page.previousOfFrame = null;
      if (first != null) {
        first.previousOfFrame = page;
      }
    }
  }

  private void leave(Page page) {
    if (page.frame < 0) {
      return;
    }
    objects.unwatch(page.frame);
    Page before = page.previousOfFrame;
    Page after = page.nextOfFrame;
    if (after != null) {
      after.previousOfFrame = before;
    }
    if (before != null) {
      before.nextOfFrame = after;
    } else if (after != null) {
      byFrame.put(page.frame, after);
    } else {
      byFrame.remove(page.frame);
    }
    page.frame = -1;
  }

  private void setLoose(Page page, boolean isLoose) {
    if (isLoose == page.loose >= 0) {
      return;
    }
    if (isLoose) {
      page.loose = loose.size();
      loose.add(page);
    } else {
      Page last = loose.remove(loose.size() - 1);
      if (last != page) {
        loose.set(page.loose, last);
        last.loose = page.loose;
      }
      page.loose = -1;
    }
  }

  /** The objects in a frame are others: what its pages lead to is counted anew. */
  @Override
  public void changed(long frame) {
    for (Page page = byFrame.get(frame); page != null; page = page.nextOfFrame) {
      discount(page);
      count(page);
    }
    observed();
  }

  private void discount(Page page) {
    if (page.counted) {
      for (int i = 0; i < page.parts; i++) {
        change(page.accounts[i], page.countedAfter, -page.bytes[i]);
      }
      page.parts = 0;
      page.counted = false;
    }
  }

  private void count(Page page) {
    if (page.frame < 0) {
      return;
    }
    page.counted = true;
    page.countedAfter = page.way == Way.AFTER;
    visited = page;
    inObjects = 0;
    coveredInObjects = 0;
    objects.visit(page.frame, this);
    int entitled = page.grant == 0 ? 0 : page.domain.bytes(page.grant);
    int rest = Grant.PAGE_BYTES - entitled - (inObjects - coveredInObjects);
    marks.begin(page.frame);
    if (objects.contents().mark(page.frame, marks)) {
      int free = Math.min(rest, marks.free());
      int metadata = Math.min(rest - free, marks.metadata());
      part(page, NeighbourKind.FREE, free);
      part(page, NeighbourKind.METADATA, metadata);
      part(page, NeighbourKind.BEYOND, rest - free - metadata);
      part(page, NeighbourKind.LINKS, marks.links());
    } else {
      part(page, NeighbourKind.OTHER, rest);
    }
    for (int i = 0; i < page.parts; i++) {
      change(page.accounts[i], page.countedAfter, page.bytes[i]);
    }
  }

  /** An object in the frame being visited. */
  @Override
  public void object(int from, int to, int who) {
    Page page = Objects.requireNonNull(visited);
    int covered = page.grant == 0 ? 0 : page.domain.bytes(page.grant, from, to);
    inObjects += to - from;
    coveredInObjects += covered;
    int left = to - from - covered;
    if (covered > 0) {
      part(page, NeighbourKind.OWN, left);
    } else {
      part(page, accounts.ofAsker(page.domain.number(), who), left);
    }
  }

  private void part(Page page, NeighbourKind kind, int bytes) {
    if (bytes != 0) {
      part(page, accounts.ofKind(page.domain.number(), kind), bytes);
    }
  }

  private static void part(Page page, int account, int bytes) {
    for (int i = 0; i < page.parts; i++) {
      if (page.accounts[i] == account) {
        page.bytes[i] += bytes;
        return;
      }
    }
    if (page.parts == page.accounts.length) {
      page.accounts = Arrays.copyOf(page.accounts, 2 * page.parts);
      page.bytes = Arrays.copyOf(page.bytes, 2 * page.parts);
    }
    page.accounts[page.parts] = account;
    page.bytes[page.parts++] = bytes;
  }

  private void change(int number, boolean after, int difference) {
    NeighbourAccounts.Account account = accounts.get(number);
    account.change(after, difference, machine.now());
    now[account.kind.place()] += difference;
  }

  private void observed() {
    peak = Math.max(peak, now[NeighbourKind.ALLOCATED.place()]);
    curve.sample(machine.now(), now);
  }

  /**
   * Accounts everything up to now.
   *
   * @throws InvariantViolation if the parts are not the totals
   */
  void finish(BigInteger subPage, BigInteger stale) {
    accounts.settle(machine.now());
    curve.finish(machine.now(), now);
    BigInteger beside = BigInteger.ZERO;
    BigInteger after = BigInteger.ZERO;
    for (NeighbourAccounts.Account account : accounts.all()) {
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
