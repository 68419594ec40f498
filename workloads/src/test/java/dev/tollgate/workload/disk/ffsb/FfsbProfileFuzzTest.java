package dev.tollgate.workload.disk.ffsb;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** Any text is either refused with a line, or a profile that can be echoed. */
class FfsbProfileFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void profiles(byte[] input) {
    check(new String(input, StandardCharsets.ISO_8859_1));
  }

  @Test
  void damagedProfiles() {
    Mutations.forEach(getClass(), "profiles", 6, 10_000, FfsbProfileFuzzTest::check);
  }

  private static void check(String text) {
    FfsbProfile profile;
    try {
      profile = FfsbProfile.parse("p", text);
    } catch (BadInputException e) {
      assertThat(e.getMessage()).matches("(?s)p:[1-9][0-9]*: .*");
      return;
    }
    assertThat(profile.groups()).allMatch(group -> group.totalWeight() > 0 && group.threads() > 0);
    FfsbResult.Group nothing = new FfsbResult.Group(ImmutableMap.of(), ImmutableMap.of());
    FfsbResult result =
        new FfsbResult(
            0,
            0,
            1,
            new FfsbResult.Syncs(0, 0),
            ImmutableList.copyOf(Collections.nCopies(profile.groups().size(), nothing)),
            0,
            0,
            ImmutableList.copyOf(Collections.nCopies(profile.filesystems().size(), 0.5)));
    assertThat(FfsbReport.print(profile, result)).startsWith("FFSB version").endsWith("\n");
  }
}
