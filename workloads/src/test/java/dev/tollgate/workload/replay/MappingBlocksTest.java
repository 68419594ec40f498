package dev.tollgate.workload.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingBlocksTest {

  private static final int EVENTS = 3 * MappingBlock.EVENTS + 17;

  private final Path folder;

  MappingBlocksTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, MappingBlock.EVENTS, 3 * MappingBlock.EVENTS, 1 << 20})
  void everyPassHasTheEventsOfTheTraceWhateverIsKept(int mostEventsKept) throws IOException {
    List<String> lines = randomTrace();
    Path trace = write(lines);
    try (MappingBlocks blocks = new MappingBlocks(trace, mostEventsKept)) {
      for (int pass = 0; pass < 3; pass++) {
        blocks.rewind();
        assertThat(pass(blocks)).isEqualTo(lines);
      }
    }
  }

  @Test
  void aPassCutShortIsNotTakenForTheWholeTrace() throws IOException {
    List<String> lines = randomTrace();
    try (MappingBlocks blocks = new MappingBlocks(write(lines), 1 << 20)) {
      blocks.rewind();
      assertThat(blocks.next()).isNotNull();
      blocks.rewind();
      assertThat(pass(blocks)).isEqualTo(lines);
    }
  }

  @Test
  void slotsAreUsedAgainSoThatOnlyLiveMappingsTakeRoom() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int id = 0; id < 10_000; id++) {
      lines.add("map " + id + " 1");
      lines.add("unmap " + id);
    }
    try (MappingBlocks blocks = new MappingBlocks(write(lines), 0)) {
      blocks.rewind();
      for (MappingBlock block = blocks.next(); block != null; block = blocks.next()) {
        assertThat(block.slots).startsWith(0, 0, 0, 0).containsOnly(0);
      }
    }
  }

  /** The pass as text again; on the way, slots are held to what they promise. */
  private static List<String> pass(MappingBlocks blocks) {
    List<String> lines = new ArrayList<>();
    Map<Integer, Long> idAtSlot = new HashMap<>();
    for (MappingBlock block = blocks.next(); block != null; block = blocks.next()) {
      for (int i = 0; i < block.size(); i++) {
        long id = block.ids[i];
        if (block.pages[i] == MappingBlock.UNMAP) {
          lines.add("unmap " + id);
          Long mapped = idAtSlot.remove(block.slots[i]);
          assertThat(mapped).isEqualTo(block.slots[i] == MappingBlock.NO_SLOT ? null : id);
        } else {
          lines.add("map %d %d %d".formatted(id, block.pages[i], block.alignments[i]));
          Long before = idAtSlot.put(block.slots[i], id);
          assertThat(before).isIn(null, id);
        }
      }
    }
    return lines;
  }

  private static List<String> randomTrace() {
    SplittableRandom random = new SplittableRandom(5);
    List<String> lines = new ArrayList<>();
    while (lines.size() < EVENTS) {
      long id = random.nextInt(300);
      lines.add(
          random.nextBoolean()
              ? "unmap " + id
              : "map %d %d %d".formatted(id, 1 + random.nextInt(40), 1 << random.nextInt(4)));
    }
    return lines;
  }

  private Path write(List<String> lines) throws IOException {
    return Files.write(
        folder.resolve("some.trace"), List.of("table 8192", String.join("\n", lines)));
  }
}
