package dev.tollgate.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tollgate.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code tollgate replay --allocator} as users call it, against what the kernel's own SLAB and SLOB
 * (Linux 6.1) answered for the same traces: every address list and every summary, byte for byte.
 */
class AllocationOracleTest {

  /** The whole collection, where it is at hand. */
  private static final Path COLLECTION = Path.of("../../shared/data/oracle");

  private final Path folder;

  AllocationOracleTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({
    "boot-1, slab, ''",
    "boot-1, slob, ''",
    "fifo-1, slab, ''",
    "fifo-1, slob, ''",
    "frag-1, slab, ''",
    "frag-1, slob, ''",
    "lifo-1, slab, ''",
    "lifo-1, slob, ''",
    "lifo-1, slab-700, machine.frames=700",
    "lifo-1, slob-700, machine.frames=700",
    "powerlaw-1, slab, ''",
    "powerlaw-1, slob, ''",
    "random-1, slab, ''",
    "random-1, slob, ''",
    "random-1, slab-merge, allocator.slab.merge=true",
  })
  void everyAddressAndEveryFigureIsTheKernels(String trace, String kind, String setting)
      throws IOException {
    String stem = trace + "." + kind;
    Path placements = folder.resolve("placements");
    Path summary = folder.resolve("summary");
    List<String> options = new ArrayList<>();
    if (!setting.isEmpty()) {
      options.addAll(List.of("--set", setting));
    }
    options.addAll(List.of("--placements", placements.toString()));
    options.addAll(List.of("--summary", summary.toString()));

    replay(kind.substring(0, 4), file(kind, trace + ".trace.gz"), options);

    assertThat(placements).hasBinaryContent(bytes(file(kind, stem + ".addr.gz")));
    assertThat(summary).hasBinaryContent(bytes(file(kind, stem + ".txt")));
  }

  @ParameterizedTest
  @CsvSource({"slab", "slob"})
  void theTraceToReadByEyeIsAnsweredAsByTheKernel(String allocator) throws IOException {
    Path placements = folder.resolve("placements");
    Path summary = folder.resolve("summary");
    Path geometry = folder.resolve("geometry");
    List<String> options =
        new ArrayList<>(
            List.of(
                "--state-every",
                "10",
                "--placements",
                placements.toString(),
                "--summary",
                summary.toString()));
    if (allocator.equals("slab")) {
      options.addAll(List.of("--geometry", geometry.toString()));
    }

    replay(allocator, file(allocator, "small.trace"), options);

    assertThat(placements).hasBinaryContent(bytes(file(allocator, "small." + allocator + ".addr")));
    String text = Files.readString(summary);
    if (allocator.equals("slab")) {
      text += Files.readString(geometry);
    }
    assertThat(text.getBytes(StandardCharsets.US_ASCII))
        .isEqualTo(bytes(file(allocator, "small." + allocator + ".txt")));
  }

  @Test
  void everyGeometryIsTheKernels() throws IOException {
    Path geometry = folder.resolve("geometry");

    replay("slab", file("slab", "geometry-1.trace.gz"), List.of("--geometry", geometry.toString()));

    assertThat(geometry).hasBinaryContent(bytes(file("slab", "geometry-1.slab.geometry.txt")));
  }

  private static void replay(String allocator, Path trace, List<String> options) {
    List<String> words =
        new ArrayList<>(
            List.of("replay", "--machine", "oracle", "--allocator", allocator, trace.toString()));
    words.addAll(options);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            words.toArray(String[]::new),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
  }

  /** Beside the allocator's own tests, which have copies of some; else in the collection. */
  private static Path file(String kind, String name) {
    String allocator = kind.substring(0, 4);
    Path copy =
        Path.of(
            "../allocator-%s/src/test/resources/dev/tollgate/allocator/%s"
                .formatted(allocator, allocator),
            name);
    Path found = Files.exists(copy) ? copy : COLLECTION.resolve(name);
    assumeTrue(Files.exists(found), () -> name + " is not at hand: " + found + " does not exist");
    return found;
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return file.toString().endsWith(".gz")
          ? new GZIPInputStream(in).readAllBytes()
          : in.readAllBytes();
    }
  }
}
