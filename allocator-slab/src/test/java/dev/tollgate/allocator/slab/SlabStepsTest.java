package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.PriceGrade;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.settings.Configuration;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the steps cost on the machines that Tollgate brings, in the files and in the document. */
class SlabStepsTest {

  private static final Tollgate TOLLGATE = Tollgate.load();
  private static final ImmutableList<String> MACHINES = ImmutableList.of("x460", "g5", "lab");

  private final Configuration configuration = TOLLGATE.configure(TOLLGATE.settings());

  @Test
  void everyStepHasAPriceOfItsOwnOnEveryRealMachineAndIsMarkedEstimated() {
    for (String machine : MACHINES) {
      CostProfile profile = configuration.costProfile(machine);
      for (Step step : SlabSteps.OWN) {
        assertThat(profile.prices()).containsKey(step.id());
        assertThat(profile.price(step).grade()).isEqualTo(PriceGrade.ESTIMATED);
      }
    }
    assertThat(configuration.warnings()).isEmpty();
  }

  @Test
  void theDocumentListsEveryPrice() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "allocator-slab.md"));
    for (Step step : SlabSteps.OWN) {
      StringBuilder prices = new StringBuilder();
      for (String machine : MACHINES) {
        prices.append(cycles(configuration.costProfile(machine), step)).append(" | ");
      }
      prices.append(cycles(configuration.costProfile("generic"), step)).append(" |\n");
      assertThat(document)
          .containsPattern("\\| `" + step.id() + "` \\| [^|]*\\| \\Q" + prices + "\\E");
    }
  }

  private static String cycles(CostProfile profile, Step step) {
    return BigDecimal.valueOf(profile.price(step).milliCycles(), 3)
        .stripTrailingZeros()
        .toPlainString();
  }
}
