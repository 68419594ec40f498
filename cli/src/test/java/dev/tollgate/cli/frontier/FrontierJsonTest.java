package dev.tollgate.cli.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.frontier.FrontierRecord.CombinationRecord;
import dev.tollgate.cli.frontier.FrontierRecord.RecommendationRecord;
import dev.tollgate.cli.frontier.FrontierRecord.SceneRecord;
import dev.tollgate.cli.gauge.Comparison;
import dev.tollgate.cli.report.SampleResults;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.results.Results;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What {@code --json} says is what the table says. */
class FrontierJsonTest {

  private static final Results SAMPLE = SampleResults.all();
  private static final ImmutableList<Frontier> FRONTIERS = Frontier.of(SAMPLE, null);
  private static final Frontier FIRST = FRONTIERS.get(0);
  private static final FrontierRecord PLAIN = FrontierJson.of(SAMPLE, FRONTIERS, List.of());

  private static CombinationRecord named(SceneRecord scene, String name) {
    return scene.combinations().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyCombinationHasItsPartsRunsAndFigures() {
    SceneRecord scene = PLAIN.frontiers().get(0);
    assertThat(scene.combinations().stream().map(CombinationRecord::name))
        .containsExactlyElementsOf(FIRST.names());
    CombinationRecord strict = named(scene, "calgary/strict");
    assertThat(strict.iommu()).isEqualTo("calgary");
    assertThat(strict.policy()).isEqualTo("strict");
    assertThat(strict.runs()).isNotEmpty();
    assertThat(strict.figures().keySet())
        .containsExactlyElementsOf(FIRST.compared().stream().map(Meter::id).toList());
    assertThat(Objects.requireNonNull(strict.figures().get("safety.stale")).value()).isZero();
    assertThat(scene.recommendation()).as("none without constraints").isNull();
  }

  @Test
  void whatIsMissingHasNoValueButAReason() {
    CombinationRecord off = named(PLAIN.frontiers().get(0), "off");
    FrontierRecord.FigureRecord stale = Objects.requireNonNull(off.figures().get("safety.stale"));
    assertThat(stale.value()).isNull();
    assertThat(stale.reason()).isNotBlank();
    assertThat(off.fronts()).doesNotContain("safety.stale");
    assertThat(PLAIN.frontiers().get(1).unseen()).containsKey("safety.cross");
  }

  @Test
  void whoIsBeatenSaysByWhomAndInWhat() {
    for (int number = 0; number < FIRST.contenders().size(); number++) {
      CombinationRecord combination = PLAIN.frontiers().get(0).combinations().get(number);
      assertThat(combination.onFront()).isEqualTo(combination.dominatedBy().isEmpty());
      assertThat(combination.onFront()).isEqualTo(FIRST.dominance().isOnFront(number));
      combination
          .dominatedBy()
          .forEach(
              dominator -> {
                assertThat(dominator.better()).isNotEmpty();
                dominator
                    .better()
                    .forEach(
                        (figure, values) ->
                            assertThat(values.value()).isLessThan(values.insteadOf()));
              });
    }
  }

  @Test
  void combinationsThatMakeNoSenseAreThereWithTheReason() {
    assertThat(PLAIN.notApplicable()).containsExactlyElementsOf(SAMPLE.notApplicable());
  }

  @Test
  void aRecommendationSaysWhatEachConstraintLeavesOut() {
    Constraint constraint =
        Constraint.of("--max", "safety.stale=0", Comparison.AT_MOST, SAMPLE.runs());
    List<Advice> advice =
        FRONTIERS.stream().map(each -> new Advice(each, List.of(constraint), null)).toList();
    RecommendationRecord recommendation =
        Objects.requireNonNull(
            FrontierJson.of(SAMPLE, FRONTIERS, advice).frontiers().get(0).recommendation());
    assertThat(recommendation.goal()).isEqualTo("cheapest");
    assertThat(recommendation.combination())
        .isEqualTo(Objects.requireNonNull(advice.get(0).recommended()).contender().name());
    assertThat(recommendation.nearest()).isEmpty();
    assertThat(recommendation.baseline()).as("no amount is relative").isNull();
    assertThat(recommendation.constraints().get(0).leavesOut())
        .hasSize(advice.get(0).missing(0).size())
        .anySatisfy(miss -> assertThat(miss.limit()).isZero());
  }

  @Test
  void itIsReadAsWritten() throws JsonProcessingException {
    JsonNode read = Json.read(Json.pretty(PLAIN), JsonNode.class);
    assertThat(read.fieldNames())
        .toIterable()
        .containsExactly("title", "frontiers", "notApplicable");
    assertThat(read.path("frontiers").path(0).path("recommendation").isNull()).isTrue();
    assertThat(read.path("frontiers").path(0).path("combinations").size())
        .isEqualTo(FIRST.names().size());
  }
}
