package dev.tollgate.workload.split.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.machine.PhysicalMemory;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Checklist10RingsTest {

  private static final long PAGE = 4096;

  private final PhysicalMemory memory = new PhysicalMemory(1 << 20);

  @ParameterizedTest
  @CsvSource({"12, 256", "8, 256", "112, 32"})
  void hasTheSlotsOfTheRealRings(int bytes, int slots) {
    assertThat(RingLayout.of(bytes).slots()).isEqualTo(slots);
  }

  @Test
  void notifiesOnlyWhenTheSleeperAskedForThatRequest() {
    RingLayout layout = RingLayout.of(12);
    FrontRing front = new FrontRing(memory, PAGE, layout);
    front.start();
    BackRing back = new BackRing(memory, PAGE, layout);

    front.nextRequest();
    assertThat(front.push()).as("the first request of a new ring").isTrue();
    front.nextRequest();
    assertThat(front.push()).as("the back end has not slept again").isFalse();
    back.nextRequest();
    back.nextRequest();
    assertThat(back.awaitNext()).isFalse();
    front.nextRequest();
    front.nextRequest();
    assertThat(front.push()).as("two at once, the first of which was asked for").isTrue();
  }

  @Test
  void aRequestThatComesWhileTheBackEndFallsAsleepIsSeen() {
    RingLayout layout = RingLayout.of(8);
    FrontRing front = new FrontRing(memory, PAGE, layout);
    front.start();
    BackRing back = new BackRing(memory, PAGE, layout);
    front.nextRequest();
    front.push();
    assertThat(back.awaitNext()).isTrue();
  }

  @Test
  void aFrontEndThatAsksForALaterResponseIsNotToldOfEarlierOnes() {
    RingLayout layout = RingLayout.of(12);
    FrontRing front = new FrontRing(memory, PAGE, layout);
    front.start();
    BackRing back = new BackRing(memory, PAGE, layout);
    for (int i = 0; i < 4; i++) {
      front.nextRequest();
    }
    front.push();
    assertThat(front.await(3)).isFalse();
    boolean[] told = new boolean[4];
    for (int i = 0; i < 4; i++) {
      back.nextRequest();
      back.nextResponse();
      told[i] = back.push();
    }
    assertThat(told).containsExactly(false, false, true, false);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -5, Integer.MAX_VALUE - 40, -300})
  void losesAndRepeatsNothingWhereverTheNumbersBegin(int first) {
    RingLayout layout = RingLayout.of(112);
    FrontRing front = new FrontRing(memory, PAGE, layout);
    front.start(first);
    BackRing back = new BackRing(memory, PAGE, layout);
    Random random = new Random(first);
    ArrayDeque<Integer> asked = new ArrayDeque<>();
    ArrayDeque<Integer> taken = new ArrayDeque<>();
    ArrayDeque<Integer> answered = new ArrayDeque<>();
    boolean backAwake = false;
    boolean frontAwake = false;
    int next = 0;
    for (int step = 0; step < 20_000; step++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          int many = random.nextInt(front.room() + 1);
          for (int i = 0; i < many; i++) {
            memory.writeIntLittleEndian(front.nextRequest(), next);
            asked.add(next++);
          }
          backAwake |= front.push();
        }
        case 1 -> {
          while (backAwake && random.nextInt(8) > 0) {
            if (back.requests() == 0) {
              backAwake = back.awaitNext();
            } else {
              int value = memory.readIntLittleEndian(back.nextRequest());
              assertThat(value).isEqualTo(asked.remove());
              taken.add(value);
            }
          }
          if (!backAwake) {
            assertThat(asked).as("asleep with work to do").isEmpty();
          }
        }
        case 2 -> {
          while (!taken.isEmpty() && random.nextInt(8) > 0) {
            memory.writeIntLittleEndian(back.nextResponse(), taken.element());
            answered.add(taken.remove());
          }
          frontAwake |= back.push();
        }
        default -> {
          while (frontAwake && random.nextInt(8) > 0) {
            if (front.responses() == 0) {
              frontAwake = front.awaitNext();
            } else {
              assertThat(memory.readIntLittleEndian(front.nextResponse()))
                  .isEqualTo(answered.remove());
            }
          }
          if (!frontAwake) {
            assertThat(answered).as("asleep with responses to take").isEmpty();
          }
        }
      }
      assertThat(front.outstanding())
          .isEqualTo(asked.size() + taken.size() + answered.size())
          .isLessThanOrEqualTo(layout.slots());
    }
    assertThat(next).isGreaterThan(5_000);
  }

  @Test
  void whateverStandsOnThePageNoSlotIsInHandTwice() {
    RingLayout layout = RingLayout.of(12);
    FrontRing front = new FrontRing(memory, PAGE, layout);
    front.start();
    BackRing back = new BackRing(memory, PAGE, layout);
    Random random = new Random(7);
    for (int step = 0; step < 20_000; step++) {
      memory.writeIntLittleEndian(PAGE + 4L * random.nextInt(4), random.nextInt());
      while (back.requests() > 0 && random.nextInt(300) > 0) {
        back.nextRequest();
      }
      assertThat(back.outstanding()).isBetween(0, layout.slots());
      while (back.outstanding() > 0 && random.nextInt(300) > 0) {
        back.nextResponse();
      }
      back.push();
      while (front.room() > 0 && random.nextInt(4) > 0) {
        front.nextRequest();
      }
      front.push();
      while (front.responses() > 0) {
        front.nextResponse();
      }
      assertThat(front.outstanding()).isBetween(0, layout.slots());
    }
  }

  @Test
  void saysThatAFrontEndClaimsMoreThanTheRingHolds() {
    RingLayout layout = RingLayout.of(12);
    FrontRing front = new FrontRing(memory, PAGE, layout);
    front.start();
    BackRing back = new BackRing(memory, PAGE, layout);
    memory.writeIntLittleEndian(PAGE, 257);
    assertThat(back.overrun()).isTrue();
    assertThat(back.requests()).isEqualTo(256);
    memory.writeIntLittleEndian(PAGE, 256);
    assertThat(back.overrun()).isFalse();
  }

  @Test
  void refusesMoreRequestsThanSlotsAndAnswersToNothing() {
    RingLayout layout = RingLayout.of(112);
    FrontRing front = new FrontRing(memory, PAGE, layout);
    front.start();
    BackRing back = new BackRing(memory, PAGE, layout);
    assertThatThrownBy(back::nextRequest).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(back::nextResponse).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(front::nextResponse).isInstanceOf(IllegalStateException.class);
    for (int i = 0; i < 32; i++) {
      front.nextRequest();
    }
    assertThatThrownBy(front::nextRequest).isInstanceOf(IllegalStateException.class);
  }
}
