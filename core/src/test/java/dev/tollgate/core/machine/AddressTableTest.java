package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A table of addresses says what a map would. */
class AddressTableTest {

  @Test
  void answersAsAMapDoesUnderManyChanges() {
    SplittableRandom random = new SplittableRandom(7);
    AddressTable table = new AddressTable();
    Map<Long, Integer> map = new HashMap<>();
    for (int step = 0; step < 200_000; step++) {
      // Few addresses while the table is small, so that chains of all lengths are closed.
      long address = random.nextInt(40 + step / 50) * 8L - 8;
      switch (random.nextInt(3)) {
        case 0 -> {
          int value = random.nextInt(1000);
          Integer before = map.put(address, value);
          assertThat(table.put(address, value)).isEqualTo(before == null ? -1 : before);
        }
        case 1 -> {
          Integer before = map.remove(address);
          assertThat(table.remove(address)).isEqualTo(before == null ? -1 : before);
        }
        default -> assertThat(table.get(address)).isEqualTo(map.getOrDefault(address, -1));
      }
      assertThat(table.size()).isEqualTo(map.size());
    }
    map.forEach((address, value) -> assertThat(table.get(address)).isEqualTo(value));
  }

  @Test
  void addressesThatNeverComeAgainLeaveNothingBehind() {
    AddressTable table = new AddressTable();
    for (int step = 0; step < 50_000; step++) {
      assertThat(table.put(step * 64L, step)).isEqualTo(AddressTable.NONE);
      int known = Math.min(step + 1, 20);
      assertThat(table.size()).isEqualTo(known);
      if (known == 20) {
        assertThat(table.get((step - 20) * 64L)).isEqualTo(AddressTable.NONE);
        assertThat(table.remove((step - 19) * 64L)).isEqualTo(step - 19);
        assertThat(table.remove((step - 19) * 64L)).isEqualTo(AddressTable.NONE);
      }
    }
    assertThat(table.size()).isEqualTo(19);
  }
}
