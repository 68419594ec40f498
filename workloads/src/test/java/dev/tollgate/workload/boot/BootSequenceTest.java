package dev.tollgate.workload.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.boot.BootRow.Grade;
import dev.tollgate.workload.boot.BootRow.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootSequenceTest {

  private static final String EVENTS =
      """
      a event mem_init
      b event kmem_cache_init
      c event watermarks
      d event free_initmem
      e event user_space
      """;

  @Test
  void rowsKeepTheirOrderAndTheirWords() {
    ImmutableList<BootRow> rows =
        BootSequence.parse(
            "f",
            """
            # comment
            early bootmem table 128 4 0 derived code: four of them

            """
                + EVENTS
                + "last kmalloc caller stack 2 1 published table 5\n"
                + "last pages hash ram/2048 1 0 estimated\n");

    assertThat(rows)
        .containsSubsequence(
            new BootRow(
                "early",
                Kind.BOOTMEM,
                "table",
                new BootSize(BootSize.Kind.BYTES, 128),
                4,
                0,
                Grade.DERIVED,
                "code: four of them"),
            new BootRow(
                "last",
                Kind.KMALLOC,
                "caller",
                new BootSize(BootSize.Kind.STACK, 0),
                2,
                1,
                Grade.PUBLISHED,
                "table 5"),
            new BootRow(
                "last",
                Kind.PAGES,
                "hash",
                new BootSize(BootSize.Kind.SHARE_OF_RAM, 2048),
                1,
                0,
                Grade.ESTIMATED,
                ""));
    assertThat(rows).hasSize(8);
    assertThat(rows.get(7).size().bytes(2 << 20, 4096)).isEqualTo(1024);
    assertThat(rows.get(6).size().bytes(2 << 20, 8192)).isEqualTo(8192);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x kmalloc y 1 1 0 derived | before mem_init there is only boot memory; expected the kind"
            + " bootmem",
        "x bootmem y 1 1 0 | 6 words; expected STEP KIND NAME SIZE KEPT PASSING GRADE SOURCE",
        "x malloc y 1 1 0 derived | kind is \"malloc\"; expected one of bootmem, pages, kmalloc,"
            + " cache, sysfs, event",
        "x event y 1 1 0 derived | an event has three words: STEP event NAME",
        "x bootmem y many 1 0 derived | size is \"many\"; expected bytes, stack or ram/N",
        "x bootmem y ram/0 1 0 derived | size is \"ram/0\"; expected bytes, stack or ram/N",
        "x bootmem y -1 1 0 derived | size is \"-1\"; expected bytes, stack or ram/N",
        "x bootmem y 1 -1 0 derived | kept is \"-1\"; expected a number from 0 to 1000000",
        "x bootmem y 1 1 9999999 derived | passing is \"9999999\"; expected a number from 0 to"
            + " 1000000",
        "x bootmem y 1 1 0 sure | grade is \"sure\"; expected one of published, derived, estimated",
        "x event watermarks | event watermarks; expected the events mem_init, kmem_cache_init,"
            + " watermarks, free_initmem, user_space, once each and in this order",
      })
  void aWrongRowIsNamed(String row, String problem) {
    assertThatThrownBy(() -> BootSequence.parse("file", "# first\n" + row + "\n" + EVENTS))
        .isInstanceOf(BadInputException.class)
        .hasMessage("file:2: " + problem);
  }

  @Test
  void memoryIsAskedForOfWhoHasItThen() {
    assertThatThrownBy(
            () -> BootSequence.parse("f", "a event mem_init\nx bootmem y 1 1 0 derived\n"))
        .hasMessage("f:2: boot memory ends with mem_init; expected another kind");
    assertThatThrownBy(
            () -> BootSequence.parse("f", "a event mem_init\nx kmalloc y 1 1 0 derived\n"))
        .hasMessage("f:2: before kmem_cache_init there is no allocator; expected the kind pages");
  }

  @Test
  void missingAndRepeatedEventsAreNamed() {
    assertThatThrownBy(() -> BootSequence.parse("f", "a event mem_init\n"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("f: the event kmem_cache_init is missing");
    assertThatThrownBy(() -> BootSequence.parse("f", EVENTS + "z event mem_init\n"))
        .hasMessageStartingWith("f:6: event mem_init; expected the events");
  }

  @Test
  void aFileIsReadAndItsAbsenceTold(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("requests.txt");
    Files.writeString(file, EVENTS);

    assertThat(BootSequence.read(file.toString())).hasSize(5);
    assertThatThrownBy(() -> BootSequence.read(folder.resolve("none").toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessage("workload.boot.sequence: there is no file " + folder.resolve("none"));
  }
}
