package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccessScheduleTest {

  private static final TransferDirection ANY = TransferDirection.UNKNOWN;

  @Test
  void touchesEveryPageOnceInOrderAfterTheDelay() {
    AccessSchedule schedule = new AccessSchedule(AccessModel.FITTED_NVME, 1);
    schedule.mapped(3, 1_000_000, 3, ANY);
    assertThat(schedule.next(1_000_000 + 4_999)).as("5 us is the least").isFalse();
    List<String> accesses = due(schedule, 1_000_000_000);
    long first = Long.parseLong(accesses.get(0).split(" ")[2]);
    assertThat(first).isBetween(1_005_000L, 1_000_000L + 7_806_000);
    assertThat(accesses)
        .containsExactly("3 0 " + first, "3 1 " + (first + 2_000), "3 2 " + (first + 4_000));
    assertThat(schedule.pending()).isZero();
    assertThat(schedule.finish(3, 2_000_000_000)).isFalse();
  }

  @Test
  void makesWhatIsLeftHappenBeforeTheUnmap() {
    AccessSchedule schedule = new AccessSchedule(AccessModel.FITTED_NIC, 1);
    schedule.mapped(0, 0, 3, TransferDirection.FROM_DEVICE);
    schedule.mapped(1, 0, 1, TransferDirection.FROM_DEVICE);
    assertThat(due(schedule, 500_000)).isEmpty();
    assertThat(finished(schedule, 0, 500_000))
        .containsExactly("0 0 500000", "0 1 500000", "0 2 500000");
    assertThat(schedule.pending()).isEqualTo(1);
    schedule.mapped(0, 600_000, 1, TransferDirection.TO_DEVICE);
    assertThat(due(schedule, 5_000_000)).hasSize(1).first().asString().startsWith("0 0 ");
  }

  @Test
  void neverTouchesAnythingUnderNone() {
    AccessSchedule schedule = new AccessSchedule(AccessModel.NONE, 1);
    schedule.mapped(0, 0, 9, ANY);
    assertThat(schedule.next(Long.MAX_VALUE)).isFalse();
    assertThat(schedule.finish(0, 1)).isFalse();
  }

  @Test
  void touchesAllAtOnceUnderOncePerPage() {
    AccessSchedule schedule = new AccessSchedule(AccessModel.ONCE_PER_PAGE, 1);
    schedule.mapped(7, 50, 2, ANY);
    assertThat(due(schedule, 50)).containsExactly("7 0 50", "7 1 50");
  }

  @Test
  void refusesAMappingThatIsStillLive() {
    AccessSchedule schedule = new AccessSchedule(AccessModel.FITTED_NIC, 1);
    schedule.mapped(0, 0, 1, ANY);
    assertThatThrownBy(() -> schedule.mapped(0, 1, 1, ANY))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void addsRingAccessesInTheMeasuredProportion() {
    AccessSchedule schedule = new AccessSchedule(AccessModel.FITTED_NIC, 1);
    long rings = 0;
    for (int i = 0; i < 10_000; i++) {
      schedule.mapped(0, i, 1, ANY);
      assertThat(schedule.finish(0, i)).isTrue();
      assertThat(schedule.ringAccesses()).isBetween(2, 3);
      rings += schedule.ringAccesses();
    }
    assertThat(rings).isEqualTo(23_420);
  }

  @ParameterizedTest
  @MethodSource("dev.tollgate.workload.trace.AccessModel#all")
  void equalsASlowModel(AccessModel model) {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      AccessSchedule schedule = new AccessSchedule(model, seed);
      AccessSchedule again = new AccessSchedule(model, seed);
      SlowSchedule slow = new SlowSchedule(model);
      boolean[] live = new boolean[200];
      long now = 0;
      for (int step = 0; step < 2000; step++) {
        now += random.nextInt(400_000);
        List<String> due = due(schedule, now);
        assertThat(due(again, now)).isEqualTo(due);
        slow.check(due, now);
        int mapping = random.nextInt(live.length);
        if (live[mapping]) {
          List<String> finished = finished(schedule, mapping, now);
          assertThat(finished(again, mapping, now)).isEqualTo(finished);
          slow.finish(finished, mapping, now);
        } else {
          int pages = 1 + random.nextInt(4);
          TransferDirection direction =
              random.nextBoolean() ? TransferDirection.TO_DEVICE : TransferDirection.FROM_DEVICE;
          schedule.mapped(mapping, now, pages, direction);
          again.mapped(mapping, now, pages, direction);
          slow.map(mapping, now, pages, direction);
        }
        live[mapping] = !live[mapping];
      }
    }
  }

  @Test
  void drawsDelaysThatHaveTheDecilesGiven() {
    AccessDelays delays = AccessModel.FITTED_NIC.delays(TransferDirection.FROM_DEVICE);
    Random random = new Random(3);
    long[] drawn = new long[100_000];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = delays.draw(random.nextLong());
    }
    Arrays.sort(drawn);
    for (int tenth = 1; tenth < 10; tenth++) {
      double expected = delays.decile(tenth);
      assertThat((double) drawn[drawn.length / 10 * tenth])
          .isBetween(0.97 * expected, 1.03 * expected);
    }
    assertThat(delays.draw(0)).isEqualTo(delays.decile(0));
    assertThat(delays.draw(-1)).isLessThanOrEqualTo(delays.decile(10));
  }

  @Test
  void findsAModelByName() {
    assertThat(AccessModel.named("fitted-nic")).isSameAs(AccessModel.FITTED_NIC);
    assertThatThrownBy(() -> AccessModel.named("fitted"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "no access model 'fitted'; choose one of fitted-nic, fitted-nvme, once-per-page, none");
  }

  private static List<String> due(AccessSchedule schedule, long now) {
    List<String> accesses = new ArrayList<>();
    while (schedule.next(now)) {
      accesses.add(text(schedule));
    }
    return accesses;
  }

  private static List<String> finished(AccessSchedule schedule, int mapping, long now) {
    List<String> accesses = new ArrayList<>();
    while (schedule.finish(mapping, now)) {
      accesses.add(text(schedule));
    }
    return accesses;
  }

  private static String text(AccessSchedule schedule) {
    return schedule.mapping() + " " + schedule.page() + " " + schedule.nanos();
  }

  /** Holds the rules with lists: knows of each live mapping what may come and when. */
  private static final class SlowSchedule {
    private record Live(int mapping, long mapped, int pages, AccessDelays delays) {}

    private final AccessModel model;
    private final List<Live> live = new ArrayList<>();
    private final List<int[]> seen = new ArrayList<>();
    private final List<Long> firstAt = new ArrayList<>();

    SlowSchedule(AccessModel model) {
      this.model = model;
    }

    void map(int mapping, long now, int pages, TransferDirection direction) {
      live.add(new Live(mapping, now, pages, model.delays(direction)));
      seen.add(new int[1]);
      firstAt.add(-1L);
    }

    void check(List<String> accesses, long now) {
      List<Long> times = accesses.stream().map(text -> Long.valueOf(text.split(" ")[2])).toList();
      assertThat(times).isSortedAccordingTo(Comparator.naturalOrder());
      for (String access : accesses) {
        take(access, now);
      }
      for (int i = 0; i < live.size(); i++) {
        boolean late = live.get(i).mapped() + live.get(i).delays().decile(10) < now;
        assertThat(model.touches() && late && seen.get(i)[0] == 0).as("overdue").isFalse();
      }
    }

    void finish(List<String> accesses, int mapping, long now) {
      int at = indexOf(mapping);
      for (String access : accesses) {
        assertThat(access).startsWith(mapping + " " + seen.get(at)[0] + " ").endsWith(" " + now);
        seen.get(at)[0]++;
      }
      assertThat(seen.get(at)[0]).isEqualTo(model.touches() ? live.get(at).pages() : 0);
      live.remove(at);
      seen.remove(at);
      firstAt.remove(at);
    }

    private void take(String access, long now) {
      String[] parts = access.split(" ");
      int at = indexOf(Integer.parseInt(parts[0]));
      long time = Long.parseLong(parts[2]);
      Live mapping = live.get(at);
      assertThat(Integer.parseInt(parts[1])).isEqualTo(seen.get(at)[0]).isLessThan(mapping.pages());
      if (seen.get(at)[0] == 0) {
        assertThat(time - mapping.mapped())
            .isBetween(mapping.delays().decile(0), mapping.delays().decile(10));
        firstAt.set(at, time);
      }
      assertThat(time)
          .isLessThanOrEqualTo(now)
          .isEqualTo(firstAt.get(at) + seen.get(at)[0] * model.gapNanos());
      seen.get(at)[0]++;
    }

    private int indexOf(int mapping) {
      for (int i = 0; i < live.size(); i++) {
        if (live.get(i).mapping() == mapping) {
          return i;
        }
      }
      throw new AssertionError("mapping " + mapping + " is not live");
    }
  }
}
