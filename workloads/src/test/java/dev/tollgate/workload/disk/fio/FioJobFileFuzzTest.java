package dev.tollgate.workload.disk.fio;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Any text is either refused with a line, or a job file whose jobs make sense. */
class FioJobFileFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void jobFiles(byte[] input) {
    check(new String(input, StandardCharsets.ISO_8859_1));
  }

  @Test
  void damagedJobFiles() {
    Mutations.forEach(getClass(), "jobFiles", 333, 10_000, FioJobFileFuzzTest::check);
  }

  private static void check(String text) {
    FioJobFile file;
    try {
      file = FioJobFile.parse("p", text);
    } catch (BadInputException e) {
      assertThat(e.getMessage()).matches("(?s)p:[1-9][0-9]*: .*");
      return;
    }
    assertThat(file.jobs()).isNotEmpty();
    for (FioJob job : file.jobs()) {
      assertThat(shares(job.readSizes())).isEqualTo(100);
      assertThat(shares(job.writeSizes())).isEqualTo(100);
      assertThat(job.readSizes()).allMatch(size -> size.bytes() > 0 && size.bytes() <= job.bytes());
      assertThat(job.readPercent()).isBetween(0, 100);
      assertThat(job.effectiveDepth()).isPositive();
    }
    assertThat(FioReport.print(file, new FioResult(0, ImmutableList.of(), ImmutableList.of())))
        .startsWith("{\n");
  }

  private static int shares(ImmutableList<FioBlockSize> sizes) {
    return sizes.stream().mapToInt(FioBlockSize::percent).sum();
  }
}
