package dev.tollgate.workload.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Fnv1a;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementsTest {

  private final Path file;

  PlacementsTest(@TempDir Path folder) {
    this.file = folder.resolve("placements");
  }

  @Test
  void marksSearchesThatBeganAgainAndThoseThatFoundNothing() throws IOException {
    try (Placements placements = new Placements(file)) {
      placements.placed(1, 0, 3);
      placements.placed(2, 3, 1);
      placements.placed(3, 0, 1);
      placements.full(4);
      placements.placed(5, 1, 2);
      placements.placed(6, 9, 1);
    }

    assertThat(file).hasContent("1 0\n2 3\n3 0 *\n4 full *\n5 1\n6 9\n");
    assertThat(Files.readString(file)).endsWith("6 9\n");
  }

  @Test
  void digestIsThatOfTheFileEvenWithoutAFile() throws IOException {
    Placements written = new Placements(file);
    Placements digested = new Placements(null);
    for (long id = 0; id < 20_000; id++) {
      written.placed(id * 1_000_003, id % 977, 2);
      digested.placed(id * 1_000_003, id % 977, 2);
    }
    written.placed(999_999_999_999_999_999L, Long.MAX_VALUE - 2, 2);
    digested.placed(999_999_999_999_999_999L, Long.MAX_VALUE - 2, 2);
    written.close();
    digested.close();

    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes.length).isGreaterThan(1 << 17);
    assertThat(new String(bytes, StandardCharsets.US_ASCII))
        .endsWith("\n999999999999999999 9223372036854775805\n");
    assertThat(written.digest())
        .isEqualTo(digested.digest())
        .isEqualTo(Fnv1a.update(Fnv1a.OFFSET_BASIS, bytes, 0, bytes.length));
  }

  @Test
  void fileThatCannotBeWrittenIsNamed() {
    Path nowhere = file.resolve("in/no/folder");

    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> new Placements(nowhere))
        .withMessageContaining(nowhere.toString());
  }
}
