package dev.tollgate.workload.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.SimulatedClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LinkTest {

  private static final LinkSettings GIGABIT = new LinkSettings(1000, 0, false);

  private final EventQueue events = new EventQueue(new SimulatedClock());
  private final FramePool pool = new FramePool(1514);
  private final List<Long> times = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();

  private Link link(LinkSettings settings) {
    Link link = new Link(settings, events);
    link.connect(
        (frame, now) -> frame.release(),
        (frame, now) -> {
          times.add(now);
          marks.add((int) frame.bytes()[20]);
          frame.release();
        });
    return link;
  }

  private Frame frame(int length, int mark) {
    Frame frame = pool.take();
    frame.setLength(length);
    frame.bytes()[20] = (byte) mark;
    return frame;
  }

  @Test
  void aGigabitCarries941MegabitsOfTcpPayload() {
    LinkPort port = link(GIGABIT).near();
    int frames = 10_000;
    long free = 0;
    for (int i = 0; i < frames; i++) {
      free = port.send(frame(Framing.HEADER + Framing.STANDARD_MTU, 0), 0);
    }

    long perFrame = 12_304_000; // 1538 bytes of 8 ns
    assertThat(free).isEqualTo(frames * perFrame);
    assertThat(port.busyPicoseconds()).isEqualTo(free);
    assertThat(SimulatedClock.SECOND / perFrame).isEqualTo(81_274);
    assertThat(String.format(Locale.ROOT, "%.2f", 1448 * 8 * 1e6 * frames / free))
        .isEqualTo("941.48");
  }

  @Test
  void aFrameArrivesWithItsLastBit() {
    LinkPort port = link(new LinkSettings(1000, 5_000_000, false)).near();
    port.send(frame(1514, 0), 1_000);
    events.runUntil(SimulatedClock.SECOND);

    long preambleToChecksum = (8 + 1514 + 4) * 8_000L;
    assertThat(times).containsExactly(1_000 + preambleToChecksum + 5_000_000);
    assertThat(port.freeAt()).isEqualTo(1_000 + 1538 * 8_000L);
  }

  @Test
  void aSwitchTakesEachFrameInWholeFirst() {
    LinkPort port = link(new LinkSettings(1000, 0, true)).near();
    port.send(frame(1514, 0), 0);
    port.send(frame(60, 1), 0);
    events.runUntil(SimulatedClock.SECOND);

    long longFrame = 1538 * 8_000L;
    long shortFrame = 84 * 8_000L;
    long gap = 12 * 8_000L;
    assertThat(times).containsExactly(2 * longFrame - gap, 2 * longFrame + shortFrame - gap);
  }

  @Test
  void shortFramesArePaddedWithZeros() {
    Frame frame = frame(42, 0);
    frame.bytes()[41] = 7;
    frame.bytes()[42] = 9;
    frame.bytes()[59] = 9;
    LinkPort port = link(GIGABIT).near();
    port.send(frame, 0);

    assertThat(port.freeAt()).isEqualTo(84 * 8_000L);
    assertThat(frame.length()).isEqualTo(60);
    assertThat(frame.bytes()[41]).isEqualTo((byte) 7);
    assertThat(frame.bytes()[42]).isZero();
    assertThat(frame.bytes()[59]).isZero();
  }

  @Test
  void framesKeepTheirOrderHoweverManyAreUnderWay() {
    LinkPort port = link(new LinkSettings(1000, 50_000_000_000L, false)).near();
    List<Integer> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      port.send(frame(60 + i, i), 0);
      sent.add(i);
      if (i == 10) {
        events.runUntil(50_000_000_000L + 5 * 84 * 8_000L); // so that the arrays have wrapped
      }
    }
    assertThat(port.underWay()).isGreaterThan(64);
    events.runUntil(SimulatedClock.SECOND);

    assertThat(marks).isEqualTo(sent);
    assertThat(times).isSorted();
    assertThat(pool.inUse()).isZero();
  }

  @Test
  void bothDirectionsAreFree() {
    Link link = link(GIGABIT);
    link.near().send(frame(1514, 0), 0);
    assertThat(link.far().send(frame(1514, 0), 0)).isEqualTo(1538 * 8_000L);
  }

  @Test
  void anIdleWireStartsWhenTheSenderIsReady() {
    LinkPort port = link(GIGABIT).near();
    port.send(frame(60, 0), 0);
    assertThat(port.send(frame(60, 0), 1_000_000_000)).isEqualTo(1_000_000_000 + 84 * 8_000L);
  }

  @Test
  void otherRatesAreRoundedUp() {
    assertThat(new LinkSettings(10_000, 0, false).picoseconds(1538)).isEqualTo(1_230_400);
    assertThat(new LinkSettings(3_000, 0, false).picoseconds(1)).isEqualTo(2_667);
    assertThat(new LinkSettings(100_000, 0, false).picoseconds(1)).isEqualTo(80);
  }

  @Test
  void aLinkWithoutRateIsRefused() {
    assertThatThrownBy(() -> new LinkSettings(0, 0, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void framesAreReleasedOnce() {
    Frame frame = pool.take();
    frame.release();
    assertThatThrownBy(frame::release).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> pool.take().setLength(1515))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
