package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.trace.JoinedReader.Side;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceLogTest {

  private static final String EXAMPLE = "rx16k-strict+device.ftrace.gz";
  private static final double WALL = 1_700_000_000;

  private final Path folder;

  DeviceLogTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void explainsEveryLineOfARealLog() {
    DeviceLog joined = align(TraceFiles.example(EXAMPLE));
    JoinReport report = joined.report();
    assertThat(report.domains()).containsExactly(6);
    assertThat(report.anchors()).isEqualTo(1);
    assertThat(report.uncertaintyNanos()).isLessThanOrEqualTo(6_000);
    assertThat(report.accesses()).isEqualTo(25_927);
    assertThat(report.hits()).isEqualTo(18_004);
    assertThat(report.inMapping()).isEqualTo(7_638);
    assertThat(report.mappedBefore()).isEqualTo(25_927 - 7_638);
    assertThat(report.elsewhere()).isZero();
    assertThat(report.afterUnmap()).isZero();
    assertThat(report.invalidations()).isEqualTo(5_954);
    assertThat(report.paired()).isEqualTo(5_954);
    assertThat(report.unmapsWithout()).as("the last one is invalidated too late").isEqualTo(1);
    assertThat(report.delayNanos().get(0)).isZero();
    assertThat(report.delayNanos().get(1)).isLessThanOrEqualTo(1_000);
    assertThat(report.toText()).containsPattern("paired with an unmap +5954\n");
  }

  @ParameterizedTest
  @EnabledIf("dev.tollgate.workload.trace.TraceFiles#hasShared")
  @CsvSource({
    "nvme-randread4k-strict+device.ftrace.gz, 6144, 6143, 0, 14",
    "rx16k-lazy+device.ftrace.gz, 11642, 0, 61, 29",
  })
  void explainsTheOtherLogs(
      String name, long inMapping, long paired, long whole, long uncertaintyMicros) {
    JoinReport report = align(TraceFiles.shared("traces").resolve(name)).report();
    assertThat(report.inMapping()).isEqualTo(inMapping);
    assertThat(report.elsewhere() + report.afterUnmap()).isZero();
    assertThat(report.invalidations()).isEqualTo(paired);
    assertThat(report.paired()).isEqualTo(paired);
    assertThat(report.wholeInvalidations()).isEqualTo(whole);
    assertThat(report.uncertaintyNanos()).isEqualTo(1000 * uncertaintyMicros);
  }

  @Test
  void deliversBothInOneOrder() {
    DeviceLog joined = align(TraceFiles.example(EXAMPLE));
    LiveMappings live = new LiveMappings();
    long[] unmatched = new long[2];
    AreaWalk walk =
        new AreaWalk(
            EventFamily.IOMMU,
            new AreaSink() {
              @Override
              public void mapped(KernelEvent event, long address, long physical, long bytes) {
                unmatched[0] += live.map(0, address, bytes) ? 0 : 1;
              }

              @Override
              public void unmapped(KernelEvent event, long address, long bytes) {
                boolean matched = live.unmap(0, address, bytes) == LiveMappings.Match.MATCHED;
                unmatched[1] += matched ? 0 : 1;
              }
            });
    long accesses = 0;
    long invalidations = 0;
    long last = Long.MIN_VALUE;
    Side lastSide = Side.MAPPED_BEFORE;
    try (JoinedReader reader = joined.open()) {
      while (reader.next()) {
        assertThat(reader.nanos()).isGreaterThanOrEqualTo(last);
        last = reader.nanos();
        switch (reader.side()) {
          case MAPPED_BEFORE -> {
            assertThat(lastSide).isEqualTo(Side.MAPPED_BEFORE);
            MappedBefore before = reader.mappedBefore();
            live.map(0, before.address(), before.bytes());
          }
          case KERNEL -> walk.walk(reader.kernelEvent());
          case UNIT -> {
            accesses += reader.unitEvent().kind().isAccess() ? 1 : 0;
            invalidations += reader.unitEvent().kind().isAccess() ? 0 : 1;
          }
        }
        lastSide = reader.side();
      }
      assertThat(reader.trace().statistics().events()).isEqualTo(11_910);
    }
    assertThat(accesses).isEqualTo(25_927);
    assertThat(invalidations).isEqualTo(5_954);
    assertThat(unmatched).as("the log names what was mapped before").containsExactly(0, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 40, -40, 200})
  void findsAClockHoweverItDrifts(int partsPerMillion) {
    Pair pair = pair(8_000, partsPerMillion, new Random(partsPerMillion));
    DeviceLog joined = DeviceLog.align(pair.trace, pair.log);
    JoinReport report = joined.report();
    assertThat(report.inMapping()).isGreaterThan(report.accesses() * 995 / 1000);
    assertThat(report.paired()).isGreaterThan(report.invalidations() * 995 / 1000);
    assertThat(report.anchors() == 1).isEqualTo(partsPerMillion == 0);
    for (double seconds = 100.3; seconds < 103; seconds += 0.3) {
      double wall = WALL + seconds * (1 + partsPerMillion * 1e-6);
      long found = joined.clock().toTrace(1000 * (long) (wall * 1e6));
      assertThat(found).isBetween((long) (seconds * 1e9) - 60_000, (long) (seconds * 1e9) + 60_000);
    }
  }

  @Test
  void takesTheDomainsThatFitAndNoOthers() {
    Pair pair = pair(3000, 0, new Random(1));
    JoinReport report = DeviceLog.align(pair.trace, pair.log).report();
    assertThat(report.domains()).containsExactly(9);
    assertThat(report.foreign()).isGreaterThan(1000);
  }

  @Test
  void refusesALogOfAnotherRun() {
    Path trace = TraceFiles.example("nvme-randread4k-strict.ftrace.gz");
    Path log = TraceFiles.example("rx16k-strict+device.vtd.gz");
    assertThatThrownBy(() -> DeviceLog.align(trace, log))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(log + ": does not fit " + trace);
  }

  @Test
  void refusesFilesThatAreNotATraceAndALog() {
    Path trace = TraceFiles.example("tx16k-strict.ftrace.gz");
    Path log = TraceFiles.example("rx16k-strict+device.vtd.gz");
    assertThatThrownBy(() -> DeviceLog.align(trace, trace))
        .isInstanceOf(BadInputException.class)
        .hasMessage(trace + ": is not an IOMMU unit log but: kernel trace text");
    assertThatThrownBy(() -> DeviceLog.align(log, log))
        .hasMessage(log + ": is not kernel trace text but: IOMMU unit log");
  }

  @Test
  void findsTheLogBesideATrace() {
    assertThat(DeviceLog.beside(TraceFiles.example(EXAMPLE)))
        .isEqualTo(TraceFiles.example("rx16k-strict+device.vtd.gz"));
    assertThat(DeviceLog.beside(TraceFiles.example("tx16k-strict.ftrace.gz"))).isNull();
    assertThat(DeviceLog.beside(Path.of("else.txt"))).isNull();
  }

  private static DeviceLog align(Path trace) {
    Path log = DeviceLog.beside(trace);
    return DeviceLog.align(trace, Objects.requireNonNull(log));
  }

  private record Pair(Path trace, Path log) {}

  private record Line(double time, String text) {}

  /** Makes up a run: mappings one after the other, each touched once, then invalidated. */
  private Pair pair(int mappings, int partsPerMillion, Random random) {
    List<Line> trace = new ArrayList<>();
    List<Line> log = new ArrayList<>();
    double now = 100;
    double[] freeAt = new double[64];
    for (int i = 0; i < mappings; i++) {
      int slot = random.nextInt(64);
      now += 0.0003 + random.nextInt(300) * 1e-6;
      double mapped = Math.max(now, freeAt[slot]);
      double touched = mapped + (20 + random.nextInt(2000)) * 1e-6;
      double unmapped = touched + (30 + random.nextInt(900)) * 1e-6;
      double forgotten = unmapped + (2 + random.nextInt(9)) * 1e-6;
      freeAt[slot] = forgotten + 50e-6;
      long page = 0xfff00000L + 4096L * slot;
      long frame = 4096L * (1000 + random.nextInt(200));
      trace.add(new Line(mapped, TraceFiles.map(mapped, page, frame, 4096)));
      trace.add(new Line(unmapped, TraceFiles.unmap(unmapped, page, 4096)));
      log.add(wall(touched, partsPerMillion, fill(0x20, page, frame, 9)));
      log.add(wall(touched + 1e-6, partsPerMillion, fill(0x30, page, frame + 4096000, 3)));
      log.add(
          wall(
              forgotten,
              partsPerMillion,
              String.format(
                  "vtd_inv_desc_iotlb_pages iotlb invalidate domain 0x9 addr 0x%x mask 0x0",
                  page)));
    }
    return new Pair(write("made-up.ftrace", trace), write("made-up.vtd", log));
  }

  private static String fill(int source, long page, long frame, int domain) {
    return String.format(
        "vtd_iotlb_page_update IOTLB page update sid 0x%x iova 0x%x slpte 0x%x domain 0x%x",
        source, page + 64, frame + 3, domain);
  }

  private static Line wall(double seconds, int partsPerMillion, String event) {
    double wall = WALL + seconds * (1 + partsPerMillion * 1e-6);
    return new Line(wall, String.format(Locale.ROOT, "7@%.6f:%s\n", wall, event));
  }

  private Path write(String name, List<Line> lines) {
    StringBuilder text = new StringBuilder();
    lines.stream()
        .sorted(Comparator.comparingDouble(Line::time))
        .forEach(line -> text.append(line.text()));
    return TraceFiles.write(folder, name, text.toString());
  }
}
