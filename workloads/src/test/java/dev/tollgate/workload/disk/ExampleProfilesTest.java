package dev.tollgate.workload.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.workload.disk.ffsb.FfsbProfile;
import dev.tollgate.workload.disk.fio.FioJobFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The profiles and job files that come with the product can be read. */
class ExampleProfilesTest {

  private static final Path EXAMPLES = Path.of("..", "examples", "profiles");

  @Test
  void allCanBeRead() throws IOException {
    assertThat(files(".ffsb")).hasSize(6);
    assertThat(files(".fio")).hasSize(2);
    for (Path file : files(".ffsb")) {
      FfsbProfile profile = FfsbProfile.load(file);
      assertThat(profile.seconds()).as(file.toString()).isPositive();
    }
    for (Path file : files(".fio")) {
      assertThat(FioJobFile.load(file).jobs()).as(file.toString()).hasSize(2);
    }
  }

  @Test
  void eachIsNamedInTheirList() throws IOException {
    String list = Files.readString(EXAMPLES.resolve("README.md"));
    for (Path file : Stream.concat(files(".ffsb").stream(), files(".fio").stream()).toList()) {
      assertThat(list).contains("`" + file.getFileName() + "`");
    }
  }

  private static List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }
}
