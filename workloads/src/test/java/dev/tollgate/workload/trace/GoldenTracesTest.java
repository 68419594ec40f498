package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One small file for each generation of kernel and tool, beside the events it must give. */
class GoldenTracesTest {

  private static final Pattern ADDRESS =
      Pattern.compile("(?<=(?:iova|physical|address|pointer)=)-?\\d+");
  private static final Pattern LIST = Pattern.compile("(?<=physicals=\\[)[^\\]]+");

  private final Path folder;

  GoldenTracesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trace-file-6.1",
        "trace-file-older",
        "trace-file-noirq",
        "trace-cmd",
        "perf-script",
        "dma-6.12",
        "dma-later",
        "kmem"
      })
  void givesTheEventsBesideIt(String name) throws IOException {
    try (KernelTraceReader reader = open(name)) {
      List<String> events = new ArrayList<>();
      while (reader.next()) {
        events.add(inHex(TraceEvent.copyOf(reader).toString()));
      }
      assertThat(events).containsExactlyElementsOf(resource(name + ".events").lines().toList());
      assertThat(reader.statistics().malformedEvents()).isZero();
      assertThat(reader.statistics().damage()).isNull();
    }
  }

  @Test
  void countsWhatIsNoEvent() throws IOException {
    try (KernelTraceReader reader = open("trace-file-6.1")) {
      while (reader.next()) {}
      ReadingStatistics seen = reader.statistics();
      assertThat(seen.lines()).isEqualTo(26);
      assertThat(seen.comments()).isEqualTo(13);
      assertThat(seen.events()).isEqualTo(8);
      assertThat(seen.foreignEvents()).isEqualTo(1);
      assertThat(seen.otherLines()).isEqualTo(2);
      assertThat(seen.lostEvents()).isEqualTo(1234);
      assertThat(seen.lossesOfUnknownSize()).isEqualTo(1);
      assertThat(seen.cpus()).containsExactly(0, 1, 2, 3);
      assertThat(seen.examples())
          .containsExactly(
              "line 25: no event:  => iommu_map",
              "line 26: no event:              fio-65      [000] d.h..     6.2993");
      NameTable names = reader.eventNames();
      int last = names.size() - 1;
      assertThat(names.name(last)).isEqualTo("block_rq_issue");
      assertThat(names.count(last)).isEqualTo(1);
      assertThat(names.name(0)).isEqualTo("map");
      assertThat(names.count(0)).isEqualTo(2);
    }
  }

  @Test
  void countsEventsThatTraceCmdSaysWereDropped() throws IOException {
    try (KernelTraceReader reader = open("trace-cmd")) {
      while (reader.next()) {}
      assertThat(reader.statistics().lostEvents()).isEqualTo(77);
      assertThat(reader.statistics().lossesOfUnknownSize()).isEqualTo(1);
      assertThat(reader.statistics().otherLines()).as("version and cpus").isEqualTo(2);
      assertThat(reader.statistics().foreignEvents()).isEqualTo(1);
    }
  }

  @Test
  void readsTaskAndProcessHoweverTheTaskIsNamed() throws IOException {
    assertThat(tasks("trace-file-6.1"))
        .containsExactly(
            "kworker/0:1 16",
            "<idle> 0",
            "Web Content 4711",
            "1.5: map: x 7",
            "[a] b - c 9999999",
            "modprobe 812",
            "modprobe 812",
            "modprobe 812");
    assertThat(tasks("trace-file-older"))
        .containsExactly("iperf3 1021", "<idle> 0", "iperf3 1021", "<idle> 0");
    assertThat(tasks("perf-script"))
        .containsExactly("iperf3 64", "swapper 0", "kworker/0:1H 1099", "dd 4242", "dd 4243");
  }

  @Test
  void namesTheGeneration() throws IOException {
    assertThat(generation("perf-script")).contains("perf script").contains("start and end");
    assertThat(generation("trace-file-older")).contains("older kernels");
  }

  private String generation(String name) throws IOException {
    try (KernelTraceReader reader = open(name)) {
      while (reader.next()) {}
      return reader.generation();
    }
  }

  private List<String> tasks(String name) throws IOException {
    try (KernelTraceReader reader = open(name)) {
      List<String> tasks = new ArrayList<>();
      while (reader.next()) {
        tasks.add(reader.task() + " " + reader.event().process());
      }
      return tasks;
    }
  }

  private KernelTraceReader open(String name) throws IOException {
    Path file = folder.resolve(name + ".trace");
    Files.writeString(file, resource(name + ".trace"));
    return (KernelTraceReader) TraceReader.open(file);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = GoldenTracesTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String inHex(String event) {
    String addresses = ADDRESS.matcher(event).replaceAll((MatchResult match) -> hex(match.group()));
    return LIST.matcher(addresses)
        .replaceAll(
            (MatchResult match) ->
                String.join(
                    ", ",
                    Pattern.compile(", ")
                        .splitAsStream(match.group())
                        .map(GoldenTracesTest::hex)
                        .toList()));
  }

  private static String hex(String decimal) {
    return decimal.equals("-1") ? decimal : "0x" + Long.toHexString(Long.parseLong(decimal));
  }
}
