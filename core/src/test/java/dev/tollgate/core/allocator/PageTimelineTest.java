package dev.tollgate.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.spi.MemoryUse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageTimelineTest {

  private static final Pattern EVENT = Pattern.compile("\\{\"event\": (\\d+),");

  private final Machine machine =
      new Machine(
          new MachineProfile(
              "test", "a test's", 1, 1_000_000_000, 1 << 28, 0, PageAllocation.BUDDY, "free"),
          new CostProfile("free", "nothing costs anything", ImmutableSortedMap.of()));

  private long first;
  private int frames;

  private void mark(PageMap map) {
    map.frames(first, frames, FrameKind.SMALL, "");
    for (long frame = first; frame < first + frames; frame++) {
      map.asked(frame << 12, 1000, map.who("kmalloc", "a \"site\""));
      map.free((frame << 12) + 1024, 3072);
    }
  }

  private PageTimeline timeline(int pictures) {
    return new PageTimeline(machine, this::mark, pictures, 1);
  }

  private static List<Long> events(String text) {
    List<Long> events = new ArrayList<>();
    Matcher matcher = EVENT.matcher(text);
    while (matcher.find()) {
      events.add(Long.parseLong(matcher.group(1)));
    }
    return events;
  }

  @Test
  void theFileIsTheChangesFromMomentToMoment() {
    PageTimeline timeline = timeline(8);
    timeline.sample(0, null);
    first = 10;
    frames = 3;
    assertThat(timeline.sample(1, new MemoryUse(3, 3000, 72, 0, 0, 0, 9216, 0, 0))).isEqualTo(2);
    first = 12;
    frames = 2;
    machine.advanceTo(5000);
    timeline.finish(2, null);
    assertThat(timeline.text())
        .isEqualTo(
            """
            {
              "schema": 1,
              "frameBytes": 4096,
              "frames": 65536,
              "framesPerCell": 1,
              "most": 1,
              "names": ["","small list","kmalloc","a \\"site\\""],
              "places": [[1,0,2,3]],
              "states": [[0,1000,24,0,3072]],
              "moments": [
                {"event": 0, "time": 0, "held": 0, "requested": 0, "beyond": 0, "metadata": 0, \
            "free": 0, "changes": []},
                {"event": 1, "time": 0, "held": 3, "requested": 3000, "beyond": 72, "metadata": 0, \
            "free": 9216, "changes": [10,3,0]},
                {"event": 2, "time": 5000, "held": 2, "requested": 2000, "beyond": 48, \
            "metadata": 0, "free": 6144, "changes": [10,2,-1,1,1,0]}
              ]
            }
            """);
  }

  @Test
  void theNumberOfPicturesIsBoundedAndTheyStandEvenly() {
    PageTimeline timeline = timeline(4);
    long next = timeline.sample(0, null);
    for (long event = 1; event <= 1000; event++) {
      if (event == next) {
        next = timeline.sample(event, null);
      }
    }
    timeline.finish(1000, null);
    assertThat(events(timeline.text())).containsExactly(0L, 256L, 512L, 768L, 1000L);
  }

  @Test
  void theMomentOfMostPagesIsKeptWhereverItFalls() {
    PageTimeline timeline = timeline(2);
    timeline.sample(0, null);
    frames = 200;
    assertThat(timeline.rise(5)).as("worth while again").isEqualTo(203);
    frames = 7;
    for (long event = 6; event < 20; event++) {
      timeline.sample(event, null);
    }
    timeline.finish(20, null);
    assertThat(timeline.text()).contains("\"event\": 5,").contains("\"held\": 200");
    List<Long> events = events(timeline.text());
    assertThat(events).isSorted().endsWith(20L).startsWith(0L, 5L).hasSizeLessThanOrEqualTo(6);
    assertThat(timeline.text()).contains("\"most\": 1,");
  }

  @Test
  void aLargePictureHasCellsOfSeveralFramesAndSoHaveTheOthers() {
    PageTimeline timeline = timeline(4);
    first = 10;
    frames = 3;
    timeline.sample(1, null);
    first = 0;
    frames = PageTimeline.MOST_CELLS + 1;
    timeline.finish(2, null);
    assertThat(timeline.text())
        .contains("\"framesPerCell\": 2")
        .contains("\"states\": [[0,2000,48,0,6144],[0,1000,24,0,3072]]")
        .contains("\"changes\": [5,1,0,0,1,1]")
        .contains("\"changes\": [0,5,0,1,8186,0,0,1,1]");
  }

  @Test
  void aPictureThatContradictsTheAllocatorIsRefused() {
    frames = 3;
    assertThatThrownBy(
            () -> timeline(4).sample(77, new MemoryUse(4, 3000, 72, 0, 0, 0, 9216, 0, 0)))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("after event 77");
  }
}
