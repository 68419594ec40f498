package dev.tollgate.workload.stream.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.machine.SimulatedClock;
import org.junit.jupiter.api.Test;

class TcpSenderTest {

  private static final int MSS = 1000;
  private static final long MANY = 1_000_000;
  private static final long SECOND = SimulatedClock.SECOND;

  private static TcpSender sender(SmallSegments small) {
    return new TcpSender(MSS, MSS, small, MANY, MANY, MANY);
  }

  /** Sends what may be sent; the sizes of the segments, joined. */
  private static String burst(TcpSender sender, long now) {
    StringBuilder sizes = new StringBuilder();
    for (int bytes = sender.segment(now); bytes > 0; bytes = sender.segment(now)) {
      sender.sent(bytes, now);
      sizes.append(sizes.isEmpty() ? "" : " ").append(bytes);
    }
    return sizes.toString();
  }

  @Test
  void beginsWithThreeSegmentsAndDoublesThemEachRoundTrip() {
    TcpSender sender = sender(SmallSegments.NAGLE);
    sender.write(100 * MSS);

    assertThat(burst(sender, 0)).isEqualTo("1000 1000 1000");
    long now = 0;
    int[] inFlight = new int[3];
    for (int i = 0; i < 3; i++) {
      now += SECOND / 1000;
      long until = sender.next();
      while (sender.acknowledged() < until) {
        sender.acknowledge(sender.acknowledged() + MSS, MANY, false, now);
        burst(sender, now);
      }
      inFlight[i] = (int) (sender.next() - sender.acknowledged()) / MSS;
    }
    assertThat(inFlight).containsExactly(6, 12, 24);
  }

  @Test
  void doesNotGrowItsWindowWhileTheProgramIsWhatLimitsIt() {
    TcpSender sender = sender(SmallSegments.NODELAY);
    for (int i = 1; i <= 50; i++) {
      sender.write(MSS);
      burst(sender, i);
      sender.acknowledge((long) i * MSS, MANY, false, i);
    }
    assertThat(sender.congestionWindow()).isEqualTo(3 * MSS);
  }

  @Test
  void neverSendsBeyondThePeersWindow() {
    TcpSender sender = new TcpSender(MSS, MSS, SmallSegments.NODELAY, MANY, MANY, 2500);
    sender.write(10 * MSS);

    assertThat(burst(sender, 0)).isEqualTo("1000 1000");
    sender.acknowledge(1000, 1500, false, 1);
    assertThat(burst(sender, 1)).isEmpty();
    sender.acknowledge(1000, 2000, false, 2);
    assertThat(burst(sender, 2)).isEqualTo("1000");
  }

  @Test
  void nagleHoldsASmallSegmentWhileAnotherIsOut() {
    TcpSender sender = sender(SmallSegments.NAGLE);
    sender.write(100);
    assertThat(burst(sender, 0)).isEqualTo("100");
    sender.write(100);
    sender.write(300);
    assertThat(burst(sender, 1)).isEmpty();
    sender.write(700);
    assertThat(burst(sender, 2)).isEqualTo("1000");
    sender.acknowledge(1100, MANY, false, 3);
    assertThat(burst(sender, 3)).isEqualTo("100");
  }

  @Test
  void nagleLetsASmallSegmentFollowFullOnes() {
    TcpSender sender = sender(SmallSegments.NAGLE);
    sender.write(1500);
    assertThat(burst(sender, 0)).isEqualTo("1000 500");
  }

  @Test
  void nodelaySendsAtOnceAndCorkOnlyFullSegments() {
    TcpSender hurried = sender(SmallSegments.NODELAY);
    TcpSender corked = sender(SmallSegments.CORK);
    hurried.write(100);
    corked.write(100);
    assertThat(burst(hurried, 0)).isEqualTo("100");
    assertThat(burst(corked, 0)).isEmpty();
    hurried.write(100);
    corked.write(950);
    assertThat(burst(hurried, 1)).isEqualTo("100");
    assertThat(burst(corked, 1)).isEqualTo("1000");
  }

  @Test
  void handsDownManySegmentsAtOnceWithOffload() {
    TcpSender sender = new TcpSender(MSS, 44_999, SmallSegments.NAGLE, MANY, MANY, MANY);
    sender.write(200 * MSS);
    assertThat(burst(sender, 0)).isEqualTo("3000");
    for (int i = 0; i < 500; i++) {
      sender.acknowledge(sender.next(), MANY, false, 1);
      sender.write(Math.min(200 * MSS, sender.room()) / MSS * MSS);
      burst(sender, 1);
    }
    while (sender.acknowledged() < sender.written()) {
      sender.acknowledge(sender.next(), MANY, false, 2);
      burst(sender, 2);
    }
    sender.write(100 * MSS + 7);
    assertThat(burst(sender, 4)).isEqualTo("44000 44000 12000 7");
  }

  @Test
  void waitsForATankfulOfOffloadOnlyWhileSomethingIsInFlight() {
    TcpSender sender = new TcpSender(MSS, 10 * MSS, SmallSegments.NAGLE, MANY, MANY, 12 * MSS);
    sender.write(100 * MSS);
    burst(sender, 0);
    long now = 0;
    for (int i = 0; i < 60; i++) {
      sender.acknowledge(sender.next(), 12 * MSS, false, ++now);
      sender.write(10 * MSS);
      burst(sender, now);
    }
    sender.acknowledge(sender.next(), 12 * MSS, false, ++now);
    assertThat(burst(sender, now)).isEqualTo("10000");
    // Two segments fit, a third of the window is four.
    long una = sender.acknowledged();
    sender.acknowledge(una + MSS, 12 * MSS, false, ++now);
    assertThat(burst(sender, now)).isEmpty();
    sender.acknowledge(una + 2 * MSS, 12 * MSS, false, ++now);
    assertThat(burst(sender, now)).isEqualTo("4000");
  }

  @Test
  void sendsAgainAfterThreeEqualAcknowledgements() {
    TcpSender sender = sender(SmallSegments.NAGLE);
    sender.write(100 * MSS);
    burst(sender, 0);
    for (int i = 1; i <= 7; i++) {
      sender.acknowledge((long) i * MSS, MANY, false, i);
      burst(sender, i);
    }
    assertThat(sender.congestionWindow()).isEqualTo(10 * MSS);
    sender.acknowledge(7 * MSS, MANY, false, 8);
    sender.acknowledge(7 * MSS, MANY, false, 9);
    assertThat(sender.next()).isEqualTo(17 * MSS);
    sender.acknowledge(7 * MSS, MANY, false, 10);
    assertThat(sender.next()).isEqualTo(7 * MSS);
    assertThat(sender.congestionWindow()).isEqualTo(5 * MSS);
    assertThat(burst(sender, 10)).isEqualTo("1000 1000 1000 1000 1000");
    assertThat(sender.retransmissions()).isEqualTo(5);
    // Of the same loss: no second answer.
    for (int i = 0; i < 5; i++) {
      sender.acknowledge(7 * MSS, MANY, false, 11);
    }
    assertThat(burst(sender, 11)).isEmpty();
    assertThat(sender.congestionWindow()).isEqualTo(5 * MSS);
  }

  @Test
  void payloadOrAMovedWindowMakesNoDuplicate() {
    TcpSender sender = sender(SmallSegments.NAGLE);
    sender.write(100 * MSS);
    burst(sender, 0);
    for (int i = 0; i < 10; i++) {
      sender.acknowledge(0, MANY, true, 1);
      sender.acknowledge(0, MANY + i + 1, false, 1);
    }
    assertThat(sender.next()).isEqualTo(3 * MSS);
  }

  @Test
  void sendsAgainWhenNothingComesBack() {
    TcpSender sender = sender(SmallSegments.NAGLE);
    sender.write(10 * MSS);
    burst(sender, 0);
    assertThat(sender.deadline()).isEqualTo(3 * SECOND);
    sender.expire(3 * SECOND);
    assertThat(burst(sender, 3 * SECOND)).isEqualTo("1000");
    assertThat(sender.deadline()).isEqualTo(9 * SECOND);
    assertThat(sender.timeouts()).isEqualTo(1);
    sender.acknowledge(MSS, MANY, false, 4 * SECOND);
    assertThat(burst(sender, 4 * SECOND)).isEqualTo("1000 1000");
  }

  @Test
  void waitsAtLeast200MillisecondsOnceItKnowsTheRoundTrip() {
    TcpSender sender = sender(SmallSegments.NAGLE);
    sender.write(10 * MSS);
    burst(sender, 0);
    sender.acknowledge(MSS, MANY, false, SECOND / 10_000);
    assertThat(sender.roundTrip()).isEqualTo(SECOND / 10_000);
    assertThat(sender.deadline()).isEqualTo(SECOND / 10_000 + SECOND / 5);
    sender.acknowledge(3 * MSS, MANY, false, SECOND / 1000);
    assertThat(sender.deadline()).isEqualTo(TcpSender.NEVER);
  }

  @Test
  void aDeadlineThatMovedDoesNothingWhenItComes() {
    TcpSender sender = sender(SmallSegments.NAGLE);
    sender.write(10 * MSS);
    burst(sender, 0);
    sender.expire(2 * SECOND);
    assertThat(sender.next()).isEqualTo(3 * MSS);
    assertThat(sender.timeouts()).isZero();
  }

  @Test
  void probesAClosedWindowAndForcesASmallOne() {
    TcpSender sender = new TcpSender(MSS, MSS, SmallSegments.NAGLE, MANY, MANY, 0);
    sender.write(10 * MSS);
    assertThat(sender.segment(0)).isZero();
    assertThat(sender.deadline()).isEqualTo(3 * SECOND);
    assertThat(sender.takeProbe()).isFalse();
    sender.expire(3 * SECOND);
    assertThat(sender.takeProbe()).isTrue();
    assertThat(sender.takeProbe()).isFalse();
    assertThat(sender.deadline()).isEqualTo(9 * SECOND);
    sender.acknowledge(0, 300, false, 4 * SECOND);
    assertThat(burst(sender, 4 * SECOND)).isEmpty();
    sender.expire(sender.deadline());
    assertThat(burst(sender, 20 * SECOND)).isEqualTo("300");
  }

  @Test
  void theSendBufferIsFixedOrGrowsWithTheCongestionWindow() {
    TcpSender fixed = new TcpSender(MSS, MSS, SmallSegments.NAGLE, 5000, 5000, MANY);
    TcpSender growing = new TcpSender(MSS, MSS, SmallSegments.NAGLE, 5000, 30_000, MANY);
    for (int i = 0; i < 1000; i++) {
      for (TcpSender sender : new TcpSender[] {fixed, growing}) {
        sender.write(sender.room());
        burst(sender, i);
        sender.acknowledge(sender.acknowledged() + MSS, MANY, false, i);
      }
    }
    assertThat(fixed.buffer()).isEqualTo(5000);
    assertThat(growing.buffer()).isEqualTo(30_000);
    assertThat(fixed.room()).isEqualTo(MSS);
    assertThatThrownBy(() -> fixed.write(MSS + 1)).hasMessage("1001 bytes, but room for 1000");
  }

  @Test
  void ignoresAcknowledgementsOfWhatWasNeverSent() {
    TcpSender sender = sender(SmallSegments.NAGLE);
    sender.write(10 * MSS);
    burst(sender, 0);
    sender.acknowledge(3 * MSS + 1, MANY, false, 1);
    assertThat(sender.acknowledged()).isZero();
  }
}
