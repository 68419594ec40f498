package dev.tollgate.core.safety;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.Machine;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A unit that stands in front of one of two devices only. */
class PartlyTranslatedTest {

  private static final ImmutableList<DmaDirection> DIRECTIONS =
      ImmutableList.copyOf(DmaDirection.values());

  private static final long MILLISECOND = 1_000_000_000L;

  @Test
  void figuresAreTheSumOfThoseOfEachDeviceAlone() {
    for (int seed = 0; seed < 100; seed++) {
      SortedMap<String, Long> both = play(seed, true, true);
      SortedMap<String, Long> translated = play(seed, true, false);
      SortedMap<String, Long> passed = play(seed, false, true);

      for (String name : both.keySet()) {
        if (name.matches("(reach\\..*|rights\\.[a-z]+|pinned|stale\\.windows|stray.*)")
            && !name.endsWith(".mean")) {
          assertThat(both.get(name))
              .as("seed %d: %s", seed, name)
              .isEqualTo(figure(translated, name) + figure(passed, name));
        }
      }
      assertThat(both.get("reach.total")).isPositive();
    }
  }

  private static long figure(SortedMap<String, Long> figures, String name) {
    return Objects.requireNonNull(figures.get(name), name);
  }

  /** Plays the same for the device behind the unit, for that without, or for both. */
  private static SortedMap<String, Long> play(int seed, boolean translated, boolean passed) {
    Machine machine = Machines.small();
    ExposureLedger ledger = new ExposureLedger(machine, (translated ? 1 : 0) + (passed ? 1 : 0));
    int[] domains = passed ? new int[] {0, ToyIommu.NOT_TRANSLATED} : new int[] {0};
    ToyIommu unit = new ToyIommu(domains, machine);
    ObservedDomain domain = new ObservedDomain(unit, 0, ImmutableSet.of(), ledger);
    if (translated) {
      ledger.behind(unit, ImmutableSet.of());
    } else {
      ledger.untranslated();
    }
    int passedDevice = translated ? 1 : 0;
    Random random = new Random(seed);
    for (int page = 0; page < 20; page++) {
      long bus = (long) page << 12;
      DmaDirection direction = DIRECTIONS.get(random.nextInt(DIRECTIONS.size()));
      int bytes = 1 + random.nextInt(4096);
      boolean unmapped = random.nextBoolean();
      boolean behindUnit = random.nextBoolean();
      machine.advanceTo(machine.now() + random.nextInt(5) * MILLISECOND);
      if (behindUnit && translated) {
        domain.map(page, 1, page, direction);
        ledger.granted(0, bus, bytes, bus, direction);
        ledger.accessed(0, bus, 1, true, bus);
      } else if (!behindUnit && passed) {
        ledger.granted(passedDevice, bus, bytes, bus, direction);
        ledger.accessed(passedDevice, bus + 4096, 1, true, bus + 4096);
      }
      machine.advanceTo(machine.now() + random.nextInt(5) * MILLISECOND);
      if (behindUnit && translated && unmapped) {
        ledger.revoked(0, bus, bytes, direction);
        domain.unmap(page, 1);
        domain.endOfCall();
      } else if (!behindUnit && passed && unmapped) {
        ledger.revoked(passedDevice, bus, bytes, direction);
      }
    }
    machine.advanceTo(machine.now() + MILLISECOND);
    ledger.finish();
    return new TreeMap<>(Metrics.of(ledger).values);
  }
}
