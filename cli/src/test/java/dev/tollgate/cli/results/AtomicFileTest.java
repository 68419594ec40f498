package dev.tollgate.cli.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  private final Path folder;

  AtomicFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void replacesTheWholeFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "something longer");
    AtomicFile.write(file, writer -> writer.write("µ new"));
    assertThat(file).hasContent("µ new");
    assertThat(files()).containsExactly("file");
  }

  @Test
  void leavesWhatWasThereWhenItFails() throws IOException {
    Path target = folder.resolve("target");
    Path inner = Files.createDirectories(target.resolve("inner"));
    assertThatThrownBy(() -> AtomicFile.write(target, writer -> writer.write("text")))
        .isInstanceOf(IOException.class);
    assertThat(inner).isDirectory();
    assertThat(files()).containsExactly("target");
  }

  @Test
  void leavesWhatWasThereWhenTheContentCannotBeMade() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    writer -> {
                      writer.write("half of it");
                      throw new IllegalStateException("no more");
                    }))
        .hasMessage("no more");
    assertThat(file).hasContent("old");
    assertThat(files()).containsExactly("file");
  }

  private String[] files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toArray(String[]::new);
    }
  }
}
