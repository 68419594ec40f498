package dev.tollgate.core.dma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.policy.PolicyBench;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BusMasterTest {

  /** I/O pages 0 to 3 lead to these frames; -1 faults, frame 16 is the first without memory. */
  private static final long[] FRAMES = {7, 3, -1, 16};

  private final PhysicalMemory memory = new PhysicalMemory(16 * 4096);
  private final Diary diary = new Diary();
  private final BusMaster bus = new BusMaster(memory, BusMasterTest::translate, diary);

  private static long translate(int device, long busAddress, boolean write) {
    long page = busAddress >>> 12;
    boolean forbidden = page < 0 || page >= FRAMES.length || FRAMES[(int) page] < 0;
    return forbidden ? AddressTranslation.FAULT : (FRAMES[(int) page] << 12) + (busAddress & 4095);
  }

  @Test
  void splitsAnAccessAtIoPagesAndMovesItsBytes() {
    byte[] sent = {0, 1, 2, 3, 4, 5, 0};
    assertThat(bus.write(5, 0x0ffe, sent, 1, 5)).isTrue();

    assertThat(diary.news()).containsExactly("write 5 ffe+2 = 7ffe", "write 5 1000+3 = 3000");
    assertThat(bytes(0x7ffe, 2)).containsExactly(1, 2);
    assertThat(bytes(0x3000, 4)).containsExactly(3, 4, 5, 0);

    byte[] received = new byte[7];
    assertThat(bus.read(5, 0x0ffe, received, 2, 5)).isTrue();
    assertThat(received).containsExactly(0, 0, 1, 2, 3, 4, 5);
    assertThat(diary.news()).containsExactly("read 5 ffe+2 = 7ffe", "read 5 1000+3 = 3000");
    assertThat(bus.outcome()).isEqualTo(BusOutcome.COMPLETED);
  }

  @Test
  void stopsAtAFaultAfterMovingWhatCameBefore() {
    byte[] sent = new byte[6000];
    Arrays.fill(sent, (byte) 1);
    assertThat(bus.write(0, 0x1800, sent, 0, sent.length)).isFalse();

    assertThat(bus.outcome()).isEqualTo(BusOutcome.TRANSLATION_FAULT);
    assertThat(diary.news())
        .containsExactly("write 0 1800+800 = 3800", "write 0 2000+f70 = ffffffffffffffff");
    assertThat(bytes(0x3800, 0x800)).containsOnly(1);
    assertThat(bytes(0x4000, 4096)).containsOnly(0);
  }

  @Test
  void answersABusErrorWhereThereIsNoMemory() {
    assertThat(bus.read(0, 0x3000, new byte[4], 0, 4)).isFalse();

    assertThat(bus.outcome()).isEqualTo(BusOutcome.BUS_ERROR);
    assertThat(diary.news()).containsExactly("read 0 3000+4 = ffffffffffffffff");
  }

  @Test
  void answersABusErrorWhereTranslationLeadsToANegativeAddress() {
    BusMaster untranslated = new BusMaster(memory, (device, at, write) -> at, diary);
    assertThat(untranslated.touch(0, -4096, 1, false)).isFalse();
    assertThat(untranslated.outcome()).isEqualTo(BusOutcome.BUS_ERROR);
    assertThat(untranslated.touch(0, 16 * 4096 - 1, 2, false)).isFalse();
    assertThat(untranslated.outcome()).isEqualTo(BusOutcome.BUS_ERROR);
    assertThat(untranslated.touch(0, 16 * 4096 - 1, 1, false)).isTrue();
  }

  @Test
  void saysWhereTheLatestAccessWent() {
    assertThat(bus.reached()).isEqualTo(AddressTranslation.FAULT);
    bus.touch(0, 0x0ffe, 5, false);
    assertThat(bus.reached()).isEqualTo(0x3000);
    bus.touch(0, 0x1ffe, 5, false);
    assertThat(bus.reached()).isEqualTo(AddressTranslation.FAULT);
    assertThat(bus.wasAbsorbed()).isFalse();
  }

  @Test
  void touchesWithoutMovingBytes() {
    assertThat(bus.touch(1, 0x0800, 0x1000, true)).isTrue();
    assertThat(diary.news()).containsExactly("write 1 800+800 = 7800", "write 1 1000+800 = 3000");
    assertThat(memory.touchedBytes()).isZero();
  }

  @Test
  void doesNothingForNoBytes() {
    assertThat(bus.touch(0, 0x2000, 0, false)).isTrue();
    assertThat(bus.write(0, 0x2000, new byte[3], 3, 0)).isTrue();
    assertThat(diary.news()).isEmpty();
  }

  @Test
  void refusesImpossibleLengths() {
    assertThatThrownBy(() -> bus.touch(0, 0, -1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> bus.write(0, 0, new byte[3], 2, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void countsAccessesBytesReachedAndFailures() {
    bus.touch(0, 0, 100, false);
    bus.touch(0, 0x1ff0, 100, true);
    bus.touch(0, 0x3000, 100, true);
    bus.write(0, 0, new byte[9], 0, 9);

    assertThat(PolicyBench.metrics(bus::report))
        .containsOnly(
            Map.entry("bus.reads", 1L),
            Map.entry("bus.writes", 3L),
            Map.entry("bus.bytes.read", 100L),
            Map.entry("bus.bytes.written", 25L),
            Map.entry("bus.faults", 1L),
            Map.entry("bus.errors", 1L),
            Map.entry("bus.busy", 0L));
  }

  private byte[] bytes(long address, int length) {
    byte[] bytes = new byte[length];
    memory.read(address, bytes, 0, length);
    return bytes;
  }
}
