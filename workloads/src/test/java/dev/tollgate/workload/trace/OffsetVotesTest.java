package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.workload.trace.OffsetVotes.Range;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetVotesTest {

  @Test
  void hasNoWinnerWithoutVotes() {
    assertThat(new OffsetVotes().best().isEmpty()).isTrue();
    assertThat(new OffsetVotes().best().votes()).isZero();
  }

  @Test
  void findsTheRangeThatMostAllow() {
    OffsetVotes votes = new OffsetVotes();
    votes.add(0, 10);
    votes.add(5, 6);
    votes.add(6, 20);
    votes.add(-100, -90);
    assertThat(votes.best()).isEqualTo(new Range(6, 6, 3));
  }

  @Test
  void equalsCountingAtEveryPoint() {
    Random random = new Random(5);
    for (int round = 0; round < 500; round++) {
      OffsetVotes votes = new OffsetVotes();
      int[] at = new int[130];
      int count = 1 + random.nextInt(30);
      for (int i = 0; i < count; i++) {
        int low = random.nextInt(100);
        int high = low + random.nextInt(30);
        votes.add(low, high);
        for (int x = low; x <= high; x++) {
          at[x]++;
        }
      }
      int most = 0;
      for (int x = 1; x < at.length; x++) {
        most = at[x] > at[most] ? x : most;
      }
      int end = most;
      while (end + 1 < at.length && at[end + 1] == at[most]) {
        end++;
      }
      Range best = votes.best();
      assertThat(best.votes()).isEqualTo(at[most]);
      assertThat(best.low()).isEqualTo(most);
      assertThat(best.high()).isBetween((long) most, (long) end);
    }
  }
}
