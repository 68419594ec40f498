package dev.tollgate.core.safety;

import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.DmaDirection;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The safety meters by their definitions, slow and obviously right: objects in sorted maps, every
 * page looked at whenever time passes, buffers as sets of bytes, and stale windows read off the
 * list of all states a page was ever in.
 */
final class SlowLedger {

  record Leads(long frame, boolean read, boolean write) {
    static final Leads NOWHERE = new Leads(-1, false, false);
    static final Leads TO_DUMMY = new Leads(-2, true, true);

    boolean isThere() {
      return !equals(NOWHERE);
    }

    boolean reachesMemory() {
      return frame >= 0;
    }

    boolean isDedicated() {
      return SlowLedger.isDedicated(frame);
    }

    boolean sameAs(Leads other) {
      return reachesMemory() && other.frame == frame;
    }
  }

  record Buffer(int device, int start, int end, DmaDirection direction) {}

  /** The frames told of as dedicated: 4 to 7. */
  static boolean isDedicated(long frame) {
    return frame >= 4 && frame < 8;
  }

  /**
   * What one event left of a page: the frame that devices reach although nobody wants it, or -1.
   */
  record Trail(long exposed, long time, long accesses, long unmaps, long call) {}

  /** How a window went. */
  record Window(long time, long accesses, long unmaps, boolean outlivedCall) {}

  /** One I/O page. */
  static final class Page {
    Leads entry = Leads.NOWHERE;
    Leads cached = Leads.NOWHERE;
    boolean released;
    boolean oweWindow; // unmapped behind another translation, not yet seen by any device
    final List<Buffer> buffers = new ArrayList<>();
    final List<Trail> trail = new ArrayList<>();
    @Nullable Trail pending; // when the first unmap since the last invalidation was

    boolean shadowed() {
      return entry.isThere() && cached.isThere() && !entry.sameAs(cached);
    }

    /** Where an access goes. */
    Leads effective() {
      return cached.isThere() ? cached : entry;
    }

    boolean isExposed() {
      Leads leads = effective();
      return leads.reachesMemory() && (!leads.sameAs(entry) || (released && buffers.isEmpty()));
    }

    BitSet bytes(int device, boolean read, boolean write) {
      BitSet bytes = new BitSet();
      for (Buffer buffer : buffers) {
        boolean counts =
            (device < 0 || device == buffer.device)
                && (!read || buffer.direction.deviceReads())
                && (!write || buffer.direction.deviceWrites());
        if (counts) {
          bytes.set(buffer.start, buffer.end);
        }
      }
      return bytes;
    }
  }

  /** One translation domain. */
  static final class Domain {
    final SortedMap<Long, Page> pages = new TreeMap<>();
    final List<Long> stored = new ArrayList<>();
    int devices;
    long accesses;
    long unmaps;
    long call;
    boolean acted;
    BigInteger entitled = BigInteger.ZERO;

    Page page(long number) {
      return pages.computeIfAbsent(number, n -> new Page());
    }
  }

  final SortedMap<String, BigInteger> sums = new TreeMap<>();
  final List<Window> windows = new ArrayList<>();
  final List<Long> open = new ArrayList<>();
  final List<Long> worst = new ArrayList<>();
  final List<Long> worstOpen = new ArrayList<>();
  long worstUnmaps;
  @Nullable SlowNeighbours neighbours;

  private final Domain[] domains;
  private final int[] domainOf;
  private final boolean translated;
  private final long ramBytes;
  private long now;
  private long pinned;
  private long mappings;

  SlowLedger(int[] domainOf, int domains, boolean translated, long ramBytes) {
    this.domainOf = domainOf;
    this.translated = translated;
    this.ramBytes = ramBytes;
    this.domains = new Domain[domains];
    for (int domain = 0; domain < domains; domain++) {
      this.domains[domain] = new Domain();
    }
    for (int domain : domainOf) {
      this.domains[domain].devices++;
    }
  }

  BigInteger sum(String name) {
    return sums.getOrDefault(name, BigInteger.ZERO);
  }

  private void add(String name, long factor, long times) {
    BigInteger product = BigInteger.valueOf(factor).multiply(BigInteger.valueOf(times));
    sums.merge(name, product, BigInteger::add);
  }

  private void count(String name) {
    add(name, 1, 1);
  }

  /** Time passes: everything reachable meanwhile is added up. */
  void advance(long time) {
    long span = time - now;
    now = time;
    for (Domain domain : domains) {
      for (Page page : domain.pages.values()) {
        integrate(domain, page, span);
      }
    }
    if (!translated) {
      add("ram", ramBytes, span);
    }
    add("pinned.bytes", pinned * 4096, span);
  }

  private void integrate(Domain domain, Page page, long span) {
    Leads leads = page.effective();
    if (!leads.reachesMemory()) {
      return;
    }
    if (page.isExposed()) {
      add(translated && leads.isDedicated() ? "dedicated" : "stale", 4096, span);
      if (neighbours != null && !(translated && leads.isDedicated())) {
        neighbours.integrate(leads.frame, new BitSet(), true, span);
      }
      return;
    }
    if (page.buffers.isEmpty()) {
      add(translated && leads.isDedicated() ? "dedicated" : "standing", 4096, span);
      return;
    }
    int any = page.bytes(-1, false, false).cardinality();
    if (neighbours != null && !(translated && leads.isDedicated())) {
      neighbours.integrate(leads.frame, page.bytes(-1, false, false), false, span);
    }
    add("entitled", any, span);
    domain.entitled =
        domain.entitled.add(BigInteger.valueOf(any).multiply(BigInteger.valueOf(span)));
    add(translated && leads.isDedicated() ? "dedicated" : "subPage", 4096 - any, span);
    if (leads.read) {
      add("excessRead", any - page.bytes(-1, true, false).cardinality(), span);
    }
    if (leads.write) {
      add("excessWrite", any - page.bytes(-1, false, true).cardinality(), span);
    }
  }

  private void mark(Domain domain, Page page) {
    long exposed = page.isExposed() ? page.effective().frame : -1;
    if (exposed >= 0) {
      page.oweWindow &= page.shadowed();
    }
    page.trail.add(new Trail(exposed, now, domain.accesses, domain.unmaps, domain.call));
  }

  private void windowOfNoLength() {
    windows.add(new Window(0, 0, 0, false));
  }

  void beforeStore(int domain) {
    domains[domain].call++;
  }

  void stored(int number, long first, int count, long frame, DmaDirection granted) {
    Domain domain = domains[number];
    domain.call++;
    for (int i = 0; i < count; i++) {
      Page page = domain.page(first + i);
      if (page.entry.isThere()) {
        clear(domain, page);
      }
      boolean exposed = page.isExposed();
      page.entry = new Leads(frame + i, granted.deviceReads(), granted.deviceWrites());
      page.released = exposed && page.entry.sameAs(page.cached) && page.buffers.isEmpty();
      pin(1);
      count("pinnedEver");
      if (page.pending != null || (page.cached.isThere() && !page.cached.equals(page.entry))) {
        domain.stored.add(first + i);
      }
      mark(domain, page);
    }
  }

  private void pin(int pages) {
    pinned += pages;
    sums.merge("pinnedPeak", BigInteger.valueOf(pinned), BigInteger::max);
  }

  void cleared(int number, long first, int count) {
    Domain domain = domains[number];
    domain.acted = true;
    for (long page = first; page < first + count; page++) {
      if (domain.page(page).entry.isThere()) {
        clear(domain, domain.page(page));
      }
    }
  }

  private void clear(Domain domain, Page page) {
    Trail begin = new Trail(-1, now, 0, domain.unmaps, 0);
    if (page.isExposed() && !page.shadowed() && !page.effective().isDedicated()) {
      begin = beginOfExposure(page);
    }
    boolean owed = page.oweWindow || !page.buffers.isEmpty();
    page.entry = Leads.NOWHERE;
    page.released = false;
    page.oweWindow = false;
    pin(-1);
    boolean reached = page.isExposed();
    boolean shadowedBefore = reached && lastExposed(page) == page.effective().frame;
    mark(domain, page);
    if (owed && (!reached || shadowedBefore)) {
      windowOfNoLength();
    }
    if (page.pending == null) {
      page.pending = begin;
    }
  }

  private static long lastExposed(Page page) {
    return page.trail.isEmpty() ? -1 : page.trail.get(page.trail.size() - 1).exposed;
  }

  private static Trail beginOfExposure(Page page) {
    int at = page.trail.size() - 1;
    long frame = page.trail.get(at).exposed;
    while (at > 0 && page.trail.get(at - 1).exposed == frame) {
      at--;
    }
    return page.trail.get(at);
  }

  void filled(int number, long ioPage) {
    Domain domain = domains[number];
    domain.call++;
    Page page = domain.page(ioPage);
    page.cached = page.entry.isThere() ? page.entry : Leads.TO_DUMMY;
    mark(domain, page);
  }

  void evicted(int number, long ioPage) {
    domains[number].call++;
    forget(domains[number], ioPage);
  }

  private void forget(Domain domain, long ioPage) {
    Page page = domain.page(ioPage);
    page.cached = Leads.NOWHERE;
    mark(domain, page);
  }

  void invalidated(int number, long first, long count) {
    Domain domain = domains[number];
    domain.acted = true;
    for (long ioPage : List.copyOf(domain.pages.keySet())) {
      if (ioPage >= first && ioPage < first + count) {
        Page page = domain.page(ioPage);
        Trail pending = page.pending;
        if (pending != null) {
          worst.add(now - pending.time);
          worstUnmaps = Math.max(worstUnmaps, domain.unmaps - pending.unmaps);
          page.pending = null;
        }
        forget(domain, ioPage);
      }
    }
  }

  void invalidatedAll(int number) {
    invalidated(number, 0, Long.MAX_VALUE);
  }

  void granted(int device, long bus, long size, DmaDirection direction) {
    Domain domain = domains[domainOf[device]];
    callEnded(domainOf[device]);
    domain.call++;
    mappings++;
    sums.merge("mappingsPeak", BigInteger.valueOf(mappings), BigInteger::max);
    for (long at = bus; at < bus + size; at = (at | 4095) + 1) {
      Page page = domain.page(at >>> 12);
      int end = (int) Math.min(4096, (at & 4095) + bus + size - at);
      if (!translated && page.buffers.isEmpty()) {
        pin(1);
        count("pinnedEver");
        page.entry = new Leads(at >>> 12, true, true);
      }
      page.buffers.add(new Buffer(device, (int) at & 4095, end, direction));
      if (page.oweWindow) {
        windowOfNoLength();
        page.oweWindow = false;
      }
      page.released = false;
      mark(domain, page);
    }
  }

  void revoked(int device, long bus, long size, DmaDirection direction) {
    Domain domain = domains[domainOf[device]];
    domain.unmaps++;
    if (domain.acted) {
      domain.acted = false;
      domain.call++;
    }
    boolean known = false;
    for (long at = bus; at < bus + size; at = (at | 4095) + 1) {
      int end = (int) Math.min(4096, (at & 4095) + bus + size - at);
      known |=
          revoke(
              domain, domain.page(at >>> 12), new Buffer(device, (int) at & 4095, end, direction));
    }
    mappings -= known ? 1 : 0;
  }

  private boolean revoke(Domain domain, Page page, Buffer buffer) {
    boolean removed = page.buffers.remove(buffer);
    if (!removed) {
      List<Buffer> own =
          page.buffers.stream()
              .filter(other -> other.device == buffer.device)
              .sorted((a, b) -> Integer.compare(a.start, b.start))
              .toList();
      removed = !own.isEmpty() && page.buffers.remove(own.get(0));
    }
    if (removed && page.buffers.isEmpty()) {
      if (page.entry.isThere()) {
        page.released = true;
        page.oweWindow = page.shadowed();
      }
      if (!translated) {
        pin(-1);
      }
    }
    mark(domain, page);
    return removed;
  }

  void accessed(int device, long bus, int length, boolean write, long physical) {
    Domain domain = domains[domainOf[device]];
    domain.accesses++;
    count("accesses");
    Page page = domain.pages.getOrDefault(bus >>> 12, new Page());
    BitSet wanted = new BitSet();
    wanted.set((int) bus & 4095, ((int) bus & 4095) + length);
    if (contains(page.bytes(device, !write, write), wanted)) {
      if (physical == AddressTranslation.FAULT) {
        count("refused");
      } else if (physical >>> 12 == page.entry.frame) {
        count("hits");
      } else {
        count("misdirected");
        add("misdirectedBytes", length, 1);
      }
      return;
    }
    String outcome = outcome(page, device, wanted, physical);
    count(outcome + (write ? ".writes" : ".reads"));
    add(outcome + ".bytes", length, 1);
  }

  private String outcome(Page page, int device, BitSet wanted, long physical) {
    if (physical == AddressTranslation.FAULT) {
      return "detected";
    }
    boolean dedicated = translated && page.effective().isDedicated();
    if (page.isExposed()) {
      return dedicated ? "dedicated" : "stale";
    }
    if (!page.effective().reachesMemory()) {
      return translated ? "absorbed" : "standing";
    }
    if (page.buffers.isEmpty()) {
      return dedicated ? "dedicated" : "standing";
    }
    if (contains(page.bytes(device, false, false), wanted)) {
      return "rights";
    }
    if (contains(page.bytes(-1, false, false), wanted)) {
      return "other-device";
    }
    return dedicated ? "dedicated" : "neighbour";
  }

  private static boolean contains(BitSet all, BitSet part) {
    BitSet rest = (BitSet) part.clone();
    rest.andNot(all);
    return rest.isEmpty();
  }

  void callEnded(int number) {
    Domain domain = domains[number];
    for (long ioPage : domain.stored) {
      Page page = domain.page(ioPage);
      if (page.shadowed()) {
        count("shadowed");
      }
      if (page.pending != null) {
        count("uncovered");
      }
    }
    domain.stored.clear();
  }

  /** Reads all windows off the trails. */
  void finish() {
    for (int number = 0; number < domains.length; number++) {
      callEnded(number);
      Domain domain = domains[number];
      for (int other = 1; other < domain.devices; other++) {
        sums.merge("crossDevice", domain.entitled, BigInteger::add);
      }
      for (Page page : domain.pages.values()) {
        readTrail(page);
        if (page.oweWindow) {
          windowOfNoLength();
        }
        Trail pending = page.pending;
        if (pending != null) {
          worstOpen.add(now - pending.time);
        }
        if (page.entry.isThere()
            && page.isExposed()
            && !page.shadowed()
            && !(translated && page.entry.isDedicated())) {
          worstOpen.add(now - beginOfExposure(page).time);
        }
      }
    }
    for (Window window : windows) {
      add("late.reached", window.outlivedCall ? 1 : 0, 1);
      add("late.prevented", window.outlivedCall ? 0 : 1, 1);
    }
    add("late.reached", open.size(), 1);
    if (!translated) {
      BigInteger others = sum("entitled").add(sum("subPage")).add(sum("stale"));
      sums.put("standing", sum("ram").subtract(others));
    }
  }

  private void readTrail(Page page) {
    @Nullable Trail begin = null;
    for (Trail trail : page.trail) {
      if (begin != null && trail.exposed != begin.exposed) {
        windows.add(
            translated && isDedicated(begin.exposed)
                ? new Window(0, 0, 0, false)
                : window(begin, trail));
        begin = null;
      }
      if (begin == null && trail.exposed >= 0) {
        begin = trail;
      }
    }
    if (begin != null && translated && isDedicated(begin.exposed)) {
      windowOfNoLength();
    } else if (begin != null) {
      open.add(now - begin.time);
    }
  }

  private static Window window(Trail begin, Trail end) {
    long time = end.time - begin.time;
    long accesses = end.accesses - begin.accesses;
    return new Window(
        time,
        accesses,
        end.unmaps - begin.unmaps,
        time != 0 || accesses != 0 || end.call != begin.call);
  }
}
