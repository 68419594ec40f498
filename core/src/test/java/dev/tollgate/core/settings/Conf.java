package dev.tollgate.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.ParameterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;

/** Configurations for tests: parts with one parameter of each type, and files that set them. */
final class Conf {

  static final ImmutableList<ParameterSpec> CALGARY =
      ImmutableList.of(
          ParameterSpec.bytesOf(
              "table-size", "8M", ImmutableList.of("64K", "1M", "8M"), "Size of the table."),
          ParameterSpec.flag("reserve", true, "Whether to reserve."),
          ParameterSpec.integer("ways", 4, 1, 64, "Ways of the cache."),
          ParameterSpec.duration("watchdog", "2s", "How often the watchdog looks."),
          ParameterSpec.choice(
              "driver", "2006", ImmutableList.of("2006", "later"), "Which driver."),
          ParameterSpec.text("note", "", "Anything."));

  static final Parts PARTS =
      new Parts(
          ImmutableMap.of(
              "iommu",
              ImmutableSortedMap.of("calgary", CALGARY, "dart", ImmutableList.of()),
              "policy",
              ImmutableSortedMap.<String, ImmutableList<ParameterSpec>>naturalOrder()
                  .put("strict", ImmutableList.of())
                  .put(
                      "deferred",
                      ImmutableList.of(ParameterSpec.integer("batch", 8, 1, 99, "Size.")))
                  // The core's own reference.conf names these.
                  .put(
                      "cached",
                      ImmutableList.of(
                          ParameterSpec.integer("capacity", 8192, 0, 9999, "Pages."),
                          ParameterSpec.integer("batch", 64, 1, 99, "Pages.")))
                  .put(
                      "deferred-queue",
                      ImmutableList.of(
                          ParameterSpec.integer("places", 256, 2, 999, "Places."),
                          ParameterSpec.flag("per-cpu", true, "Whether."),
                          ParameterSpec.duration("timeout", "10ms", "Time."),
                          ParameterSpec.duration("jiffy", "0ms", "Time.")))
                  .put(
                      "bounce",
                      ImmutableList.of(
                          ParameterSpec.text("buffers", "unaligned", "Which."),
                          ParameterSpec.bytes("pool", "64M", 0, 1 << 30, "Bytes."),
                          ParameterSpec.flag("preserve", true, "Whether.")))
                  .put(
                      "shadow", ImmutableList.of(ParameterSpec.flag("preserve", false, "Whether.")))
                  .put(
                      "contiguous",
                      ImmutableList.of(ParameterSpec.integer("area", 64, 1, 999, "Pages.")))
                  .buildOrThrow(),
              "workload",
              ImmutableSortedMap.of(
                  "replay", ImmutableList.of(ParameterSpec.file("trace", "Trace.")))));

  private Conf() {}

  static Settings defaults() {
    return Settings.defaults(Conf.class.getClassLoader());
  }

  static Configuration check(Settings settings) {
    return new Configuration(settings, PARTS, ImmutableSet.of());
  }

  static Configuration with(String... overrides) {
    return check(defaults().withOverrides(ImmutableList.copyOf(overrides)));
  }

  static Path write(Path folder, String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Configuration file(Path folder, String text) {
    return check(defaults().withFile(write(folder, "a.conf", text)));
  }

  /** The message with which a file is refused; the folder's path and a slash left out. */
  static AbstractThrowableAssert<?, ?> refused(Path folder, String text, String message) {
    return assertThatThrownBy(() -> file(folder, text))
        .isInstanceOf(BadInputException.class)
        .satisfies(
            e ->
                assertThat(String.valueOf(e.getMessage()).replace(folder + "/", ""))
                    .isEqualTo(message));
  }

  static AbstractThrowableAssert<?, ?> refused(String override, String message) {
    return assertThatThrownBy(() -> with(override))
        .isInstanceOf(BadInputException.class)
        .hasMessage("--set " + override + ": " + message);
  }
}
