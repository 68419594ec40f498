package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hurts files in seeded, random ways: a reader counts, or refuses, and always comes to an end. */
class TraceCorruptionTest {

  private static final int ROUNDS = 150;
  private static final int KEPT = 40_000;

  private final Path folder;

  TraceCorruptionTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trace-file-6.1",
        "trace-cmd",
        "perf-script",
        "dma-6.12",
        "dma-later",
        "kmem",
      })
  void survivesHurtText(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(name + ".trace")) {
      assertThat(in).isNotNull();
      hurtOften(in.readAllBytes(), name.hashCode());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rx16k-strict+device.ftrace.gz", "rx16k-strict+device.vtd.gz"})
  void survivesHurtRealTraces(String name) throws IOException {
    try (InputStream in =
        new GZIPInputStream(java.nio.file.Files.newInputStream(TraceFiles.example(name)))) {
      byte[] plain = in.readNBytes(KEPT);
      hurtOften(plain, 1);
      hurtOften(TraceFiles.gzip(plain), 2);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void survivesHurtPlainTraces(long seed) {
    StringBuilder text = new StringBuilder("table 8192 4096\n");
    for (int i = 0; i < 200; i++) {
      text.append("map ").append(i).append(" 3 4\nkmalloc ").append(i).append(" 70\n");
      text.append("cache c").append(i).append(" 70 8 PANIC|RECLAIM\nalloc c").append(i);
      text.append(' ').append(i).append("\nunmap ").append(i).append('\n');
    }
    hurtOften(text.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII), seed);
  }

  private void hurtOften(byte[] whole, long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Path file = TraceFiles.write(folder, "hurt", hurt(whole, random));
      String what = "seed " + seed + ", round " + round;
      assertTimeoutPreemptively(Duration.ofSeconds(10), () -> read(file), what);
    }
  }

  private static void read(Path file) {
    try (TraceReader reader = TraceReader.open(file)) {
      long events = 0;
      long line = 0;
      while (reader.next()) {
        events++;
        assertThat(reader.line()).isGreaterThan(line);
        line = reader.line();
        if (reader instanceof KernelTraceReader kernel) {
          assertThat(TraceEvent.copyOf(kernel).toString()).isNotEmpty();
          assertThat(kernel.task()).hasSizeLessThan(LineReader.LONGEST);
        }
      }
      ReadingStatistics seen = reader.statistics();
      assertThat(seen.events()).isEqualTo(events);
      if (!(reader instanceof PlainTraceReader)) {
        assertThat(seen.lines() - seen.comments() - seen.otherLines())
            .isGreaterThanOrEqualTo(events + seen.foreignEvents() + seen.malformedEvents());
      }
    } catch (BadInputException e) {
      assertThat(e).hasMessageContaining(file.toString());
    }
  }

  private static byte[] hurt(byte[] whole, Random random) {
    byte[] hurt = whole.clone();
    int wounds = 1 + random.nextInt(20);
    for (int i = 0; i < wounds && hurt.length > 1; i++) {
      int at = random.nextInt(hurt.length);
      int length = Math.min(hurt.length - at, 1 + random.nextInt(30));
      switch (random.nextInt(6)) {
        case 0 -> hurt[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> hurt[at] = (byte) random.nextInt(256);
        case 2 -> hurt = Arrays.copyOf(hurt, Math.max(1, at));
        case 3 -> hurt = replace(hurt, at, length, new byte[0]);
        case 4 -> hurt = replace(hurt, at, 0, Arrays.copyOfRange(hurt, at, at + length));
        default -> hurt[at] = (byte) "0x9f =-.:{},\n[]()#@".charAt(random.nextInt(19));
      }
    }
    return hurt;
  }

  private static byte[] replace(byte[] bytes, int at, int length, byte[] other) {
    byte[] result = Arrays.copyOf(bytes, bytes.length - length + other.length);
    System.arraycopy(other, 0, result, at, other.length);
    System.arraycopy(bytes, at + length, result, at + other.length, bytes.length - at - length);
    return result;
  }
}
