package dev.tollgate.core.iommu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with a slow model under random look-ups, fills and invalidations. */
class IotlbModelTest {

  static Stream<IotlbGeometry> geometries() {
    List<IotlbGeometry> geometries = new ArrayList<>();
    for (Replacement replacement : Replacement.values()) {
      for (int[] shape :
          new int[][] {
            {1, 1},
            {2, 2},
            {7, 1},
            {8, 1},
            {8, 4},
            {24, 8},
            {16, 16},
            {64, 64},
            {128, 128},
            {96, 32}
          }) {
        geometries.add(new IotlbGeometry(shape[0], shape[1], replacement));
      }
      if (replacement != Replacement.PLRU) {
        for (int[] shape : new int[][] {{3, 3}, {15, 5}, {36, 12}, {70, 70}, {260, 130}, {25, 5}}) {
          geometries.add(new IotlbGeometry(shape[0], shape[1], replacement));
        }
      }
    }
    return geometries.stream();
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void behavesAsTheSlowModel(IotlbGeometry geometry) {
    for (int seed = 0; seed < 6; seed++) {
      new Sequence(geometry, seed).run(2000);
    }
  }

  private static final class Sequence implements IotlbListener {
    final SplittableRandom random;
    final Iotlb iotlb;
    final SlowIotlb model;
    final List<String> events = new ArrayList<>();
    final int pages;
    final int domains;
    final int invalidating;
    long hits;
    long misses;
    long fills;
    long evictions;
    long invalidations;

    Sequence(IotlbGeometry geometry, int seed) {
      random = new SplittableRandom(seed * 7919L + geometry.hashCode());
      iotlb = new Iotlb(geometry, seed, this);
      model = new SlowIotlb(geometry, seed);
      pages = 2 + random.nextInt(geometry.entries() * 2 + 2);
      domains = 1 + random.nextInt(3);
      invalidating = random.nextInt(3) * 12;
    }

    @Override
    public void filled(int domain, long ioPage, long value) {
      events.add("filled " + domain + " " + ioPage + " " + value);
    }

    @Override
    public void evicted(int domain, long ioPage) {
      events.add("evicted " + domain + " " + ioPage);
      evictions++;
    }

    void run(int steps) {
      for (int step = 0; step < steps; step++) {
        int domain = random.nextInt(domains);
        long page = random.nextInt(pages);
        if (random.nextInt(100) < invalidating) {
          invalidate(domain, page);
        } else {
          access(domain, page, step);
        }
        assertThat(iotlb.size()).isEqualTo(model.size());
      }
      assertThat(events).isEqualTo(model.events);
      List<String> entries = new ArrayList<>();
      iotlb.forEach((domain, page, value) -> entries.add(domain + " " + page + " " + value));
      assertThat(entries).containsExactlyInAnyOrderElementsOf(model.entries());
      assertThat(iotlb.isConsistent()).isTrue();
      assertThat(iotlb.hits()).isEqualTo(hits);
      assertThat(iotlb.misses()).isEqualTo(misses);
      assertThat(iotlb.fills()).isEqualTo(fills);
      assertThat(iotlb.evictions()).isEqualTo(evictions);
      assertThat(iotlb.invalidations()).isEqualTo(invalidations);
    }

    private void access(int domain, long page, int step) {
      SlowIotlb.Entry held = model.find(domain, page);
      assertThat(iotlb.peek(domain, page)).isEqualTo(held == null ? Iotlb.MISS : held.value);
      long expected = model.lookup(domain, page);
      assertThat(iotlb.lookup(domain, page)).as("step %d", step).isEqualTo(expected);
      if (expected == Iotlb.MISS) {
        misses++;
      } else {
        hits++;
      }
      boolean another = random.nextInt(20) == 0;
      if (another || (expected == Iotlb.MISS && random.nextInt(20) != 0)) {
        long filled = another ? random.nextInt(pages) : page;
        model.fill(domain, filled, step);
        iotlb.fill(domain, filled, step);
        fills++;
      }
    }

    private void invalidate(int domain, long page) {
      int expected;
      int actual;
      switch (random.nextInt(12)) {
        case 0 -> {
          expected = model.remove(entry -> true);
          actual = iotlb.invalidateAll();
        }
        case 1 -> {
          expected = model.remove(entry -> entry.domain == domain);
          actual = iotlb.invalidateDomain(domain);
        }
        case 2, 3 -> {
          long count = random.nextInt(pages);
          expected =
              model.remove(e -> e.domain == domain && e.page >= page && e.page < page + count);
          actual = iotlb.invalidate(domain, page, count);
        }
        default -> {
          expected = model.remove(entry -> entry.domain == domain && entry.page == page);
          actual = iotlb.invalidate(domain, page, 1);
        }
      }
      assertThat(actual).isEqualTo(expected);
      invalidations += expected;
    }
  }
}
