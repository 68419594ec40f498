package dev.tollgate.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncludesTest {

  private final Path folder;

  IncludesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsFilesRelativeToTheIncludingOne() throws IOException {
    Files.createDirectories(folder.resolve("sub"));
    Conf.write(folder, "sub/one.conf", "include \"two.conf\"\nseed = 4");
    Conf.write(folder, "sub/two.conf", "seed = 5, dma-debug = true");
    Configuration configuration =
        Conf.file(folder, "run { include required(file(\"sub/one.conf\")) }");
    assertThat(configuration.runSpec("lab", "off", "off", "replay").seed()).isEqualTo(4);
    assertThat(configuration.runSpec("lab", "off", "off", "replay").dmaDebug()).isTrue();
  }

  @Test
  void namesTheIncludedFileAndLineInComplaints() {
    Path one = Conf.write(folder, "one.conf", "\n\nrun.seed = fast");
    assertThatThrownBy(() -> Conf.file(folder, "include \"one.conf\""))
        .hasMessageStartingWith(one + ":3: run.seed is \"fast\"");
  }

  @Test
  void refusesWhatIsMissing() {
    assertThatThrownBy(() -> Conf.file(folder, "# x\n\ninclude \"gone.conf\"\n"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "%s:3: the included file %s does not exist",
            folder.resolve("a.conf"), folder.resolve("gone.conf"));
  }

  @Test
  void refusesADirectory() {
    assertThatThrownBy(() -> Conf.file(folder, "include \".\""))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith(" is a directory");
  }

  @Test
  void refusesFilesThatIncludeEachOther() {
    Conf.write(folder, "b.conf", "include \"a.conf\"");
    assertThatThrownBy(() -> Conf.file(folder, "include \"b.conf\""))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith(".conf:1: files include each other without end");
  }

  @Test
  void refusesTheNetworkAndTheClassPath() {
    Conf.refused(
        folder,
        "include url(\"http://127.0.0.1/a.conf\")",
        "a.conf:1: only files can be included, not http://127.0.0.1/a.conf");
    Conf.refused(
        folder,
        "\ninclude classpath(\"reference.conf\")",
        "a.conf:2: only files can be included, not the class path's reference.conf");
  }
}
