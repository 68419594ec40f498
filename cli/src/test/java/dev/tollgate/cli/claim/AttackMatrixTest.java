package dev.tollgate.cli.claim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.cli.experiment.ExperimentFile;
import dev.tollgate.cli.experiment.InputFiles;
import dev.tollgate.cli.experiment.Plan;
import dev.tollgate.cli.experiment.PlannedRun;
import dev.tollgate.cli.experiment.Planner;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.IommuCapability;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The experiments that try every attack say beforehand what each of their runs is to show. */
class AttackMatrixTest {

  private static final Tollgate TOLLGATE = Tollgate.load();

  private static Plan plan(String name) {
    return Planner.plan(
        TOLLGATE,
        new InputFiles(null),
        ExperimentFile.read(
            Path.of("..", "experiments", name), TOLLGATE.settings(), ImmutableList.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"attack-matrix.conf", "attack-domains.conf"})
  void everyCellHasAnExpectation(String name) {
    Plan plan = plan(name);
    List<Cell> cells =
        Cell.of(
            plan.runs().stream()
                .map(run -> new Cell.Place(run.number(), run.coordinates()))
                .toList());
    TreeSet<Integer> expected = new TreeSet<>();
    for (CheckedClaim claim : plan.claims()) {
      String measure = claim.claim().measure();
      if (measure.contains("errant.verdict") || measure.contains("errant.strikes.corrupted")) {
        Objects.requireNonNull(claim.points()).of(cells).stream()
            .flatMap(List::stream)
            .forEach(cell -> expected.addAll(cell.runs()));
      }
    }
    assertThat(expected)
        .containsExactlyElementsOf(plan.runs().stream().map(PlannedRun::number).toList());
  }

  @Test
  void everyPolicyOfABareMachineIsTried() {
    Plan plan = plan("attack-matrix.conf");
    ImmutableSet<IommuCapability> calgary =
        Objects.requireNonNull(TOLLGATE.iommus().get("calgary"))
            .capabilities(TOLLGATE.configure(TOLLGATE.settings()).parameters("iommu.calgary"));
    assertThat(plan.runs().stream().map(run -> run.coordinates().get("policy")).distinct())
        .containsAll(
            TOLLGATE.policies().entrySet().stream()
                .filter(policy -> policy.getValue().on(calgary) instanceof Applicability.Applicable)
                .map(Map.Entry::getKey)
                .toList());
  }
}
