package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is no trace is refused with its name, a line and the reason; a hurt one is read. */
class BadTraceFilesTest {

  private final Path folder;

  BadTraceFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void missing() {
    Path file = folder.resolve("none.gz");
    refused(() -> TraceReader.open(file), file + ": no such file");
  }

  @Test
  void directory() {
    refused(() -> TraceReader.open(folder), folder + ": is a directory; expected a trace file");
  }

  @Test
  void empty() {
    Path plain = TraceFiles.write(folder, "empty", "");
    refused(() -> TraceReader.open(plain), plain + ": is empty; expected a trace");
    Path packed = TraceFiles.write(folder, "empty.gz", TraceFiles.gzip(""));
    refused(() -> TraceReader.open(packed), packed + ": is empty; expected a trace");
  }

  @Test
  void commentsOnly() {
    Path file = TraceFiles.write(folder, "header", "# tracer: nop\n#\n# entries: 0/0\n");
    refused(() -> TraceReader.open(file), file + ":3: no event, only comments in its 3 lines");
  }

  @Test
  void binaryJunk() {
    byte[] junk = new byte[5000];
    new Random(3).nextBytes(junk);
    junk[0] = 0x7f;
    Path file = TraceFiles.write(folder, "junk", junk);
    refused(
        () -> TraceReader.open(file), file + ":1: binary data; expected trace text, plain or gzip");
    Path packed = TraceFiles.write(folder, "junk.gz", TraceFiles.gzip(junk));
    refused(
        () -> TraceReader.open(packed),
        packed + ":1: binary data; expected trace text, plain or gzip");
  }

  @Test
  void anyOtherText() {
    Path file = TraceFiles.write(folder, "poem", "\nO Rose thou art sick.\nThe invisible worm\n");
    assertThatThrownBy(() -> TraceReader.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            file
                + ":2: 'O Rose thou art sick.' is no trace event, nor is any other of the first 3"
                + " lines; expected kernel trace text");
  }

  @Test
  void textThatTurnsIntoATraceTooLate() {
    String late = "nothing\n".repeat(FormatDetector.LINES) + TraceFiles.unmap(1, 0x1000, 4096);
    Path file = TraceFiles.write(folder, "late", late);
    refused(() -> TraceReader.open(file), file + ":1: 'nothing' is no trace event");
  }

  @Test
  void gzipCutBeforeTheFirstLine() {
    byte[] whole = TraceFiles.gzip(TraceFiles.map(1, 0x1000, 0x2000, 4096).repeat(100));
    Path file = TraceFiles.write(folder, "cut.gz", Arrays.copyOf(whole, 15));
    assertThatThrownBy(() -> TraceReader.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("the file ends inside gzip member 1");
  }

  @Test
  void gzipCutInTheMiddleGivesWhatCameBefore() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      text.append(TraceFiles.map(1 + i * 1e-3, 4096L * i, 8192L * i, 4096));
    }
    byte[] whole = TraceFiles.gzip(text.toString());
    Path file = TraceFiles.write(folder, "cut.gz", Arrays.copyOf(whole, whole.length / 2));
    try (TraceReader reader = TraceReader.open(file)) {
      long events = 0;
      while (reader.next()) {
        events++;
      }
      ReadingStatistics seen = reader.statistics();
      assertThat(events).isBetween(1000L, 4999L).isEqualTo(seen.events());
      assertThat(seen.lines()).isEqualTo(events + seen.otherLines());
      assertThat(seen.malformedEvents()).as("half a line is dropped").isZero();
      assertThat(seen.damage())
          .startsWith("the file ends inside gzip member 1, after ")
          .endsWith(" bytes of text");
    }
  }

  private static void refused(ThrowingCallable opening, String message) {
    assertThatThrownBy(opening)
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(message);
  }
}
