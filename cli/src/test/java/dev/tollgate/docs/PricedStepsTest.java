package dev.tollgate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.PriceGrade;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.settings.Configuration;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each step that any unit takes under any policy has a price of its own on every machine. */
class PricedStepsTest {

  /** The profile of no machine: each step at its model's own estimate. */
  private static final String GENERIC = "generic";

  private static final Configuration CONFIGURATION =
      Combinations.TOLLGATE.configure(Combinations.TOLLGATE.settings());

  private static ImmutableSortedMap<String, Step> steps = ImmutableSortedMap.of();

  @BeforeAll
  static void takeAllSteps(@TempDir Path folder) throws IOException {
    Path trace = Files.writeString(folder.resolve("trace"), "map 1 2\nunmap 1\n");
    Map<String, Step> taken = new TreeMap<>();
    for (RunResult result : Combinations.run("lab", "replay", "workload.replay.trace=" + trace)) {
      for (CycleLedger.Entry entry : result.cycles()) {
        taken.put(entry.step().id(), entry.step());
      }
    }
    steps = ImmutableSortedMap.copyOf(taken);
  }

  @Test
  void stepsOfAllUnitsAreSeen() {
    assertThat(steps)
        .containsKeys("api-call", "zero-byte", "bus-quiesce", "instruction-sync", "uncached-store");
  }

  @Test
  void everyProfileOfAMachinePricesEveryStep() {
    for (String name : CONFIGURATION.costProfiles()) {
      CostProfile profile = CONFIGURATION.costProfile(name);
      for (Step step : steps.values()) {
        if (!name.equals(GENERIC) && profile.price(step).grade() == PriceGrade.ESTIMATED) {
          assertThat(profile.prices()).as("prices of " + name).containsKey(step.id());
        }
        assertThat(profile.price(step).source()).isNotBlank();
      }
    }
  }

  @Test
  void thePricesAreDocumented() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "machines.md"));
    for (Step step : steps.values()) {
      StringBuilder row = new StringBuilder("| `%s` | %s |".formatted(step.id(), step.unit()));
      for (String profile : new String[] {"x460", "g5", "lab", GENERIC}) {
        Price price = CONFIGURATION.costProfile(profile).price(step);
        String cycles =
            BigDecimal.valueOf(price.milliCycles(), 3).stripTrailingZeros().toPlainString();
        boolean estimated = price.grade() == PriceGrade.ESTIMATED;
        row.append(" ").append(estimated ? cycles : "**" + cycles + "**").append(" |");
      }
      assertThat(document).contains(row + "\n");
    }
  }

  /** Those of workloads have a table of their own: x460, g5 and each step's own estimate. */
  @Test
  void thePricesOfWorkloadsAreDocumented() throws IOException {
    Matcher rows =
        Pattern.compile(
                "(?m)^\\| `([a-z-]+)` \\| [^|]+ \\| ([0-9.]+) \\| ([0-9.]+) \\| [0-9.]+ \\|$")
            .matcher(Files.readString(Path.of("..", "docs", "machines.md")));
    int count = 0;
    while (rows.find()) {
      count++;
      assertThat(cycles("x460", rows.group(1))).isEqualByComparingTo(rows.group(2));
      assertThat(cycles("g5", rows.group(1))).isEqualByComparingTo(rows.group(3));
    }
    assertThat(count).isGreaterThan(30);
  }

  private static BigDecimal cycles(String profile, String step) {
    ImmutableSortedMap<String, Price> prices = CONFIGURATION.costProfile(profile).prices();
    Price price = Objects.requireNonNull(prices.get(step), profile + " lacks " + step);
    return BigDecimal.valueOf(price.milliCycles(), 3);
  }
}
