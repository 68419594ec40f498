package dev.tollgate.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.Neighbours;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.safety.NeighbourRow;
import dev.tollgate.core.safety.NeighboursFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The combined trace of DMA and allocations: what lay beside buffers on the recorded machine, held
 * against a count of its lines, and what would have with the allocators simulated here.
 */
class JointReplayTest {

  private static final Path TRACE = Path.of("../examples/traces/rxkmem-strict.ftrace.gz");
  private static final Tollgate TOLLGATE = Tollgate.load();
  private static final Map<String, RunResult> RUNS = new HashMap<>();

  @BeforeAll
  static void run() {
    for (String allocator : ImmutableList.of("slab", "slob")) {
      RUNS.put(
          allocator,
          TOLLGATE.run(
              TOLLGATE
                  .configure(
                      TOLLGATE
                          .settings()
                          .withOverrides(
                              ImmutableList.of("workload.joint.trace=\"" + TRACE + "\"")))
                  .runSpec("lab", "calgary", "strict", allocator, "joint")));
    }
  }

  private static RunResult run(String allocator) {
    RunResult run = RUNS.get(allocator);
    assertThat(run).isNotNull();
    return run;
  }

  private static List<NeighbourRow> rows(RunResult run, String file) {
    String text = run.texts().get(file);
    assertThat(text).as(file).isNotNull();
    return Neighbours.parse(file, String.valueOf(text)).rows();
  }

  /** Lines of the trace, read without the product's readers. */
  private static final class Count {

    private static final Pattern LINE = Pattern.compile(" (\\d+)\\.(\\d{6}): (\\w+): (.*)");
    private static final Pattern MAP =
        Pattern.compile("iova=0x(\\w+) - 0x\\w+ paddr=0x(\\w+) size=(\\d+)");
    private static final Pattern UNMAP = Pattern.compile("iova=0x(\\w+) - ");
    private static final Pattern TAKEN =
        Pattern.compile("call_site=(\\S+) ptr=(\\w+) .*bytes_alloc=(\\d+)");
    private static final Pattern GIVEN = Pattern.compile("ptr=(\\w+)");
    private static final long DIRECT_MAP = 0xff11000000000000L;

    private record Item(long address, long bytes, String site, boolean kmalloc, int order) {}

    private record Buffer(long page, long end, Item object) {}

    private final TreeMap<Long, Item> items = new TreeMap<>();
    private final Map<String, Buffer> buffers = new HashMap<>();
    private final Map<String, Long> byteMicroseconds = new TreeMap<>();
    private int maps;
    private int ofObjects;
    private int order;
    private long last;

    Count() throws IOException {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(TRACE)), StandardCharsets.US_ASCII))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          Matcher match = LINE.matcher(line);
          if (match.find()) {
            long time = Long.parseLong(match.group(1)) * 1_000_000 + Long.parseLong(match.group(2));
            pass(time - last);
            last = time;
            read(match.group(3), match.group(4));
          }
        }
      }
    }

    private void pass(long span) {
      for (Buffer buffer : buffers.values()) {
        for (Item item : items.subMap(buffer.page - 65536, buffer.end).values()) {
          long bytes =
              Math.min(buffer.end, item.address + item.bytes) - Math.max(buffer.page, item.address);
          if (bytes > 0 && !item.equals(buffer.object)) {
            byteMicroseconds.merge(item.site, bytes * span, Long::sum);
          }
        }
      }
    }

    private void read(String event, String text) {
      switch (event) {
        case "kmalloc", "kmem_cache_alloc" -> {
          Matcher taken = matched(TAKEN, text);
          long address = Long.parseUnsignedLong(taken.group(2), 16) - DIRECT_MAP;
          long bytes = Long.parseLong(taken.group(3));
          items
              .subMap(address - 65536, address + bytes)
              .values()
              .removeIf(item -> item.address + item.bytes > address);
          items.put(
              address, new Item(address, bytes, taken.group(1), event.equals("kmalloc"), order++));
        }
        case "kfree", "kmem_cache_free" ->
            items.remove(Long.parseUnsignedLong(matched(GIVEN, text).group(1), 16) - DIRECT_MAP);
        case "map" -> map(matched(MAP, text));
        case "unmap" -> buffers.remove(matched(UNMAP, text).group(1));
        default -> {}
      }
    }

    private void map(Matcher map) {
      long page = Long.parseLong(map.group(2), 16);
      Item object = null;
      for (Item item : items.subMap(page, page + 4096).values()) {
        if (item.kmalloc && (object == null || item.order > object.order)) {
          object = item;
        }
      }
      maps++;
      if (object != null) {
        ofObjects++;
        buffers.put(map.group(1), new Buffer(page, page + Long.parseLong(map.group(3)), object));
      }
    }

    private static Matcher matched(Pattern pattern, String text) {
      Matcher match = pattern.matcher(text);
      assertThat(match.find()).as(text).isTrue();
      return match;
    }
  }

  @Test
  void whatLayBesideBuffersAsRecordedIsWhatTheTracesLinesSay() throws IOException {
    Count count = new Count();
    RunResult slab = run("slab");

    assertThat(slab.value("workload.maps")).isEqualTo(count.maps);
    assertThat(slab.value("workload.maps.of-objects")).isEqualTo(count.ofObjects).isEqualTo(198);
    Map<String, Long> reported = new TreeMap<>();
    for (NeighbourRow row : rows(slab, NeighboursFile.RECORDED)) {
      if (row.kind().equals("allocated")) {
        reported.merge(row.site(), row.reach(), Long::sum);
      }
    }
    assertThat(reported.keySet()).isEqualTo(count.byteMicroseconds.keySet()).isNotEmpty();
    count.byteMicroseconds.forEach(
        (site, expected) ->
            assertThat(reported.get(site)).as(site).isCloseTo(expected / 1000, offset(2L)));
  }

  @Test
  void theRecordedMachineIsTheSameWhateverAllocatorIsSimulated() {
    assertThat(rows(run("slob"), NeighboursFile.RECORDED))
        .isEqualTo(rows(run("slab"), NeighboursFile.RECORDED));
  }

  @Test
  void slabPutsPacketsBesideKmallocsOfTheirSizeAndSlobBesideAnything() {
    List<String> slab = new ArrayList<>();
    List<String> slob = new ArrayList<>();
    rows(run("slab"), NeighboursFile.NAME).forEach(row -> slab.add(row.source()));
    rows(run("slob"), NeighboursFile.NAME).forEach(row -> slob.add(row.source()));

    assertThat(slab)
        .contains("kmalloc")
        .allMatch(source -> source.isEmpty() || source.equals("kmalloc"));
    assertThat(slob).contains("kmalloc", "TCP", "sighand_cache");
    assertThat(run("slob").value("safety.neighbours.sites"))
        .isGreaterThan(run("slab").value("safety.neighbours.sites"));
  }

  @Test
  void linksOfSlobsFreelistsAreWithinReach() {
    assertThat(run("slob").value("safety.neighbours.links")).isPositive();
    assertThat(run("slob").value("safety.neighbours.links"))
        .isLessThan(run("slob").value("safety.neighbours.free"));
  }

  @Test
  void everyBufferIsMappedUnderBothAllocators() {
    for (String allocator : ImmutableList.of("slab", "slob")) {
      assertThat(run(allocator).value("workload.maps.failed")).isZero();
      assertThat(run(allocator).value("workload.unmaps.unmatched")).isZero();
      assertThat(run(allocator).value("workload.objects.failed")).isZero();
    }
  }
}
