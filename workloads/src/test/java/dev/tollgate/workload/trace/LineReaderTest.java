package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {

  private final Path folder;

  LineReaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void splitsAtLineFeedsAndDropsCarriageReturns() {
    assertThat(lines("a\r\n\nb\rc\nlast")).containsExactly("a", "", "b\rc", "last");
  }

  @Test
  void givesNoLineBehindTheLastLineFeed() {
    assertThat(lines("a\n")).containsExactly("a");
    assertThat(lines("")).isEmpty();
  }

  @Test
  void tellsWhetherTheLastLineWasEnded() {
    try (LineReader reader = reader("a\nb")) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.ended()).isTrue();
      assertThat(reader.next()).isTrue();
      assertThat(reader.ended()).isFalse();
      assertThat(reader.number()).isEqualTo(2);
      assertThat(reader.next()).isFalse();
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void keepsLinesWholeAcrossItsBuffers() {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    while (text.length() < 1_500_000) {
      String line =
          "x".repeat(random.nextInt(20) == 0 ? random.nextInt(60_000) : random.nextInt(90));
      expected.add(line);
      text.append(line).append('\n');
    }
    assertThat(lines(text.toString())).isEqualTo(expected);
  }

  @Test
  void cutsAnOverlongLineAndGoesOnBehindIt() {
    String text = "before\n" + "y".repeat(3 * (1 << 18)) + "\nafter\n";
    try (LineReader reader = reader(text)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isTrue();
      assertThat(reader.overlong()).isTrue();
      assertThat(reader.end() - reader.start()).isEqualTo(LineReader.LONGEST);
      assertThat(reader.next()).isTrue();
      assertThat(reader.overlong()).isFalse();
      assertThat(reader.text()).isEqualTo("after");
      assertThat(reader.number()).isEqualTo(3);
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void endsAfterAnOverlongLastLine() {
    try (LineReader reader = reader("y".repeat(1 << 20))) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.overlong()).isTrue();
      assertThat(reader.next()).isFalse();
    }
  }

  private List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    try (LineReader reader = reader(text)) {
      while (reader.next()) {
        lines.add(
            new String(
                reader.buffer(),
                reader.start(),
                reader.end() - reader.start(),
                StandardCharsets.ISO_8859_1));
      }
    }
    return lines;
  }

  private LineReader reader(String text) {
    return new LineReader(TextSource.open(TraceFiles.write(folder, "text", text)));
  }
}
