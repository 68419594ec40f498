package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.PriceGrade;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.settings.Configuration;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the steps cost on the machines that Tollgate brings, in the files and in the document. */
class XenStepsTest {

  private static final Tollgate TOLLGATE = Tollgate.load();
  private static final ImmutableList<String> MACHINES = ImmutableList.of("x460", "g5", "lab");

  private final Configuration configuration = TOLLGATE.configure(TOLLGATE.settings());

  @Test
  void everyStepHasAPriceOfItsOwnOnEveryRealMachineAndIsMarkedEstimated() {
    for (String machine : MACHINES) {
      CostProfile profile = configuration.costProfile(machine);
      for (Step step : XenSteps.ALL) {
        assertThat(profile.prices()).containsKey(step.id());
        assertThat(profile.price(step).grade()).isEqualTo(PriceGrade.ESTIMATED);
      }
    }
  }

  @Test
  void theDocumentListsEveryPrice() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "xen.md"));
    for (Step step : XenSteps.ALL) {
      StringBuilder row = new StringBuilder("| `%s` | %s | ".formatted(step.id(), step.unit()));
      for (String machine : MACHINES) {
        row.append(cycles(configuration.costProfile(machine), step)).append(" | ");
      }
      row.append(cycles(configuration.costProfile("generic"), step)).append(" | ");
      assertThat(document).contains(row);
    }
  }

  private static String cycles(CostProfile profile, Step step) {
    return BigDecimal.valueOf(profile.price(step).milliCycles(), 3)
        .stripTrailingZeros()
        .toPlainString();
  }
}
