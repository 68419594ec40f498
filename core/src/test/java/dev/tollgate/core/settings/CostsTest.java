package dev.tollgate.core.settings;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.KernelSteps;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.PriceGrade;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.cost.Steps;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CostsTest {

  private static final String MINE = "costs.mine {\ndescription = \"Mine.\"\nprices {\n%s\n} }\n";

  private final Path folder;

  CostsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"x460", "g5", "lab"})
  void pricesEveryStepOfTheCoreOnRealMachines(String name) {
    CostProfile profile = Conf.with().costProfile(name);
    assertThat(profile.prices().keySet())
        .containsAll(
            Stream.concat(Steps.all().stream(), KernelSteps.all().stream())
                .filter(step -> !step.equals(Steps.LOCK_WAIT))
                .map(Step::id)
                .toList());
    assertThat(profile.price(Steps.LOCK_WAIT).milliCycles()).isEqualTo(Price.MILLI);
  }

  @Test
  void leavesEveryStepToItsModelInTheGenericProfile() {
    CostProfile generic = Conf.with().costProfile("generic");
    Steps.all().forEach(step -> assertThat(generic.price(step)).isEqualTo(step.fallback()));
  }

  @Test
  void readsPricesWithThousandths() {
    Configuration configuration =
        Conf.file(
            folder,
            MINE.formatted(
                """
                mmio-read { cycles = 1234, grade = published, source = "Table 3" }
                copy-byte { cycles = 0.125, grade = measured, source = "perf, here" }
                my-own-step { cycles = 0, grade = estimated, source = "free" }
                """));
    CostProfile mine = configuration.costProfile("mine");
    assertThat(mine.description()).isEqualTo("Mine.");
    assertThat(mine.price(Steps.MMIO_READ))
        .isEqualTo(new Price(1_234_000, PriceGrade.PUBLISHED, "Table 3"));
    assertThat(mine.price(Steps.COPY_BYTE))
        .isEqualTo(new Price(125, PriceGrade.MEASURED, "perf, here"));
    assertThat(mine.price(Steps.LOCK)).isEqualTo(Steps.LOCK.fallback());
    assertThat(configuration.warnings())
        .containsExactly(
            "the price of my-own-step counts only if a plugin takes a step of this name; known"
                + " steps: "
                + Stream.concat(
                        Stream.of(
                            "bounce-slot", "flush-queue-entry", "mapping-lookup", "shadow-buffer"),
                        Stream.concat(Steps.all().stream(), KernelSteps.all().stream())
                            .map(Step::id))
                    .sorted()
                    .collect(joining(", ")));
  }

  @Test
  void asksWhatIfInEveryProfile() {
    Configuration configuration = Conf.with("cost.mmio-read=3000", "cost.lock.cycles=0.5");
    for (String name : configuration.costProfiles()) {
      CostProfile profile = configuration.costProfile(name);
      assertThat(profile.price(Steps.MMIO_READ))
          .isEqualTo(
              new Price(
                  3_000_000, PriceGrade.ESTIMATED, "what-if, set by --set cost.mmio-read=3000"));
      assertThat(profile.price(Steps.LOCK).milliCycles()).isEqualTo(500);
      assertThat(profile.price(Steps.COPY_BYTE))
          .isEqualTo(Conf.with().costProfile(name).price(Steps.COPY_BYTE));
    }
    assertThat(configuration.warnings()).isEmpty();
  }

  @Test
  void takesAWhatIfPriceWithItsSource() {
    Price price =
        Conf.file(folder, "cost.lock { cycles = 7, grade = published, source = \"Table 1\" }")
            .costProfile("g5")
            .price(Steps.LOCK);
    assertThat(price).isEqualTo(new Price(7_000, PriceGrade.PUBLISHED, "Table 1"));
  }

  @Test
  void warnsOfAPriceForAStepThatNobodyKnows() {
    assertThat(Conf.with("cost.mmio-raed=3").warnings())
        .containsExactly(
            "the price of mmio-raed counts only if a plugin takes a step of this name; did you mean"
                + " mmio-read?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | is 5; expected { cycles = 1500, grade = estimated, source = \"…\" }",
        "{ cycles = -1, grade = measured, source = x } | .cycles is -1; expected cycles from 0 to"
            + " 1000000000, with at most three decimals",
        "{ cycles = 0.0001, grade = measured, source = x } | .cycles is 0.0001; expected cycles"
            + " from 0 to 1000000000, with at most three decimals; the value is not a whole number"
            + " of thousandths of a cycle",
        "{ cycles = 2000000000, grade = measured, source = x } | .cycles is 2000000000; expected"
            + " cycles from 0 to 1000000000, with at most three decimals",
        "{ cycles = [1], grade = measured, source = x } | .cycles is the list [1]; expected cycles"
            + " from 0 to 1000000000, with at most three decimals",
        "{ cycles = 5us, grade = measured, source = x } | .cycles is \"5us\"; expected cycles from"
            + " 0 to 1000000000, with at most three decimals; the value has the unknown unit"
            + " \"us\"",
        "{ cycles = 1, grade = gussed, source = x } | .grade is \"gussed\"; expected one of"
            + " measured, published, estimated",
        "{ cycles = 1, grade = estimate, source = x } | .grade is \"estimate\"; expected one of"
            + " measured, published, estimated; did you mean estimated?",
        "{ cycles = 1, grade = measured } | lacks the key source",
        "{ cycles = 1, source = x } | lacks the key grade",
        "{ grade = measured, source = x } | lacks the key cycles",
        "{ cycles = 1, grade = measured, source = \" \" } | .source is blank; a price needs a"
            + " source",
        "{ cycles = 1, grade = measured, source = 3 } | .source is 3; expected text; put it in"
            + " double quotes if it is meant",
        "{ cycles = 1, grade = measured, sourc = x } | unknown key .sourc; did you mean source?",
      })
  void refusesPricesThatSayTooLittleOrTooMuch(String price, String complaint) {
    String path = "costs.mine.prices.lock";
    String message =
        complaint.startsWith("unknown key ")
            ? "unknown key " + path + complaint.substring("unknown key ".length())
            : path + (complaint.startsWith(".") ? "" : " ") + complaint;
    Conf.refused(folder, MINE.formatted("lock = " + price), "a.conf:4: " + message);
  }

  @Test
  void refusesANewNumberUnderAnOldSource() {
    String message =
        "costs.x460.prices.mmio-read has its cycles from here but its grade and source";
    assertThatThrownBy(() -> Conf.with("costs.x460.prices.mmio-read.cycles=7"))
        .hasMessageStartingWith("--set costs.x460.prices.mmio-read.cycles=7: " + message)
        .hasMessageEndingWith("; set all three, or set cost.mmio-read to ask what if");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "costs.mine={} | costs.mine lacks the key description",
        "costs.mine={description=x} | costs.mine lacks the key prices",
        "costs.mine={description=x,prices=3} | costs.mine.prices is 3; expected a group of keys:"
            + " costs.mine.prices { … }",
        "costs.x460.price={} | unknown key costs.x460.price; did you mean prices?",
        "costs.My={} | \"My\" is no name of a cost profile; expected lower-case letters and digits,"
            + " beginning with a letter, words joined by single hyphens",
        "cost.MMIO=3 | \"MMIO\" is no step id; expected lower-case letters and digits, beginning"
            + " with a letter, words joined by single hyphens",
        "cost.lock=-3 | cost.lock is \"-3\"; expected cycles from 0 to 1000000000, with at most"
            + " three decimals",
        "cost.lock={cycels=3} | unknown key cost.lock.cycels; did you mean cycles?",
        "cost=3 | cost is \"3\"; expected a group of keys: cost { … }",
      })
  void refusesProfilesThatAreNone(String override, String message) {
    Conf.refused(override, message);
  }
}
