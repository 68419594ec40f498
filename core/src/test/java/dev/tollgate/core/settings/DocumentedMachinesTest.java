package dev.tollgate.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.tollgate.core.cost.KernelSteps;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.PriceGrade;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.machine.MachineProfile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tables of docs/machines.md say what the configuration files say. */
class DocumentedMachinesTest {

  private final Configuration configuration = Conf.with();

  private static String document() throws IOException {
    return Files.readString(Path.of("..", "docs", "machines.md"));
  }

  @Test
  void listsEveryMachine() throws IOException {
    for (String name : configuration.machines()) {
      MachineProfile machine = configuration.machine(name);
      assertThat(document())
          .contains(
              "| `%s` | %d | %s | %s | %s | %s | `%s` |\n"
                  .formatted(
                      name,
                      machine.cpus(),
                      Quantity.FREQUENCY.format(machine.cpuHz()),
                      Quantity.SIZE.format(machine.ramBytes()),
                      Quantity.SIZE.format(machine.firmwareBytes()),
                      machine.pageFrames()
                          + " "
                          + Ascii.toLowerCase(machine.pageAllocator().name()).replace('_', '-'),
                      machine.costProfile()));
    }
  }

  @Test
  void listsEveryPrice() throws IOException {
    ImmutableList<String> profiles = ImmutableList.of("x460", "g5", "lab", "generic");
    assertThat(configuration.costProfiles()).containsExactlyInAnyOrderElementsOf(profiles);
    for (Step step : Iterables.concat(Steps.all(), KernelSteps.all())) {
      StringBuilder row = new StringBuilder("| `%s` | %s |".formatted(step.id(), step.unit()));
      for (String profile : profiles) {
        row.append(" ").append(cell(configuration.costProfile(profile).price(step))).append(" |");
      }
      assertThat(document()).contains(row + "\n");
    }
  }

  private static String cell(Price price) {
    String cycles = BigDecimal.valueOf(price.milliCycles(), 3).stripTrailingZeros().toPlainString();
    return price.grade() == PriceGrade.ESTIMATED ? cycles : "**" + cycles + "**";
  }
}
