package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTraceReaderTest {

  private final Path folder;

  PlainTraceReaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsMappings() {
    assertThat(
            events(
                """
                # a comment
                table 16384 4096

                map 1 17 64
                  map\t2   3
                unmap 1
                """))
        .containsExactly(
            "TABLE id=-1 size=16384 align=4096",
            "MAP id=1 size=17 align=64",
            "MAP id=2 size=3 align=1",
            "UNMAP id=1 size=0 align=1");
    assertThat(events("table 8192\n")).containsExactly("TABLE id=-1 size=8192 align=1048576");
  }

  @Test
  void blanksChangeNothing() {
    StringBuilder text = new StringBuilder("table 8192\n");
    for (long id = 0; id < 999_999_999_999_999L; id = 3 * id + 1) {
      text.append("map %d %d%n".formatted(id, 1 + id % 700));
      text.append("map %d %d %d%n".formatted(id, 1 + id % 70, 1L << (id % 60)));
      text.append("unmap %d%n".formatted(id));
    }
    String plain = text.toString();
    String spaced = plain.replace(" ", "  \t").replace("\n", " \r\n");

    assertThat(events(plain)).hasSizeGreaterThan(90).isEqualTo(events(spaced));
  }

  @Test
  void readsAllocations() {
    assertThat(
            events(
                """
                cache foo 17 0 -
                cache bar 72 64 HWCACHE_ALIGN|PANIC
                kmalloc 1 0
                kfree 1
                alloc bar 2
                free bar 2
                """))
        .containsExactly(
            "CACHE id=-1 size=17 align=0 foo -",
            "CACHE id=-1 size=72 align=64 bar HWCACHE_ALIGN|PANIC",
            "KMALLOC id=1 size=0 align=1",
            "KFREE id=1 size=0 align=1",
            "ALLOC id=2 size=0 align=1 bar",
            "FREE id=2 size=0 align=1 bar");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "map 1 => has too many or too few words; expected map ID NPAGES [ALIGN]",
        "unmap 1 2 => has too many or too few words; expected unmap ID",
        "cache foo 17 0 => has too many or too few words; expected cache NAME SIZE ALIGN FLAGS",
        "map one 2 => ID is 'one'; expected a decimal number of at least 0, as in map ID NPAGES",
        "map 1 0 => NPAGES is '0'; expected a decimal number of at least 1",
        "map 1 -3 => NPAGES is '-3'; expected a decimal number of at least 1",
        "map 1 2 3 => ALIGN is 3; expected a power of two",
        "map 1 99999999999999999999 => NPAGES is '99999999999999999999'; expected a decimal number",
        "kmalloc 1 0x10 => SIZE is '0x10'; expected a decimal number",
        "mapp 1 2 => unknown word 'mapp'; expected table, map, unmap, cache, kmalloc, kfree, alloc",
        "table 8192 => a table line must come once, before the first map or unmap",
      })
  void refusesALineThatIsWrong(String line, String reason) {
    Path file = TraceFiles.write(folder, "wrong", "# fine\nmap 1 1\n" + line + "\nmap 2 2\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ":3: ")
        .hasMessageContaining(reason);
  }

  @Test
  void refusesADamagedFileAtItsEnd() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append("map ").append(i).append(' ').append(1 + i * 31 % 17).append('\n');
    }
    byte[] whole = TraceFiles.gzip(text.toString());
    Path file = TraceFiles.write(folder, "cut.gz", Arrays.copyOf(whole, whole.length - 100));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ":")
        .hasMessageContaining("the file ends inside gzip member 1");
  }

  private List<String> events(String text) {
    return read(TraceFiles.write(folder, "trace", text));
  }

  private static List<String> read(Path file) {
    List<String> events = new ArrayList<>();
    try (PlainTraceReader reader = (PlainTraceReader) TraceReader.open(file)) {
      while (reader.next()) {
        events.add(
            reader.kind()
                + " id="
                + reader.id()
                + " size="
                + reader.size()
                + " align="
                + reader.alignment()
                + (reader.name() < 0 ? "" : " " + reader.names().name(reader.name()))
                + (reader.kind() == PlainEventKind.CACHE ? " " + reader.flags() : ""));
      }
    }
    return events;
  }
}
