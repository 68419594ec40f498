package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScatterGatherJoinTest {

  private final ScatterGatherJoin join = new ScatterGatherJoin();

  @Test
  void findsAListByDeviceFirstAddressAndLength() {
    join.mapped(event(1, 0x5000, 2, 0xa000));
    join.mapped(event(2, 0x5000, 2, 0xb000));
    join.mapped(event(1, 0x5000, 3, 0xc000));
    assertThat(unmap(1, 0x5000, 3)).isEqualTo(0xc000);
    assertThat(unmap(2, 0x5000, 2)).isEqualTo(0xb000);
    assertThat(unmap(1, 0x5000, 2)).isEqualTo(0xa000);
    assertThat(unmap(1, 0x5000, 2)).as("not mapped any more").isEqualTo(-1);
    assertThat(join.live()).isZero();
  }

  @Test
  void equalsAModelOverManyLists() {
    Map<String, ArrayDeque<Long>> model = new HashMap<>();
    Random random = new Random(11);
    long live = 0;
    for (int step = 0; step < 50_000; step++) {
      int device = random.nextInt(3);
      long physical = 0x1000L * random.nextInt(300);
      int entries = 1 + random.nextInt(3);
      ArrayDeque<Long> lists =
          model.computeIfAbsent(device + " " + physical + " " + entries, key -> new ArrayDeque<>());
      if (random.nextInt(100) < (step < 25_000 ? 60 : 40)) {
        join.mapped(event(device, physical, entries, step));
        lists.add((long) step);
        live++;
      } else {
        Long expected = lists.poll();
        assertThat(unmap(device, physical, entries)).isEqualTo(expected == null ? -1 : expected);
        live -= expected == null ? 0 : 1;
      }
      assertThat(join.live()).isEqualTo((int) live);
    }
  }

  private long unmap(int device, long physical, int entries) {
    KernelEvent event = event(device, physical, entries, 0);
    event.segments = 0;
    join.unmapped(event);
    if (event.segments == 0) {
      return -1;
    }
    assertThat(event.segments).isEqualTo(entries);
    assertThat(event.segmentBytes(entries - 1)).isEqualTo(100 + entries - 1);
    return event.segmentAddress(0);
  }

  private static KernelEvent event(int device, long physical, int entries, long address) {
    KernelEvent event = new KernelEvent();
    event.reset(EventKind.DMA_MAP_SCATTER);
    event.device = device;
    event.physicalCount = entries;
    event.segments = entries;
    for (int i = 0; i < entries; i++) {
      event.physicals[i] = physical + i;
      event.segmentAddresses[i] = address;
      event.segmentBytes[i] = 100L + i;
    }
    return event;
  }
}
