package dev.tollgate.workload.net.nic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MailboxTest {

  private final Mailbox mailbox = new Mailbox();

  @Test
  void aValueCountsFromItsTimeOn() {
    mailbox.write(100, 7);
    mailbox.write(200, 9);
    assertThat(mailbox.read(99)).isZero();
    assertThat(mailbox.nextTime()).isEqualTo(100);
    assertThat(mailbox.read(100)).isEqualTo(7);
    assertThat(mailbox.nextTime()).isEqualTo(200);
    assertThat(mailbox.read(1000)).isEqualTo(9);
    assertThat(mailbox.nextTime()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void writesDoNotOvertakeEachOther() {
    mailbox.write(200, 1);
    mailbox.write(150, 2);
    assertThat(mailbox.read(199)).isZero();
    assertThat(mailbox.read(200)).isEqualTo(2);
  }

  @Test
  void anyNumberMayBeUnderWay() {
    for (int i = 1; i <= 5; i++) {
      mailbox.write(i, i);
    }
    assertThat(mailbox.read(5)).isEqualTo(5);
    for (int i = 6; i < 100; i++) {
      mailbox.write(i, i);
    }
    for (int i = 6; i < 100; i++) {
      assertThat(mailbox.read(i)).isEqualTo(i);
    }
  }

  @Test
  void aResetForgetsEverything() {
    mailbox.write(1, 5);
    mailbox.read(1);
    mailbox.write(2, 6);
    mailbox.reset();
    assertThat(mailbox.read(10)).isZero();
  }
}
