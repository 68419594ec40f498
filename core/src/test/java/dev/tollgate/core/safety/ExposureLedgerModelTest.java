package dev.tollgate.core.safety;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.Iotlb;
import dev.tollgate.core.iommu.IotlbGeometry;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.iommu.Replacement;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.ObjectMap;
import dev.tollgate.core.spi.IommuCapability;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random events, told to the ledger and to the slow one: every figure must be the same. */
class ExposureLedgerModelTest {

  private static final int RUNS = 150;
  private static final DmaDirection[] DIRECTIONS = DmaDirection.values();
  private static final ImmutableList<Replacement> REPLACEMENTS =
      ImmutableList.of(Replacement.LRU, Replacement.FIFO, Replacement.CLOCK, Replacement.RANDOM);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void agreesBehindAnIommu(int seed) {
    for (int run = 0; run < RUNS; run++) {
      new World(1000 * seed + run, true).play(50 + run * 3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void agreesWithoutTranslation(int seed) {
    for (int run = 0; run < RUNS; run++) {
      new World(1000 * seed + run, false).play(50 + run * 3);
    }
  }

  /** A mapping as a driver knows it. */
  private record Mapping(int device, long bus, long size, DmaDirection direction) {}

  private static final class World implements IotlbListener {

    private final String name;
    private final Random random;
    private final boolean translated;
    private final boolean faults;
    private final int[] domainOf;
    private final int domains;
    private final int pages;
    private final Machine machine = Machines.small();
    private final ExposureLedger fast;
    private final SlowLedger slow;
    private final @Nullable ObjectMap objects;
    private final SlowNeighbours neighbours = new SlowNeighbours();
    private final Iotlb iotlb;
    private final List<SortedMap<Long, Long>> tables = new ArrayList<>();
    private final List<Mapping> mappings = new ArrayList<>();
    private long time;

    World(int seed, boolean translated) {
      this.name = "seed " + seed;
      this.random = new Random(seed);
      this.translated = translated;
      this.faults = random.nextBoolean();
      this.domains = translated ? 1 + random.nextInt(3) : 1;
      this.domainOf = new int[domains + random.nextInt(3)];
      Arrays.setAll(domainOf, device -> device % domains);
      this.pages = 2 + random.nextInt(600); // sometimes more than one part of the page table
      this.fast = new ExposureLedger(machine, domainOf.length);
      if (translated) {
        fast.behind(
            new ToyIommu(domainOf, machine),
            faults ? ImmutableSet.of(IommuCapability.FAULTS_ON_UNMAPPED) : ImmutableSet.of());
      } else {
        fast.untranslated();
      }
      this.slow = new SlowLedger(domainOf, domains, translated, Machines.RAM);
      this.objects = random.nextBoolean() ? fast.objects() : null;
      if (objects != null) {
        objects.ask(SlowNeighbours.CONTENTS);
        slow.neighbours = neighbours;
      }
      int entries = random.nextInt(5);
      this.iotlb =
          new Iotlb(
              IotlbGeometry.fullyAssociative(entries, REPLACEMENTS.get(random.nextInt(4))),
              seed,
              this);
      for (int domain = 0; domain < domains; domain++) {
        tables.add(new TreeMap<>());
      }
    }

    @Override
    public void filled(int domain, long ioPage, long value) {
      fast.filled(domain, ioPage, value);
      slow.filled(domain, ioPage);
    }

    @Override
    public void evicted(int domain, long ioPage) {
      fast.evicted(domain, ioPage);
      slow.evicted(domain, ioPage);
    }

    void play(int events) {
      for (int event = 0; event < events; event++) {
        if (random.nextInt(3) == 0) {
          advance();
        }
        if (objects != null && random.nextInt(3) == 0) {
          allocateOrFree(objects);
        }
        if (translated) {
          step();
        } else {
          stepUntranslated();
        }
      }
      advance();
      fast.finish();
      slow.finish();
      compare();
    }

    private void advance() {
      time += random.nextInt(8) == 0 ? random.nextLong(1L << 42) : random.nextLong(5_000_000_000L);
      machine.advanceTo(time);
      slow.advance(time);
    }

    private void step() {
      switch (random.nextInt(14)) {
        case 0, 1, 2 -> map();
        case 3, 4 -> unmap();
        case 5, 6, 7, 8 -> access();
        case 9 -> store(random.nextInt(domains), page(), 1 + random.nextInt(3), random.nextInt(6));
        case 10 -> clear(random.nextInt(domains), page(), 1 + random.nextInt(3));
        case 11 -> {
          if (random.nextBoolean()) {
            grant(random.nextInt(domainOf.length), 4096 * page() + random.nextInt(4096));
          } else {
            revokeAny();
          }
        }
        case 12 -> invalidate(random.nextInt(domains), page(), 1 + random.nextInt(4));
        default -> rarely();
      }
    }

    private void allocateOrFree(ObjectMap map) {
      List<SlowNeighbours.Item> items = neighbours.items;
      if (!items.isEmpty() && random.nextInt(3) == 0) {
        map.freed(items.remove(random.nextInt(items.size())).address());
        return;
      }
      int bytes = 1 + random.nextInt(random.nextBoolean() ? 64 : 9000);
      long address = 4096L * random.nextInt(8) + random.nextInt(SlowNeighbours.LAST_OBJECT - 64);
      long end = address + bytes;
      if (bytes <= 64 || address % 8192 >= 4096) {
        for (SlowNeighbours.Item item : items) {
          if (address < item.address() + item.bytes() && item.address() < end) {
            return;
          }
        }
        int who = map.number(new ObjectMap.Who("site" + random.nextInt(4), "kmalloc"));
        items.add(new SlowNeighbours.Item(address, bytes, who));
        map.allocated(address, bytes, who);
      }
    }

    private void rarely() {
      int domain = random.nextInt(domains);
      switch (random.nextInt(4)) {
        case 0 -> invalidateAll(domain);
        case 1 -> callEnded(domain);
        case 2 -> {
          fast.beforeStore(domain);
          slow.beforeStore(domain);
        }
        default -> {
          iotlb.invalidateDomain(domain);
          fast.forgotAll(domain);
          slow.invalidatedAll(domain);
        }
      }
    }

    private void stepUntranslated() {
      switch (random.nextInt(8)) {
        case 0, 1, 2 ->
            grant(random.nextInt(domainOf.length), 4096 * page() + random.nextInt(4096));
        case 3, 4 -> revokeAny();
        default -> access();
      }
    }

    private long page() {
      return random.nextInt(4) == 0 ? pages - 1 : random.nextInt(Math.min(pages, 7));
    }

    private void store(int domain, long page, int most, long frame) {
      boolean dedicated = SlowLedger.isDedicated(frame);
      int count = dedicated ? most : Math.min(most, (int) (4 - frame));
      DmaDirection granted = DIRECTIONS[random.nextInt(3)];
      for (int i = 0; i < count; i++) {
        tables.get(domain).put(page + i, frame + i);
      }
      if (dedicated) {
        fast.storedDedicated(domain, page, count, frame, granted);
      } else {
        fast.stored(domain, page, count, frame, granted);
      }
      slow.stored(domain, page, count, frame, granted);
    }

    private void clear(int domain, long page, int count) {
      tables.get(domain).subMap(page, page + count).clear();
      fast.cleared(domain, page, count);
      slow.cleared(domain, page, count);
    }

    private void invalidate(int domain, long page, int count) {
      iotlb.invalidate(domain, page, count);
      fast.invalidated(domain, page, count);
      slow.invalidated(domain, page, count);
    }

    private void invalidateAll(int domain) {
      iotlb.invalidateDomain(domain);
      fast.invalidatedAll(domain);
      slow.invalidatedAll(domain);
    }

    private void callEnded(int domain) {
      fast.callEnded(domain);
      slow.callEnded(domain);
    }

    private void grant(int device, long bus) {
      long size = random.nextInt(4) == 0 ? 4096 - bus % 4096 : 1 + random.nextInt(9000);
      DmaDirection direction = DIRECTIONS[random.nextInt(3)];
      mappings.add(new Mapping(device, bus, size, direction));
      fast.granted(device, bus, size, bus, direction);
      slow.granted(device, bus, size, direction);
    }

    private void revokeAny() {
      if (mappings.isEmpty() || random.nextInt(10) == 0) {
        int device = random.nextInt(domainOf.length);
        revoke(
            new Mapping(device, 4096 * page(), 1 + random.nextInt(5000), DmaDirection.TO_DEVICE));
      } else {
        revoke(mappings.remove(random.nextInt(mappings.size())));
      }
    }

    private void revoke(Mapping mapping) {
      fast.revoked(mapping.device, mapping.bus, mapping.size, mapping.direction);
      slow.revoked(mapping.device, mapping.bus, mapping.size, mapping.direction);
    }

    /** As a driver and a policy do it. */
    private void map() {
      int device = random.nextInt(domainOf.length);
      long page = page();
      int count = 1 + random.nextInt(2);
      store(domainOf[device], page, count, random.nextInt(6));
      if (random.nextBoolean()) {
        callEnded(domainOf[device]);
      }
      grant(device, 4096 * page + random.nextInt(4096));
    }

    /** As a driver and a policy do it: keeping entries, lazily, or strictly. */
    private void unmap() {
      if (mappings.isEmpty()) {
        return;
      }
      Mapping mapping = mappings.remove(random.nextInt(mappings.size()));
      int domain = domainOf[mapping.device];
      long first = mapping.bus >>> 12;
      int count = (int) (((mapping.bus + mapping.size - 1) >>> 12) - first) + 1;
      revoke(mapping);
      int policy = random.nextInt(6);
      if (policy > 0) {
        clear(domain, first, count);
      }
      if (policy > 2) {
        invalidate(domain, first, count);
      } else if (policy == 2) {
        invalidateAll(domain);
      }
      if (random.nextBoolean()) {
        callEnded(domain);
      }
    }

    private void access() {
      int device = random.nextInt(domainOf.length);
      long page = page();
      int offset = random.nextInt(4096);
      int length = 1 + random.nextInt(4096 - offset);
      if (!mappings.isEmpty() && random.nextInt(4) > 0) {
        Mapping mapping = mappings.get(random.nextInt(mappings.size()));
        device = mapping.device;
        page = mapping.bus >>> 12;
        offset = (int) mapping.bus & 4095;
        length = (int) Math.min(4096 - offset, mapping.size);
        length -= random.nextInt(length);
      }
      long bus = 4096 * page + offset;
      boolean write = random.nextBoolean();
      long physical = translated ? translate(domainOf[device], page, offset) : bus;
      if (random.nextInt(40) == 0) {
        physical = random.nextBoolean() ? AddressTranslation.FAULT : physical + 4096;
      }
      fast.accessed(device, bus, length, write, physical);
      slow.accessed(device, bus, length, write, physical);
    }

    private long translate(int domain, long page, int offset) {
      long frame = iotlb.lookup(domain, page);
      if (frame == Iotlb.MISS) {
        Long entry = tables.get(domain).get(page);
        if (entry == null && faults) {
          return AddressTranslation.FAULT;
        }
        frame = entry == null ? 99 : entry;
        iotlb.fill(domain, page, frame);
      }
      return 4096 * frame + offset;
    }

    private void compare() {
      Metrics metrics = Metrics.of(fast);
      List<Long> times = slow.windows.stream().map(SlowLedger.Window::time).sorted().toList();
      List<Long> accesses =
          slow.windows.stream().map(SlowLedger.Window::accesses).sorted().toList();
      List<Long> unmaps = slow.windows.stream().map(SlowLedger.Window::unmaps).sorted().toList();
      check(metrics, "stale.windows", times.size() + slow.open.size());
      check(metrics, "stale.total", nanoseconds(times));
      check(metrics, "stale.accesses.total", accesses.stream().mapToLong(v -> v).sum());
      check(metrics, "stale.unmaps.total", unmaps.stream().mapToLong(v -> v).sum());
      percentiles(metrics, "stale", times);
      percentiles(metrics, "stale.accesses", accesses);
      percentiles(metrics, "stale.unmaps", unmaps);
      open(metrics, "stale.open", slow.open);
      check(metrics, "worst.windows", slow.worst.size() + slow.worstOpen.size());
      check(metrics, "worst.total", nanoseconds(slow.worst));
      percentiles(metrics, "worst", slow.worst.stream().sorted().toList());
      check(metrics, "worst.unmaps.max", slow.worstUnmaps);
      open(metrics, "worst.open", slow.worstOpen);
      bytes(metrics, "reach.entitled", slow.sum("entitled"));
      bytes(metrics, "reach.sub-page", slow.sum("subPage"));
      bytes(metrics, "reach.stale", slow.sum("stale"));
      bytes(metrics, "reach.standing", slow.sum("standing"));
      bytes(metrics, "reach.dedicated", slow.sum("dedicated"));
      bytes(
          metrics,
          "reach.total",
          slow.sum("entitled")
              .add(slow.sum("subPage"))
              .add(slow.sum("stale"))
              .add(slow.sum("standing"))
              .add(slow.sum("dedicated")));
      bytes(metrics, "rights.read", slow.sum("excessRead"));
      bytes(metrics, "rights.write", slow.sum("excessWrite"));
      bytes(metrics, "cross-device", slow.sum("crossDevice"));
      bytes(metrics, "pinned.bytes", slow.sum("pinned.bytes"));
      long detected = translated && faults ? slow.sum("late.prevented").longValue() : 0;
      check(metrics, "late.reached", slow.sum("late.reached").longValue());
      check(metrics, "late.detected", detected);
      check(metrics, "late.absorbed", slow.sum("late.prevented").longValue() - detected);
      check(metrics, "accesses", slow.sum("accesses").longValue());
      check(metrics, "accesses.entitled", slow.sum("hits").longValue());
      check(metrics, "accesses.refused", slow.sum("refused").longValue());
      for (StrayOutcome outcome : StrayOutcome.values()) {
        for (String part : List.of(".reads", ".writes", ".bytes")) {
          check(metrics, "stray." + outcome.id() + part, slow.sum(outcome.id() + part).longValue());
        }
      }
      if (objects != null) {
        for (NeighbourKind kind : NeighbourKind.values()) {
          bytes(metrics, "neighbours." + kind.id(), neighbours.sum(kind.id()));
        }
        bytes(metrics, "neighbours.allocated.stale", neighbours.sum("allocated.stale"));
        long sites =
            neighbours.sums.entrySet().stream()
                .filter(sum -> sum.getKey().startsWith("who") && sum.getValue().signum() > 0)
                .count();
        check(metrics, "neighbours.sites", sites);
      }
      check(metrics, "aliasing.hazards", slow.sum("shadowed").longValue());
      check(metrics, "aliasing.uncovered", slow.sum("uncovered").longValue());
      check(metrics, "aliasing.hits", slow.sum("misdirected").longValue());
      check(metrics, "aliasing.bytes", slow.sum("misdirectedBytes").longValue());
      check(metrics, "pinned.pages.peak", slow.sum("pinnedPeak").longValue());
      check(metrics, "pinned.pages.mapped", slow.sum("pinnedEver").longValue());
      check(metrics, "mappings.peak", slow.sum("mappingsPeak").longValue());
    }

    private void check(Metrics metrics, String metric, long expected) {
      assertThat(metrics.get(metric)).as("%s: %s", name, metric).isEqualTo(expected);
    }

    private static long nanoseconds(List<Long> times) {
      BigInteger sum =
          times.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
      return divided(sum, 1_000);
    }

    private static long divided(BigInteger dividend, long divisor) {
      return new BigDecimal(dividend)
          .divide(BigDecimal.valueOf(divisor), 0, RoundingMode.HALF_UP)
          .longValueExact();
    }

    private void bytes(Metrics metrics, String metric, BigInteger expected) {
      check(metrics, metric, divided(expected, 1_000_000_000));
      check(metrics, metric + ".mean", divided(expected.multiply(BigInteger.valueOf(1000)), time));
    }

    private void open(Metrics metrics, String metric, List<Long> spans) {
      check(metrics, metric, spans.size());
      check(metrics, metric + ".total", nanoseconds(spans));
      check(metrics, metric + ".max", spans.stream().mapToLong(v -> v).max().orElse(0));
    }

    private void percentiles(Metrics metrics, String metric, List<Long> sorted) {
      check(metrics, metric + ".max", sorted.isEmpty() ? 0 : sorted.get(sorted.size() - 1));
      for (int percent : new int[] {50, 90, 99}) {
        long exact = sorted.isEmpty() ? 0 : sorted.get((sorted.size() * percent + 99) / 100 - 1);
        long reported = metrics.get(metric + ".p" + percent);
        assertThat(reported)
            .as("%s: %s.p%s", name, metric, percent)
            .isBetween(exact, exact + (exact < 2048 ? 0 : exact / 1000));
      }
    }
  }
}
