package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongTableTest {

  @ParameterizedTest
  @ValueSource(ints = {10, 100, 5000})
  void equalsATreeMap(int keys) {
    LongTable table = new LongTable(-7);
    TreeMap<Long, Long> model = new TreeMap<>();
    Random random = new Random(keys);
    for (int step = 0; step < 60_000; step++) {
      long key = (random.nextInt(keys) - 3L) << (12 * random.nextInt(3));
      switch (random.nextInt(3)) {
        case 0 -> {
          table.put(key, step);
          model.put(key, (long) step);
        }
        case 1 -> {
          table.remove(key);
          model.remove(key);
        }
        default -> assertThat(table.get(key)).isEqualTo(model.getOrDefault(key, -7L));
      }
      assertThat(table.size()).isEqualTo(model.size());
    }
    model.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
    assertThat(table.sortedKeys())
        .isEqualTo(model.keySet().stream().mapToLong(Long::longValue).toArray());
  }
}
