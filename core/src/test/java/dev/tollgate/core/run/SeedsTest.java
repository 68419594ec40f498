package dev.tollgate.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedsTest {

  @Test
  void dependOnTheRunsSeedAndThePartsName() {
    Set<Long> seeds = new HashSet<>();
    for (long seed = -100; seed < 100; seed++) {
      for (String part : new String[] {"", "iommu", "iommv", "workload"}) {
        assertThat(seeds.add(Seeds.of(seed, part))).isTrue();
        assertThat(Seeds.of(seed, part)).isEqualTo(Seeds.of(seed, part));
      }
    }
  }
}
