package dev.tollgate.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.spi.Parameters;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterReaderTest {

  private static final String SIZES = "one of 64K, 1M, 8M";

  private final Path folder;

  ParameterReaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Parameters calgary(String text) {
    return Conf.file(folder, text)
        .runSpec("x460", "calgary", "strict", "replay")
        .parametersOf("iommu", "calgary");
  }

  @Test
  void takesTheDeclaredDefaultForWhatIsNotSet() {
    Parameters values = calgary("");
    assertThat(values.path()).isEqualTo("iommu.calgary");
    assertThat(values.asMap()).hasSize(6);
    assertThat(values.bytes("table-size")).isEqualTo(8 << 20);
    assertThat(values.flag("reserve")).isTrue();
    assertThat(values.integer("ways")).isEqualTo(4);
    assertThat(values.picoseconds("watchdog")).isEqualTo(2_000_000_000_000L);
    assertThat(values.text("driver")).isEqualTo("2006");
    assertThat(values.text("note")).isEmpty();
  }

  @Test
  void readsEveryTypeFromAFile() {
    Parameters values =
        calgary(
            """
            iommu.calgary {
              table-size = 1024 KiB
              reserve = false
              ways = 64
              watchdog = 10ms
              driver = later
              note = "two words"
            }
            """);
    assertThat(values.bytes("table-size")).isEqualTo(1 << 20);
    assertThat(values.flag("reserve")).isFalse();
    assertThat(values.integer("ways")).isEqualTo(64);
    assertThat(values.picoseconds("watchdog")).isEqualTo(10_000_000_000L);
    assertThat(values.text("driver")).isEqualTo("later");
    assertThat(values.text("note")).isEqualTo("two words");
  }

  @Test
  void readsNumbersAndSwitchesWrittenAsText() {
    Parameters values =
        calgary("iommu.calgary { ways = \"8\", reserve = \"false\", driver = 2006 }");
    assertThat(values.integer("ways")).isEqualTo(8);
    assertThat(values.flag("reserve")).isFalse();
    assertThat(values.text("driver")).isEqualTo("2006");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "table-size = 3M | `\"3M\"; expected " + SIZES + "; the nearest is 1M`",
        "table-size = 7M | `\"7M\"; expected " + SIZES + "; the nearest is 8M`",
        "table-size = 10 parsecs | `\"10 parsecs\"; expected "
            + SIZES
            + "; the value has the unknown unit \"parsecs\"`",
        "table-size = -1 | `-1; expected " + SIZES + "; the nearest is 64K`",
        "table-size = [64K, 1M] | `the list [\"64K\",\"1M\"]; expected " + SIZES + "`",
        "table-size = {} | `the group of keys {}; expected " + SIZES + "`",
        "table-size = null | `null; expected " + SIZES + "`",
        "reserve = maybe | `\"maybe\"; expected true or false`",
        "reserve = 1 | `1; expected true or false`",
        "reserve = yes | `\"yes\"; expected true or false`",
        "ways = 0 | `0; expected a whole number from 1 to 64`",
        "ways = 65 | `65; expected a whole number from 1 to 64`",
        "ways = 1.5 | `1.5; expected a whole number from 1 to 64; the value is not whole`",
        "ways = four | `\"four\"; expected a whole number from 1 to 64; the value is not a number`",
        "ways = true | `true; expected a whole number from 1 to 64; the value is not a number`",
        "ways = 99999999999999999999 | `\"99999999999999999999\"; expected a whole number from 1 to"
            + " 64; the value is beyond 2^63`",
        "watchdog = 10 parsecs | `\"10 parsecs\"; expected a time span such as 10ms (units: ps, ns,"
            + " us, ms, s, m, h), at least 0; the value has the unknown unit \"parsecs\"`",
        "watchdog = 10 | `10; expected a time span such as 10ms (units: ps, ns, us, ms, s, m, h),"
            + " at least 0; the value has no unit`",
        "watchdog = -5ms | `\"-5ms\"; expected a time span such as 10ms (units: ps, ns, us, ms, s,"
            + " m, h), at least 0`",
        "driver = 2007 | `2007; expected one of 2006, later; did you mean 2006?`",
        "driver = newest | `\"newest\"; expected one of 2006, later`",
        "note = 12 | `12; expected text; put it in double quotes if it is meant`",
        "note = [a] | `the list [\"a\"]; expected text`",
      })
  void saysWhereAndWhatAValueShouldHaveBeen(String line, String complaint) {
    String key = line.substring(0, line.indexOf(' '));
    Conf.refused(
        folder,
        "# a comment\niommu.calgary {\n  " + line + "\n}\n",
        "a.conf:3: iommu.calgary." + key + " is " + complaint);
  }

  @Test
  void shortensWhatItQuotes() {
    Conf.refused(
        folder,
        "iommu.calgary.ways = \"" + "x".repeat(200) + "\"",
        "a.conf:1: iommu.calgary.ways is \""
            + "x".repeat(56)
            + "...; expected a whole number from 1 to 64; the value is not a number");
  }
}
