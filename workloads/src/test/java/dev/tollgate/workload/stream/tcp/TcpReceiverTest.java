package dev.tollgate.workload.stream.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TcpReceiverTest {

  private static final int MSS = 1000;

  @Test
  void acknowledgesEverySecondFullSegment() {
    TcpReceiver receiver = new TcpReceiver(MSS, 40_000);
    StringBuilder due = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      assertThat(receiver.receive(receiver.expected(), MSS, i)).isEqualTo(MSS);
      due.append(receiver.isDue() ? 'A' : '.');
      if (receiver.isDue()) {
        receiver.acknowledge();
      }
    }
    assertThat(due.toString()).isEqualTo(".A.A.A");
    assertThat(receiver.deadline()).isEqualTo(TcpSender.NEVER);
  }

  @Test
  void acknowledgesLessAfterFortyMilliseconds() {
    TcpReceiver receiver = new TcpReceiver(MSS, 40_000);
    receiver.receive(0, 10, 5);
    receiver.receive(10, 10, 6);
    assertThat(receiver.isDue()).isFalse();
    assertThat(receiver.deadline()).isEqualTo(5 + TcpReceiver.DELAY);
    receiver.expire(4 + TcpReceiver.DELAY);
    assertThat(receiver.isDue()).isFalse();
    receiver.expire(5 + TcpReceiver.DELAY);
    assertThat(receiver.isDue()).isTrue();
    receiver.acknowledge();
    assertThat(receiver.isDue()).isFalse();
    assertThat(receiver.deadline()).isEqualTo(TcpSender.NEVER);
  }

  @Test
  void answersAGapAtOnceAndTakesNothingBeyondIt() {
    TcpReceiver receiver = new TcpReceiver(MSS, 40_000);
    assertThat(receiver.receive(MSS, MSS, 0)).isZero();
    assertThat(receiver.isDue()).isTrue();
    assertThat(receiver.gaps()).isEqualTo(1);
    assertThat(receiver.expected()).isZero();
  }

  @Test
  void takesWhatIsNewOfASegmentItHasInPart() {
    TcpReceiver receiver = new TcpReceiver(MSS, 40_000);
    receiver.receive(0, 300, 0);
    assertThat(receiver.receive(100, MSS, 0)).isEqualTo(800);
    assertThat(receiver.receive(0, MSS, 0)).isZero();
    assertThat(receiver.duplicates()).isEqualTo(1);
    assertThat(receiver.expected()).isEqualTo(1100);
  }

  @Test
  void answersAProbe() {
    TcpReceiver receiver = new TcpReceiver(MSS, 40_000);
    receiver.receive(0, MSS, 0);
    receiver.acknowledge();
    assertThat(receiver.receive(MSS - 1, 0, 1)).isZero();
    assertThat(receiver.isDue()).isTrue();
  }

  @Test
  void announcesThreeQuartersOfTheBufferLessWhatWaits() {
    TcpReceiver receiver = new TcpReceiver(MSS, 40_000);
    assertThat(receiver.announcedEdge()).isEqualTo(30_000);
    for (int i = 0; i < 10; i++) {
      receiver.receive(receiver.expected(), MSS, 0);
    }
    assertThat(receiver.acknowledge()).isEqualTo(20_000);
    receiver.read(4000);
    assertThat(receiver.isDue()).isFalse();
    assertThat(receiver.acknowledge()).isEqualTo(24_000);
  }

  @Test
  void opensAClosedWindowOnceItDoublesButNotByLessThanASegment() {
    TcpReceiver receiver = new TcpReceiver(MSS, 4000);
    for (int i = 0; i < 3; i++) {
      receiver.receive(receiver.expected(), MSS, 0);
    }
    assertThat(receiver.acknowledge()).isZero();
    receiver.read(900);
    assertThat(receiver.isDue()).isFalse();
    assertThat(receiver.acknowledge()).isZero();
    receiver.read(100);
    assertThat(receiver.isDue()).isTrue();
    assertThat(receiver.acknowledge()).isEqualTo(MSS);
  }

  @Test
  void dropsWhatComesBeyondTheWindow() {
    TcpReceiver receiver = new TcpReceiver(MSS, 2000);
    assertThat(receiver.receive(0, 1600, 0)).isZero();
    assertThat(receiver.gaps()).isEqualTo(1);
    assertThat(receiver.receive(0, 1500, 0)).isEqualTo(1500);
  }

  @Test
  void refusesToReadWhatIsNotThere() {
    TcpReceiver receiver = new TcpReceiver(MSS, 2000);
    receiver.receive(0, 10, 0);
    assertThatThrownBy(() -> receiver.read(11)).hasMessage("11 bytes of 10");
  }
}
