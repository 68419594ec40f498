package dev.tollgate.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.run.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {

  private static final Tollgate TOLLGATE = Tollgate.load();
  private static final String USE = "use { machine = lab, workload = practice }\n";

  private final Path folder;

  PlannerTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void firstAxisVariesSlowest() throws IOException {
    assertThat(
            names(
                USE
                    + """
                    vary {
                      workload.practice.buffers = [1, 2]
                      iommu = [calgary]
                      policy = [strict, deferred]
                    }
                    """))
        .containsExactly(
            "calgary/strict, buffers = 1",
            "calgary/deferred, buffers = 1",
            "calgary/strict, buffers = 2",
            "calgary/deferred, buffers = 2");
  }

  @Test
  void exceptionsAreNotRun() throws IOException {
    assertThat(
            names(
                USE
                    + """
                    vary {
                      workload.practice.buffers = [1, 2, 3]
                      iommu = [off, calgary]
                      policy = [strict, deferred]
                    }
                    except = [
                      { workload.practice.buffers = [1, 3], iommu = calgary }
                      { iommu = calgary, policy = deferred }
                    ]
                    """))
        .containsExactly(
            "off, buffers = 1",
            "off, buffers = 2",
            "calgary/strict, buffers = 2",
            "off, buffers = 3");
  }

  @ParameterizedTest
  @CsvSource({
    "'except = 1', 'except is 1; expected a list of combinations'",
    "'except = [off]', 'an element of except is \"off\"; expected a list of combinations'",
    "'except = [{}]', 'expected a list of combinations'",
    "'except = [{ iomu = off }]', 'except names iomu, which is no axis of this experiment; did you"
        + " mean iommu?'",
    "'except = [{ iommu = clgary }]', 'except: iommu is never clgary; did you mean calgary?'",
  })
  void exceptionsThatMakeNoSenseAreRefused(String line, String complaint) {
    assertThatThrownBy(() -> plan(USE + "vary { iommu = [off, calgary] }\n" + line))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(":3: ")
        .hasMessageContaining(complaint);
  }

  @Test
  void offIsRunOnceHoweverItIsAskedFor() throws IOException {
    assertThat(names(USE + "vary { iommu = [off, calgary], policy = [off, strict, deferred] }"))
        .containsExactly("off", "calgary/strict", "calgary/deferred");
    assertThat(names(USE + "vary { iommu = [calgary, off], policy = [strict] }"))
        .containsExactly("calgary/strict", "off");
    assertThat(names(USE + "vary { iommu = [calgary], policy = [strict, off] }"))
        .containsExactly("calgary/strict", "off");
    assertThat(names(USE + "use { iommu = off, policy = strict }")).containsExactly("off");
  }

  @Test
  void offIsRunOnceForEachOtherCoordinate() throws IOException {
    Plan plan =
        plan(
            USE
                + "vary { workload.practice.buffers = [1, 2], iommu = [off, calgary], policy ="
                + " [off, strict] }");
    assertThat(plan.runs().stream().map(PlannedRun::name))
        .containsExactly(
            "off, buffers = 1",
            "calgary/strict, buffers = 1",
            "off, buffers = 2",
            "calgary/strict, buffers = 2");
    assertThat(plan.runs().get(0).coordinates())
        .isEqualTo(
            ImmutableMap.of("workload.practice.buffers", "1", "iommu", "off", "policy", "off"));
    assertThat(plan.runs().stream().map(PlannedRun::number)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void settingsOfPartsThatARunDoesNotHaveDoNotMultiplyIt() throws IOException {
    Plan plan =
        plan(
            USE
                + "vary { iommu = [off, calgary], iommu.calgary.table = [64K, 128K, 256K] }"
                    .replace("iommu.calgary.table", "\"iommu.calgary.table\"")
                + "\nuse.policy = strict");
    assertThat(plan.runs().stream().map(PlannedRun::name))
        .containsExactly(
            "off",
            "calgary/strict, table = 64K",
            "calgary/strict, table = 128K",
            "calgary/strict, table = 256K");
    assertThat(plan.runs().get(0).coordinates()).isEqualTo(ImmutableMap.of("iommu", "off"));
    assertThat(plan.runs().get(2).spec().parametersOf("iommu", "calgary").bytes("table"))
        .isEqualTo(131072);
  }

  @Test
  void allocatorsAreAnAxisOfWorkloadsThatAllocate() throws IOException {
    Plan plan = plan("use { machine = lab, workload = hoard }\nvary { allocator = [slab, slob] }");
    assertThat(plan.runs().stream().map(PlannedRun::name)).containsExactly("slab", "slob");
    assertThat(plan.axes()).containsExactly("allocator");
    assertThat(plan.runs().get(1).coordinates()).isEqualTo(ImmutableMap.of("allocator", "slob"));
    assertThat(plan.runs().get(1).spec().parameters()).containsKey("allocator.slob");
    assertThat(plan.runs().get(1).spec().iommu()).isEqualTo(RunSpec.OFF);
    assertThat(plan.notApplicable()).isEmpty();
  }

  @Test
  void allAllocatorsAreTriedWhereNoneIsNamed() throws IOException {
    List<String> all = List.copyOf(TOLLGATE.allocators().keySet());
    assertThat(names("use { machine = lab, workload = hoard }")).isEqualTo(all);
    assertThat(names("use { machine = lab, workload = hoard }\nvary { allocator = all }"))
        .isEqualTo(all);
  }

  @Test
  void workloadsOfBothKindsGetThePartsThatSuitThem() throws IOException {
    Plan plan =
        plan(
            """
            use { machine = lab, policy = strict }
            vary { workload = [practice, hoard], iommu = [off, calgary], allocator = [none, slob] }
            """);
    assertThat(plan.runs().stream().map(PlannedRun::name))
        .containsExactly(
            "off, workload = practice",
            "calgary/strict, workload = practice",
            "slob, workload = hoard");
    assertThat(plan.runs().get(0).coordinates())
        .isEqualTo(ImmutableMap.of("workload", "practice", "iommu", "off"));
    assertThat(plan.runs().get(2).coordinates())
        .isEqualTo(ImmutableMap.of("workload", "hoard", "allocator", "slob"));
    assertThat(plan.axes()).containsExactly("workload", "iommu", "allocator");
    assertThat(plan.notApplicable()).isEmpty();
  }

  @Test
  void allocatorsAreNoAxisWhereNothingIsAllocated() throws IOException {
    assertThat(plan(USE).axes()).containsExactly("iommu", "policy");
    assertThat(plan(USE).runs()).allMatch(run -> run.spec().allocator().equals(RunSpec.NONE));
  }

  @ParameterizedTest
  @CsvSource({
    "'use { workload = hoard, iommu = calgary, policy = strict, allocator = slab }', 'slab +"
        + " calgary/strict', 'workload hoard makes no DMA that an IOMMU could translate'",
    "'use { workload = hoard, allocator = none }', off, 'workload hoard needs an allocator'",
    "'use { workload = practice, iommu = off, allocator = slab }', slab, 'workload practice"
        + " allocates no memory of the kernel'",
  })
  void partsThatTheWorkloadHasNoUseForAreListedWithTheReason(
      String use, String combination, String reason) throws IOException {
    Plan plan = plan("use.machine = lab\n" + use);
    assertThat(plan.runs()).isEmpty();
    assertThat(plan.notApplicable())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.combination()).isEqualTo(combination);
              assertThat(gap.reason()).isEqualTo(reason);
            });
  }

  @Test
  void settingsOfOtherAllocatorsDoNotMultiplyARun() throws IOException {
    assertThat(
            names(
                """
                use { machine = lab, workload = hoard }
                vary { allocator = [slab, slob], "allocator.slob.variant" = ["6.1", "2.6.25"] }
                """))
        .containsExactly("slab", "slob, variant = 6.1", "slob, variant = 2.6.25");
  }

  @Test
  void pricesAreAnAxisLikeAnyOther() throws IOException {
    Plan plan =
        plan(
            USE + "use { iommu = calgary, policy = strict }\nvary { cost.mmio-read = [100, 200] }");
    assertThat(plan.runs()).hasSize(2);
    assertThat(plan.runs().get(1).spec().prices().price(Steps.MMIO_READ).milliCycles())
        .isEqualTo(200_000);
  }

  @Test
  void whatIsNotNamedMeansAllThereIs() throws IOException {
    List<String> all = names(USE);
    assertThat(all).startsWith("off").contains("calgary/strict", "calgary/native");
    assertThat(all).doesNotHaveDuplicates();
    assertThat(names(USE + "vary { iommu = all, policy = all }")).isEqualTo(all);
    assertThat(names(USE + "vary { iommu = [all], policy = all }")).isEqualTo(all);
  }

  @Test
  void repetitionsHaveSeedsThatFollowEachOther() throws IOException {
    Plan plan = plan(USE + "use { iommu = off, policy = off }\nrepeat = 3\nrun.seed = 40");
    assertThat(plan.runs().stream().map(run -> run.spec().seed())).containsExactly(40L, 41L, 42L);
    assertThat(plan.runs().get(2).coordinates()).isEqualTo(ImmutableMap.of("repeat", "3"));
    assertThat(plan.axes()).containsExactly("repeat");
  }

  @Test
  void axesWithOneValueAreNoCoordinates() throws IOException {
    Plan plan = plan(USE + "vary { iommu = [calgary], policy = [strict, native] }");
    assertThat(plan.axes()).containsExactly("policy");
    assertThat(plan.runs().get(0).coordinates()).isEqualTo(ImmutableMap.of("policy", "strict"));
  }

  @ParameterizedTest
  @CsvSource({
    "'vary { iommu = [off, calgry] }', 'unknown IOMMU calgry; did you mean calgary?'",
    "'vary { policy = [strikt] }', 'unknown policy strikt; did you mean strict?'",
    "'vary { allocator = [slabb] }', 'unknown allocator slabb; did you mean slab?'",
    "'use.machine = lob', 'unknown machine lob; did you mean lab?'",
    "'vary { iomu = [off] }', 'unknown key iomu; did you mean iommu?'",
    "'vary { iommu.calgary.tabel = [64K] }', 'unknown key iommu.calgary.tabel; did you mean"
        + " table?'",
    "'vary { iommu.calgary.table = [64K, 65K] }', 'iommu.calgary.table is \"65K\"'",
    "'iommu.calgary.tabel = 64K', 'unknown key iommu.calgary.tabel; did you mean table?'",
    "'varry { iommu = [off] }', 'unknown key varry; did you mean vary?'",
    "'vary { title = [a, b] }', 'title cannot be varied'",
    "'vary { machine = [lab] }', 'machine is varied here but fixed at '",
  })
  void nonsenseIsRefusedWithItsPlace(String line, String complaint) {
    assertThatThrownBy(() -> plan("use { machine = lab, workload = practice }\n" + line))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(folder.resolve("experiment.conf") + ":2: ")
        .hasMessageContaining(complaint);
  }

  @Test
  void machineAndWorkloadMustBeNamed() {
    assertThatThrownBy(() -> plan("use { workload = practice }"))
        .hasMessageContaining(
            "nothing says which machine to use; add use { machine = … }, with one of ")
        .hasMessageContaining("lab");
    assertThatThrownBy(() -> plan("use { machine = lab }"))
        .hasMessageContaining("nothing says which workload to use")
        .hasMessageContaining("practice");
  }

  @Test
  void machinesOfTheExperimentsOwnCanBeUsed() throws IOException {
    Plan plan =
        plan(
            """
            use { machine = mine, workload = practice, iommu = off, policy = off }
            machines.mine = ${machines.lab} { cpus = 4 }
            """);
    assertThat(plan.runs().get(0).spec().machine().cpus()).isEqualTo(4);
  }

  @Test
  void filesAreLookedForBesideTheExperimentThenInTheHome(@TempDir Path home) throws IOException {
    String text = USE + "use { iommu = off, policy = off }\nworkload.practice.input = \"a/b.txt\"";
    Path atHome = write(home.resolve("a/b.txt"));
    assertThat(input(plan(text, home))).isEqualTo(atHome.toString());
    Path beside = write(folder.resolve("a/b.txt"));
    PlannedRun run = plan(text, home).runs().get(0);
    assertThat(run.spec().parametersOf("workload", "practice").text("input"))
        .isEqualTo(beside.toString());
    assertThat(run.asWritten()).isEqualTo(ImmutableMap.of("workload.practice.input", "a/b.txt"));
  }

  @Test
  void filesThatVaryAreFoundLikeOthers() throws IOException {
    write(folder.resolve("one.txt"));
    write(folder.resolve("two.txt"));
    Plan plan =
        plan(
            USE
                + "use { iommu = off, policy = off }\n"
                + "vary { workload.practice.input = [one.txt, two.txt] }");
    assertThat(plan.runs().get(1).coordinates())
        .isEqualTo(ImmutableMap.of("workload.practice.input", "two.txt"));
    assertThat(plan.runs().get(1).spec().parametersOf("workload", "practice").text("input"))
        .isEqualTo(folder.resolve("two.txt").toString());
  }

  @Test
  void missingFileIsNamedWithItsPlaceAndWhereItWasLookedFor() {
    assertThatThrownBy(() -> plan(USE + "\nworkload.practice.input = \"none.txt\""))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "%s:3: workload.practice.input is none.txt: no such file; looked for %s"
                .formatted(folder.resolve("experiment.conf"), folder.resolve("none.txt")));
  }

  @Test
  void folderInPlaceOfAFileIsRefused() {
    assertThatThrownBy(() -> plan(USE + "\nworkload.practice.input = \".\""))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(":3: workload.practice.input is .: a directory; expected a file");
  }

  @Test
  void whatMakesNoSenseIsListedWithTheReason() throws IOException {
    Plan plan = plan(USE + "vary { iommu = all, policy = all }");
    // Whatever plugins are there: each combination of IOMMU and policy is either run or explained.
    long combinations = 1L + (long) TOLLGATE.iommus().size() * (TOLLGATE.policies().size() - 1);
    assertThat(plan.runs().size() + plan.notApplicable().size()).isEqualTo((int) combinations);
    assertThat(plan.notApplicable()).allMatch(gap -> !gap.reason().isBlank());
    assertThat(plan.notApplicable()).noneMatch(gap -> gap.iommu().equals(RunSpec.OFF));
  }

  private List<String> names(String text) throws IOException {
    return plan(text).runs().stream().map(PlannedRun::name).toList();
  }

  private static String input(Plan plan) {
    return plan.runs().get(0).spec().parametersOf("workload", "practice").text("input");
  }

  private static Path write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "");
  }

  private Plan plan(String text) throws IOException {
    return plan(text, null);
  }

  private Plan plan(String text, @org.jspecify.annotations.Nullable Path home) throws IOException {
    Path file = Files.writeString(folder.resolve("experiment.conf"), text);
    return Planner.plan(
        TOLLGATE,
        new InputFiles(home),
        ExperimentFile.read(file, TOLLGATE.settings(), ImmutableList.of()));
  }
}
