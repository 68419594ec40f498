package dev.tollgate.workload.errant;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Any text is either refused with a line, or a sequence whose events are within their ranges. */
class SequenceFileFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void sequences(byte[] input) {
    check(new String(input, StandardCharsets.ISO_8859_1));
  }

  @Test
  void damagedSequences() {
    Mutations.forEach(getClass(), "sequences", 2019, 20_000, SequenceFileFuzzTest::check);
  }

  private static void check(String text) {
    List<String> lines = text.lines().toList();
    SequenceFile.Sequence sequence;
    try {
      sequence = SequenceFile.parse("p", lines);
    } catch (BadInputException e) {
      assertThat(e.getMessage()).matches("(?s)p:[1-9][0-9]*: .*");
      return;
    }
    assertThat(sequence.events())
        .hasSize((int) lines.stream().skip(1).filter(line -> !line.isBlank()).count());
    assertThat(sequence.events()).allMatch(SequenceFileFuzzTest::isWithinRange);
    assertThat(SequenceFile.parse("p", lines)).isEqualTo(sequence);
  }

  private static boolean isWithinRange(Event event) {
    if (event instanceof Event.Allocate it) {
      return isName(it.buffer()) && it.size() >= 1 && it.size() <= 2048;
    }
    if (event instanceof Event.Map it) {
      return isName(it.buffer()) && isName(it.mapping()) && it.device() >= 0 && it.device() <= 2;
    }
    if (event instanceof Event.Strike it) {
      return isName(it.mapping()) && it.length() >= 1 && it.length() <= 4096;
    }
    if (event instanceof Event.StrikeAt it) {
      return it.bus() >= 0 && it.length() >= 1 && it.length() <= 4096;
    }
    if (event instanceof Event.Wait it) {
      return it.picoseconds() >= 0;
    }
    if (event instanceof Event.Traffic it) {
      return it.steps() >= 0;
    }
    if (event instanceof Event.Take it) {
      return isName(it.buffer()) && it.guest() >= 0 && it.guest() <= 1;
    }
    return !(event instanceof Event.Receive it) || (isName(it.buffer()) && isName(it.place()));
  }

  private static boolean isName(int number) {
    return number >= 1 && number < Scene.MOST_NAMES;
  }
}
