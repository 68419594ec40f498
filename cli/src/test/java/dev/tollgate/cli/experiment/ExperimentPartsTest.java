package dev.tollgate.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.PartRecord;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Experiments that are made of parts. */
class ExperimentPartsTest {

  private static final Tollgate TOLLGATE = Tollgate.load();

  private static final String TWO_PARTS =
      """
      use { machine = lab, workload = practice }
      vary { iommu = [off, calgary] }
      parts {
        wide {
          title = "Many buffers"
          use { policy = strict }
          vary { workload.practice.buffers = [1, 2] }
        }
        narrow {
          vary { policy = [strict, deferred] }
          workload.practice.buffers = 3
        }
      }
      """;

  private final Path folder;

  ExperimentPartsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void eachPartIsAGridOfItsOwnAndRunsAreNumberedThrough() throws IOException {
    Plan plan = plan(TWO_PARTS);
    assertThat(plan.runs().stream().map(PlannedRun::name))
        .containsExactly(
            "off, part = wide, buffers = 1",
            "off, part = wide, buffers = 2",
            "calgary/strict, part = wide, buffers = 1",
            "calgary/strict, part = wide, buffers = 2",
            "off, part = narrow",
            "calgary/strict, part = narrow",
            "calgary/deferred, part = narrow");
    assertThat(plan.runs().stream().map(PlannedRun::number)).containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(plan.axes()).containsExactly("part", "iommu", "workload.practice.buffers", "policy");
    assertThat(plan.parts())
        .containsExactly(
            new PartRecord("wide", "Many buffers"), new PartRecord("narrow", "narrow"));
  }

  @Test
  void aPartGoesBeforeWhatStandsOutsideAndTheCommandLineBeforeBoth() throws IOException {
    assertThat(buffers(plan(TWO_PARTS).runs().get(6))).isEqualTo(3);
    Plan plan = plan(TWO_PARTS, "workload.practice.buffers=4", "vary.iommu=[calgary]");
    assertThat(plan.runs()).hasSize(4);
    assertThat(buffers(plan.runs().get(3))).isEqualTo(4);
    assertThat(buffers(plan(TWO_PARTS, "parts.narrow.workload.practice.buffers=5").runs().get(6)))
        .isEqualTo(5);
  }

  @Test
  void aPartThatIsOffIsLeftOut() throws IOException {
    Plan plan = plan(TWO_PARTS, "parts.wide=off");
    assertThat(plan.runs().stream().map(PlannedRun::name))
        .containsExactly("off", "calgary/strict", "calgary/deferred");
    assertThat(plan.axes()).containsExactly("iommu", "policy");
    assertThat(plan.parts()).isEmpty();
  }

  @Test
  void partsMayHoldTheSameRun() throws IOException {
    Plan plan =
        plan(
            """
            use { machine = lab, workload = practice, iommu = calgary }
            parts { one { use.policy = strict }, two { vary.policy = [strict, deferred] } }
            """);
    assertThat(plan.runs().stream().map(PlannedRun::name))
        .containsExactly(
            "calgary/strict, part = one",
            "calgary/strict, part = two",
            "calgary/deferred, part = two");
  }

  @Test
  void claimsOfAPartLookAtItsRunsAndThoseOutsideAtAll() throws IOException {
    String claims =
        """
        parts.wide.claims.in-it {
          sentence = "s", value = dma.maps, above = 0
        }
        claims.across {
          sentence = "s"
          where { iommu = calgary, policy = strict }
          order { of = dma.maps, rising = [{ part = wide }, { part = narrow }] }
        }
        """;
    Plan plan = plan(TWO_PARTS + claims);
    assertThat(plan.claims().stream().map(claim -> claim.claim().id()))
        .containsExactly("across", "in-it");
    assertThat(plan(TWO_PARTS + claims, "parts.wide=off").claims().get(0).missing())
        .isEqualTo("part = wide was left out");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "parts = 1 | parts is 1; expected a group of experiments",
        "parts {} | parts is {}; expected a group of experiments",
        "parts { a = 1 } | parts.a is 1; expected an experiment, { vary { … } }, or off",
        "parts { a = off } | all parts are left out; nothing is to be run",
        "parts { A {} } | parts.A: a part's name is lower-case words joined by hyphens",
        "parts { a { parts { b {} } } } | parts.a.parts cannot be said in a part; move it out",
        "parts { a { vari { iommu = [off] } } } | unknown key vari; did you mean vary?",
        "parts { a { vary { iommu = [of] } } } | unknown IOMMU of; did you mean off?",
        "parts { a { claims { x { sentence = s, value = dma.maps, above = 0 } } }, b { claims { x {"
            + " sentence = s, value = dma.maps, above = 0 } } } } | there is another claim x at",
        "parts { a {}, b { claims { x { sentence = s, where { part = a }, value = dma.maps, above ="
            + " 0 } } } } | claims.x.where names a part; claims of a part look at its own runs",
        "table = 1 | table is 1; expected a list of columns",
        "table = [1] | a column of table is 1; expected a group of keys",
        "table = [{ title = a }] | column a of table shows nothing; expected one of value, share",
        "table = [{ titel = a }] | unknown key table.titel; did you mean title?",
        "table = [{ title = a, increase { of = dma.maps } }] | table.increase lacks the key from",
        "table = [{ title = a, increase { of = dma.maps, from { iomu = off } } }] | table.increase.from"
            + " names iomu, which is no axis",
      })
  void nonsenseIsRefusedWithItsPlace(String line, String complaint) {
    assertThatThrownBy(() -> plan("use { machine = lab, workload = practice }\n\n" + line))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(folder.resolve("experiment.conf") + ":3: ")
        .hasMessageContaining(complaint);
  }

  private static long buffers(PlannedRun run) {
    return run.spec().parametersOf("workload", "practice").integer("buffers");
  }

  private Plan plan(String text, String... overrides) throws IOException {
    Path file = Files.writeString(folder.resolve("experiment.conf"), text);
    return Planner.plan(
        TOLLGATE,
        new InputFiles(null),
        ExperimentFile.read(file, TOLLGATE.settings(), ImmutableList.copyOf(overrides)));
  }
}
