package dev.tollgate.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.error.BadInputException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file contains, it is either understood or refused with a message of our own. */
class SettingsFuzzTest {

  private static final String GOOD =
      """
      # a comment
      run { seed = 12, dma-debug = true }
      machine.ram = 64M
      machines.mine = ${machines.lab} { cpus = 2, clock = "2.5 GHz" }
      iommu.calgary { table-size = 64K, ways = 8, watchdog = 10ms, note = "x\\ty" }
      costs.mine { description = "Mine", prices { lock { cycles = 0.25, grade = measured, source = s } } }
      cost.mmio-read = 3000
      policy.deferred.batch = 9
      """;

  private static final String[] FRAGMENTS = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    "=",
    ":",
    "${",
    "}",
    ",",
    "\n",
    "include \"x\"",
    "1e9",
    "null",
    "+=",
    "\u0000",
    "\uFFFF",
    "machine",
    "=[1]",
    "\"\"\"",
    "//",
    "${?x}",
    ".",
    "-",
    "99999999999999999999",
  };

  private final Path folder;

  SettingsFuzzTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void neverFailsInAnyOtherWay() {
    Settings defaults = Conf.defaults();
    Conf.file(folder, GOOD);
    SplittableRandom random = new SplittableRandom(20070627);
    int understood = 0;
    int refused = 0;
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder(GOOD);
      for (int edits = random.nextInt(4); edits >= 0; edits--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
          default -> text.setCharAt(at, (char) random.nextInt(32, 127));
        }
      }
      try {
        Path file = Conf.write(folder, "a.conf", text.toString());
        Conf.check(defaults.withFile(file)).machine("lab");
        understood++;
      } catch (BadInputException e) {
        assertThat(e).hasMessageContaining("a.conf");
        refused++;
      }
    }
    assertThat(understood).isGreaterThan(15);
    assertThat(refused).isGreaterThan(150);
  }
}
