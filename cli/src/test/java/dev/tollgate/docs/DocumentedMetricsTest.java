package dev.tollgate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.metric.Metric;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.settings.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/metrics.md and docs/safety.md define every figure that runs report and no other, with its
 * unit and the runs that have it.
 */
class DocumentedMetricsTest {

  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| ((?:`[a-z0-9.-]+`[ ,]*)+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");
  private static final Pattern NAME = Pattern.compile("`([a-z0-9.-]+)`");

  /** What the runs are called in the document. */
  private static final ImmutableSortedMap<String, Predicate<Run>> KINDS =
      ImmutableSortedMap.<String, Predicate<Run>>naturalOrder()
          .put("all", run -> true)
          .put("with DMA", run -> run.input != Input.NONE)
          .put("with an allocator", Run::allocates)
          .put("with DMA and an allocator", run -> run.input != Input.NONE && run.allocates())
          .put("with an IOMMU", run -> !run.iommu().equals(RunSpec.OFF))
          .put("calgary", run -> run.iommu().equals("calgary"))
          .put("dart", run -> run.iommu().equals("dart"))
          .put(
              "strict", policies("strict", "batched", "contiguous", "pooled", "bounce", "identity"))
          .put("bounce", policies("bounce"))
          .put("shadow", policies("shadow"))
          .put("contiguous", policies("contiguous"))
          .put("copying", policies("bounce", "shadow"))
          .put("deferred-queue", policies("deferred-queue"))
          .put("keeping", policies("cached", "never-free"))
          .put("under xen", Run::underXen)
          .put(
              "under xen, with an IOMMU", run -> run.underXen() && !run.iommu().equals(RunSpec.OFF))
          .put("dma-debug", run -> run.result.spec().dmaDebug())
          .put("replays", run -> run.input != Input.NONE && !run.streams())
          .put("streams", Run::streams)
          .put("streams that receive", Run::streams)
          .put("streams of requests", run -> run.input == Input.REQUESTS)
          .put("with an IOMMU, streams", run -> !run.iommu().equals(RunSpec.OFF) || run.streams())
          .put("calgary, streams", run -> run.iommu().equals("calgary") || run.streams())
          .put("kernel traces", run -> run.input == Input.KERNEL || run.input == Input.LOG)
          .put("plain traces", run -> run.input == Input.PLAIN)
          .put("traces with a log", run -> run.input == Input.LOG)
          .buildOrThrow();

  private static Predicate<Run> policies(String... names) {
    Set<String> all = Set.of(names);
    return run -> all.contains(run.result.spec().policy());
  }

  private enum Input {
    KERNEL,
    LOG,
    PLAIN,
    STREAM,
    REQUESTS,
    NONE
  }

  private record Run(Input input, RunResult result) {
    String iommu() {
      return result.spec().iommu();
    }

    boolean underXen() {
      return result.spec().environment().startsWith("xen-");
    }

    boolean allocates() {
      return !result.spec().allocator().equals(RunSpec.NONE);
    }

    boolean streams() {
      return input == Input.STREAM || input == Input.REQUESTS;
    }
  }

  private record Figure(String unit, String runs) {}

  private static final List<Run> RUNS = new ArrayList<>();
  private static final Map<String, Figure> DOCUMENTED = new TreeMap<>();

  @BeforeAll
  static void measure(@TempDir Path folder) throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "table 8192\nmap 1 2\nunmap 1\n");
    Path kernel =
        Files.writeString(
            folder.resolve("kernel"),
            """
            fio-1 [000] d..1. 10.000100: map: IOMMU: iova=0x00000000fffff000 - 0x0000000100000000 paddr=0x0000000001000000 size=4096
            fio-1 [000] d..1. 10.000200: unmap: IOMMU: iova=0x00000000fffff000 - 0x0000000100000000 size=4096 unmapped_size=4096
            """);
    Path traces = Path.of("..", "examples", "traces").toAbsolutePath().normalize();
    replay(Input.KERNEL, kernel);
    replay(Input.KERNEL, kernel, "run.dma-debug=true");
    replay(Input.PLAIN, plain);
    replay(Input.LOG, traces.resolve("rx16k-strict+device.ftrace.gz"));
    Configuration configuration = Combinations.TOLLGATE.configure(Combinations.TOLLGATE.settings());
    for (String allocator : Combinations.TOLLGATE.allocators().keySet()) {
      RunSpec spec = configuration.runSpec("lab", RunSpec.OFF, RunSpec.OFF, allocator, "hoard");
      RUNS.add(new Run(Input.NONE, Combinations.TOLLGATE.run(spec)));
    }
    stream(Input.STREAM, "TCP_STREAM");
    stream(Input.REQUESTS, "TCP_RR");
    Matcher rows = ROW.matcher(documents());
    while (rows.find()) {
      Matcher names = NAME.matcher(rows.group(1));
      while (names.find()) {
        Figure figure = new Figure(rows.group(2), rows.group(3));
        assertThat(DOCUMENTED.put(names.group(1), figure)).as(names.group(1) + " twice").isNull();
      }
    }
  }

  private static void replay(Input input, Path trace, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("workload.replay.trace=" + trace);
    for (RunResult result : Combinations.run("lab", "replay", all.toArray(String[]::new))) {
      RUNS.add(new Run(input, result));
    }
  }

  private static void stream(Input input, String test) {
    Configuration configuration =
        Combinations.TOLLGATE.configure(
            Combinations.TOLLGATE
                .settings()
                .withOverrides(
                    ImmutableList.of(
                        "workload.stream.test=" + test,
                        "workload.stream.duration=5ms",
                        "environment.xen-dom0.memory=128M")));
    for (String iommu : List.of(RunSpec.OFF, "calgary", "dart")) {
      String policy = iommu.equals(RunSpec.OFF) ? RunSpec.OFF : "native";
      for (String environment : List.of(RunSpec.BARE_METAL, "xen-dom0")) {
        RunSpec spec = configuration.runSpec("x460", environment, iommu, policy, "slab", "stream");
        RUNS.add(new Run(input, Combinations.TOLLGATE.run(spec)));
      }
    }
  }

  private static String documents() throws IOException {
    return Files.readString(DOCS.resolve("metrics.md"))
        + Files.readString(DOCS.resolve("safety.md"));
  }

  private static Map<String, Metric> metrics(Run run) {
    return run.result.metrics();
  }

  /** Figures of allocators and of the network are in their own documents. */
  private static boolean isDocumentedElsewhere(String name) {
    return name.startsWith("allocator.") || name.startsWith("nic.") || name.startsWith("link.");
  }

  private static Set<String> reported() {
    return RUNS.stream()
        .flatMap(run -> metrics(run).keySet().stream())
        .filter(name -> !isDocumentedElsewhere(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyFigureIsDocumentedAndNoOther() {
    assertThat(DOCUMENTED.keySet()).containsExactlyInAnyOrderElementsOf(reported());
  }

  @Test
  void unitsAreThoseReported() {
    for (Run run : RUNS) {
      metrics(run)
          .forEach(
              (name, metric) -> {
                Figure figure = DOCUMENTED.get(name);
                if (figure != null) {
                  assertThat(figure.unit).as(name).isEqualTo(metric.unit());
                }
              });
    }
  }

  @Test
  void unitsAreExplained() throws IOException {
    String results = Files.readString(DOCS.resolve("results.md"));
    String units = results.substring(results.indexOf("| unit | is |"));
    for (Figure figure : DOCUMENTED.values()) {
      assertThat(units.substring(0, units.indexOf("\n\n"))).contains("`" + figure.unit + "`");
    }
  }

  @Test
  void theRunsNamedHaveThemAndNoOthers() {
    DOCUMENTED.forEach(
        (name, figure) -> {
          Predicate<Run> kind = KINDS.get(figure.runs);
          assertThat(kind).as("runs of " + name + ": " + figure.runs).isNotNull();
          for (Run run : RUNS) {
            assertThat(metrics(run).containsKey(name))
                .as("%s, %s runs, in %s %s", name, figure.runs, run.input, run.result.spec())
                .isEqualTo(kind != null && kind.test(run));
          }
        });
  }

  @Test
  void histogramsAreDocumented() throws IOException {
    Set<String> names = new HashSet<>();
    RUNS.forEach(
        run -> run.result.distributions().stream().map(Distribution::name).forEach(names::add));
    names.removeIf(DocumentedMetricsTest::isDocumentedElsewhere);
    String document = documents();
    assertThat(names)
        .isNotEmpty()
        .allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
  }
}
