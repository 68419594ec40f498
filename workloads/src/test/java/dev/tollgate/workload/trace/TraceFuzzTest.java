package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.testkit.Mutations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Any file is either refused by name, or a trace of which every event can be shown and every line
 * is counted once.
 */
class TraceFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void traces(byte[] input) throws IOException {
    Path file = Files.createTempFile("trace", "");
    try {
      check(file, input);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void damagedTraces() throws IOException {
    Path file = Files.createTempFile("trace", "");
    try {
      Mutations.forEach(
          getClass(),
          "traces",
          77,
          4_000,
          text -> check(file, text.getBytes(StandardCharsets.ISO_8859_1)));
    } finally {
      Files.delete(file);
    }
  }

  private static void check(Path file, byte[] input) {
    try {
      Files.write(file, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long events = 0;
    try (TraceReader reader = TraceReader.open(file)) {
      long line = 0;
      while (reader.next()) {
        events++;
        assertThat(reader.line()).isGreaterThan(line);
        line = reader.line();
        if (reader instanceof KernelTraceReader kernel) {
          assertThat(TraceEvent.copyOf(kernel).toString()).isNotEmpty();
        }
      }
      ReadingStatistics seen = reader.statistics();
      assertThat(seen.events()).isEqualTo(events);
      assertThat(seen.lines()).isGreaterThanOrEqualTo(seen.comments() + seen.otherLines() + events);
      TraceSummary summary = TraceSummary.of(file);
      assertThat(summary.reading().events()).isEqualTo(events);
      assertThat(summary.toText()).contains(summary.format().text());
    } catch (BadInputException e) {
      assertThat(e.getMessage()).matches("(?s)" + file + ":( |[1-9][0-9]*: ).*");
    }
  }
}
