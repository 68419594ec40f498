package dev.tollgate.core.dma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheLineUseTest {

  @ParameterizedTest
  @ValueSource(ints = {3, 700, 5000})
  void countsAsAMapDoes(int linesUsed) {
    Random random = new Random(linesUsed);
    CacheLineUse use = new CacheLineUse();
    Map<Long, Integer> model = new HashMap<>();
    List<Long> live = new ArrayList<>();
    for (int step = 0; step < 200_000; step++) {
      long line = (long) random.nextInt(linesUsed) << 7;
      boolean growing = step / 20_000 % 2 == 0;
      if (random.nextInt(10) < (growing ? 7 : 3)) {
        assertThat(use.add(line)).isEqualTo(model.getOrDefault(line, 0));
        model.merge(line, 1, Integer::sum);
        live.add(line);
      } else if (!live.isEmpty()) {
        int last = live.size() - 1;
        int index = random.nextInt(live.size());
        long gone = live.set(index, live.get(last));
        live.remove(last);
        use.remove(gone);
        model.merge(gone, -1, Integer::sum);
      } else {
        use.remove(line);
      }
    }
  }
}
