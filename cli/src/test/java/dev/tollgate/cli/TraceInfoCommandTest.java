package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceInfoCommandTest {

  private static final String KERNEL =
      """
      # tracer: nop
                 fio-1  [000] d..1.   10.000100: map: IOMMU: iova=0x00000000fffff000 - 0x0000000100000000 paddr=0x0000000001000000 size=4096
                 fio-1  [000] d..1.   10.000200: unmap: IOMMU: iova=0x00000000fffff000 - 0x0000000100000000 size=4096 unmapped_size=4096
      """;

  private final Path folder;

  TraceInfoCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void saysWhatFilesHold() throws IOException {
    Path kernel = Files.writeString(folder.resolve("kernel"), KERNEL);
    Path plain = Files.writeString(folder.resolve("plain"), "map 1 2\nunmap 1\n");
    Shell shell = Shell.run("trace", "info", kernel.toString(), plain.toString());
    assertThat(shell.exitCode).isZero();
    assertThat(shell.out)
        .contains(kernel.toString())
        .contains(plain.toString())
        .containsPattern("events +2\n");
  }

  @Test
  void saysItAsJson() throws IOException {
    Path kernel = Files.writeString(folder.resolve("kernel"), KERNEL);
    JsonNode files =
        new ObjectMapper().readTree(Shell.run("trace", "info", "--json", kernel.toString()).out);
    assertThat(files).hasSize(1);
    JsonNode file = files.get(0);
    assertThat(file.get("file").asText()).isEqualTo(kernel.toString());
    assertThat(file.get("events").asLong()).isEqualTo(2);
    assertThat(file.get("eventNames").get("map").asLong()).isEqualTo(1);
    assertThat(file.get("firstNanoseconds").asLong()).isEqualTo(10_000_100_000L);
    assertThat(file.get("mappings").get("unmaps").asLong()).isEqualTo(1);
    assertThat(file.get("mappings").get("liveAtEnd").asLong()).isZero();
  }

  @Test
  void whatIsNoTraceIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("poem"), "roses are red\n");
    Shell shell = Shell.run("trace", "info", text.toString());
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains("poem:1: ").contains("roses are red");
    assertThat(shell.out).isEmpty();
  }
}
