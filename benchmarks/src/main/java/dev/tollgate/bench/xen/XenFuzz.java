package dev.tollgate.bench.xen;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.Xen;
import dev.tollgate.hypervisor.xen.XenOptions;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainHeap;
import dev.tollgate.hypervisor.xen.domain.DomainSpec;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.domain.PageTableEntry;
import dev.tollgate.hypervisor.xen.grant.DeviceMapper;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Lets several {@linkplain MaliciousGuest malicious guests}, one of them privileged, loose on one
 * Xen. None may make it throw, answer what the ABI does not know, or leave a count wrong: frames
 * are conserved, every reference has a holder, and no unprivileged guest's page table leads to
 * another's frame but by a grant. Guests that crash themselves are ended and others take their
 * place.
 *
 * <pre>java -cp benchmarks.jar dev.tollgate.bench.xen.XenFuzz [operations] [seed]</pre>
 */
public final class XenFuzz {

  private static final int FRAMES = 4096;
  private static final int GUESTS = 4;
  private static final int PAGES = 160;
  private static final int RING_EVERY = 4;
  private static final long CHECKED_EVERY = 20_000;
  private static final long REFRESHED_EVERY = 5_000;
  private static final long LOWEST_ERROR = -38;

  private final Xen xen;
  private final SplittableRandom random;
  private final List<MaliciousGuest> guests = new ArrayList<>();
  private final List<MaliciousFrontEnd> frontEnds = new ArrayList<>();
  private final TreeMap<Long, Long> answers = new TreeMap<>();
  private long ended;
  private int spared;

  /** A Xen of some period with its guests; the same seed does the same. */
  public XenFuzz(XenPeriod period, long seed) {
    random = new SplittableRandom(seed);
    DomainHeap heap = new DomainHeap(FRAMES);
    heap.release(16, FRAMES - 16);
    Domains domains =
        Domains.on(new PhysicalMemory((long) FRAMES << PhysicalMemory.FRAME_SHIFT), heap);
    CycleLedger ledger =
        new CycleLedger(new CostProfile("fuzz", "Fallbacks.", ImmutableSortedMap.of()));
    xen = new Xen(domains, ledger, XenOptions.of(period), domain -> 1, new FewSlots());
    for (int id = 0; id < GUESTS; id++) {
      guests.add(guest(id));
      frontEnds.add(new MaliciousFrontEnd(random.split()));
    }
  }

  /** An IOMMU with so few entries that they run out. */
  private static final class FewSlots implements DeviceMapper {
    private int used;

    @Override
    public long map(Domain user, long frame, boolean writable) {
      if (used == 8) {
        return NO_SLOT;
      }
      used++;
      return frame << PhysicalMemory.FRAME_SHIFT;
    }

    @Override
    public void change(Domain user, long frame, long busAddress, boolean writable) {}

    @Override
    public void unmap(Domain user, long frame, long busAddress) {
      used--;
    }
  }

  private MaliciousGuest guest(int id) {
    Domain made = xen.create(new DomainSpec(id, id == 0, PAGES, PAGES + 40, 1, -1));
    return new MaliciousGuest(xen, made, random.split());
  }

  /**
   * Lets them do so many things.
   *
   * @throws InvariantViolation if Xen lost count, or gave what it must not
   */
  public void run(long operations) {
    for (long i = 1; i <= operations; i++) {
      int which = random.nextInt(guests.size());
      if (i % RING_EVERY == 0) {
        frontEnds.get(which).act();
      }
      long answer = guests.get(which).act();
      if (answer < LOWEST_ERROR) {
        throw new InvariantViolation("a hypercall answered " + answer);
      }
      if (answer <= 0) {
        answers.merge(answer, 1L, Long::sum);
      }
      if (guests.get(which).domain().isDying()) {
        replace(which);
      }
      if (i % CHECKED_EVERY == 0 || i == operations) {
        check();
      }
      if (i % REFRESHED_EVERY == 0) {
        refresh();
      }
    }
  }

  private void replace(int which) {
    Domain gone = guests.get(which).domain();
    xen.destroy(gone);
    ended++;
    for (int id = which; ; id += GUESTS) {
      if (!xen.domains().isNumberTaken(id)
          && xen.domains().frames().heap().freeFrames() > PAGES + GUESTS * 8) {
        guests.set(which, guest(which == 0 ? 0 : id));
        return;
      }
      if (which == 0 || id > 4 * GUESTS) {
        endAll();
        return;
      }
    }
  }

  /** What others still hold keeps a number or the memory for a new guest: all begin anew. */
  private void endAll() {
    for (Domain domain : List.copyOf(xen.domains().all())) {
      xen.destroy(domain);
      ended++;
    }
    xen.check();
    for (int id = 0; id < GUESTS; id++) {
      guests.set(id, guest(id));
    }
  }

  /** From time to time a guest ends though it did nothing wrong, so that none stays poor. */
  private void refresh() {
    int which = spared++ % GUESTS;
    guests.get(which).domain().crash("its time had come");
    replace(which);
  }

  private void check() {
    xen.check();
    for (MaliciousGuest guest : guests) {
      if (!guest.domain().isPrivileged()) {
        checkPageTable(guest.domain());
      }
    }
  }

  private void checkPageTable(Domain domain) {
    LinearMap map = domain.linearMap();
    for (int slot = 0; slot < map.size(); slot++) {
      long entry = map.entry(slot);
      long frame = PageTableEntry.frame(entry);
      if (PageTableEntry.isPresent(entry)
          && !PageTableEntry.isGranted(entry)
          && xen.domains().frames().owner(frame) != domain.id()) {
        throw new InvariantViolation(
            "%s maps frame 0x%x of domain %d without a grant"
                .formatted(domain, frame, xen.domains().frames().owner(frame)));
      }
    }
  }

  /** Answers of calls that were not positive, and how often each came. */
  public ImmutableSortedMap<Long, Long> answers() {
    return ImmutableSortedMap.copyOf(answers);
  }

  /** Guests that ended. */
  public long ended() {
    return ended;
  }

  /** The Xen under attack. */
  public Xen xen() {
    return xen;
  }

  /** See the class; 10,000,000 operations of each period unless told otherwise. */
  public static void main(String[] args) {
    long operations = args.length > 0 ? Long.parseLong(args[0]) : 10_000_000;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    for (XenPeriod period : XenPeriod.values()) {
      XenFuzz fuzz = new XenFuzz(period, seed);
      long begin = System.nanoTime();
      fuzz.run(operations);
      long nanoseconds = System.nanoTime() - begin;
      Xen xen = fuzz.xen();
      System.out.printf(
          "%s: %d operations in %.1f s; %d crossings, %d multicall entries, %d maps, %d unmaps,"
              + " %d copies, %d transfers, %d events; %d guests ended; answers %s%n",
          period.id(),
          operations,
          nanoseconds / 1e9,
          xen.hypercalls().crossings(),
          xen.multicall().entries(),
          xen.grants().mapping().maps(),
          xen.grants().mapping().unmaps(),
          xen.grants().copies().copies(),
          xen.grants().transfers().transfers(),
          xen.events().sent(),
          fuzz.ended(),
          fuzz.answers());
    }
  }
}
