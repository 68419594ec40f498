package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tollgate replay --allocator} over small traces, good and bad. */
class AllocationReplayCommandTest {

  private static final String TASK = "            init-1       [000] .....     ";

  private final Path folder;

  AllocationReplayCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path trace(String... lines) throws IOException {
    return Files.writeString(folder.resolve("trace"), String.join("\n", lines) + "\n");
  }

  private static String event(String time, String rest) {
    return TASK + time + ": " + rest;
  }

  private static String kmalloc(String time, String pointer, int requested, int allocated) {
    return event(
        time,
        "kmalloc: call_site=f+0x1/0x2 ptr=%s bytes_req=%d bytes_alloc=%d gfp_flags=GFP_KERNEL node=-1 accounted=false"
            .formatted(pointer, requested, allocated));
  }

  private static String cacheAlloc(
      String time, String site, String pointer, int requested, int allocated) {
    return event(
        time,
        "kmem_cache_alloc: call_site=%s ptr=%s bytes_req=%d bytes_alloc=%d gfp_flags=GFP_KERNEL node=-1 accounted=false"
            .formatted(site, pointer, requested, allocated));
  }

  private static String cacheFree(String time, String pointer, String name) {
    return event(
        time, "kmem_cache_free: call_site=g+0x1/0x2 ptr=%s name=%s".formatted(pointer, name));
  }

  private RunRecord replay(String allocator, String... options) {
    Path out = folder.resolve("out");
    String[] words = new String[options.length + 6];
    words[0] = "replay";
    words[1] = folder.resolve("trace").toString();
    words[2] = "--allocator";
    words[3] = allocator;
    words[4] = "--out";
    words[5] = out.toString();
    System.arraycopy(options, 0, words, 6, options.length);
    Shell shell = Shell.run(words);
    assertThat(shell.exitCode).as(shell.err).isZero();
    return ResultsFile.read(out).runs().get(0);
  }

  private static long figure(RunRecord run, String name) {
    return java.util.Objects.requireNonNull(run.metrics().get(name), name).value();
  }

  @Test
  void aCallSiteMayHaveACacheOfItsOwn() throws IOException {
    trace(
        kmalloc("1.000001", "00000000aaaa0001", 1000, 1024),
        kmalloc("1.000002", "00000000aaaa0002", 1032, 2048),
        kmalloc("1.000003", "00000000aaaa0003", 2000, 2048),
        event("1.000004", "kfree: call_site=g+0x1/0x2 ptr=00000000aaaa0002"));

    RunRecord run =
        replay(
            "slab",
            "--set",
            "workload.allocations.own-caches=\"f+0x1/0x2=1032\"",
            "--set",
            "workload.allocations.measure-line=2");

    assertThat(figure(run, "workload.own-caches")).isEqualTo(1);
    assertThat(figure(run, "workload.own-caches.objects")).as("2000 is too large").isEqualTo(2);
    assertThat(figure(run, "workload.sizes.equal")).isEqualTo(1);
    assertThat(figure(run, "workload.live")).isEqualTo(2);
    assertThat(figure(run, "workload.requested")).as("a whole object").isEqualTo(1032 + 2000);
    assertThat(figure(run, "workload.measured.events")).isEqualTo(2);
    assertThat(figure(run, "workload.measured.requested")).as("two objects").isEqualTo(2 * 1032);
    assertThat(figure(run, "workload.measured.slack")).isZero();
  }

  @Test
  void plainTracesHaveNoCallSitesToGiveCachesTo() throws IOException {
    trace("kmalloc 1 5");
    Shell shell =
        Shell.run(
            "replay",
            folder.resolve("trace").toString(),
            "--allocator=slab",
            "--set",
            "workload.allocations.own-caches=\"f=8\"");

    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains("own-caches needs call sites");
  }

  @ParameterizedTest
  @CsvSource({
    "'kmalloc 1 -5', 'SIZE is ''-5''; expected a decimal number of at least 0'",
    "'cache c -5 0 -', 'SIZE is ''-5''; expected a decimal number of at least 1'",
    "'kmalloc 1 999999999999', '999999999999 bytes are asked for; the machine has 268435456 bytes"
        + " of memory'",
    "'cache c 999999999999 0 -', '999999999999 bytes are asked for; the machine has 268435456 bytes"
        + " of memory'",
    "'kmalloc 1', '''kmalloc 1'' has too many or too few words; expected kmalloc ID SIZE'",
    "'kmaloc 1 5', 'unknown word ''kmaloc'''",
    "'kmalloc 7 8', 'object 7 is allocated, but one of this number is live'",
    "'kfree 8', 'object 8 is freed, but it is not live'",
    "'alloc foo 9', 'there is no cache foo yet'",
    "'cache bar 8 0 -', 'there is a cache bar already'",
    "'cache c 8 3 -', 'ALIGN is 3; expected 0 or a power of two'",
    "'cache c 8 0 RECLIAM', 'unknown flag RECLIAM; did you mean RECLAIM?'",
    "'map 1 1', '''map'' in a replay of allocations'",
  })
  void badLinesAreNamed(String line, String complaint) throws IOException {
    Path trace = trace("# comment", "cache bar 16 0 -", "kmalloc 7 100", line);

    Shell shell =
        Shell.run("replay", trace.toString(), "--machine", "oracle", "--allocator", "slab,slob");

    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains(trace + ":4: ").contains(complaint);
  }

  @ParameterizedTest
  @CsvSource({
    "--allocator slbo, 'unknown allocator slbo; did you mean slob?'",
    "--allocator slob --set allocator.slob.variant=6.2, 'allocator.slob.variant is \"6.2\";"
        + " expected one of'",
    "--allocator slab --set allocator.slab.varient=6.1, 'unknown key allocator.slab.varient; did"
        + " you mean variant?'",
    "--allocator slob --geometry g, 'this allocator cuts no slabs'",
    "'--allocator slab,slob --placements p', '--placements needs one trace and one --allocator'",
    "--allocator all --summary s, '--summary needs one trace and one --allocator'",
    "--summary s, '--summary needs an --allocator'",
    "--allocator slab --placements none/p, 'cannot write placements to none/p'",
    "--allocator slab --state-every 0, 'state-every'",
  })
  void badOptionsAreRefused(String options, String complaint) throws IOException {
    Path trace = trace("kmalloc 1 8");
    Shell shell = Shell.run(("replay " + trace + " " + options).split(" "));
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err).contains(complaint);
  }

  @Test
  void plainTraceHoldsNoDmaToReplayWithItsAllocations() throws IOException {
    Path trace = trace("kmalloc 1 8");
    Shell shell =
        Shell.run(
            "replay",
            trace.toString(),
            "--allocator",
            "slab",
            "--iommu",
            "calgary",
            "--policy",
            "strict");
    assertThat(shell.exitCode).isNotZero();
    assertThat(shell.out + shell.err)
        .contains("is no kernel trace; only these hold DMA and allocations together");
  }

  @Test
  void failedRequestIsNothingToFree() throws IOException {
    trace("kmalloc 1 5000000", "kfree 1", "kmalloc 1 8", "kfree 1");
    RunRecord run = replay("slob");
    assertThat(figure(run, "workload.failed")).isEqualTo(1);
    assertThat(figure(run, "workload.live")).isZero();
    assertThat(figure(run, "memory.held")).isZero();
  }

  @Test
  void cachesOfAKernelTraceAreInferred() throws IOException {
    trace(
        cacheAlloc("1.000001", "a+0x1/0x2", "ff11000000001000", 40, 40),
        cacheAlloc("1.000002", "a+0x1/0x2", "ff11000000001040", 40, 40),
        cacheFree("1.000003", "ff11000000001000", "forty"),
        cacheAlloc("1.000004", "b+0x1/0x2", "ff11000000001080", 40, 40),
        cacheAlloc("1.000005", "c+0x1/0x2", "ff11000000002000", 136, 192));

    RunRecord run = replay("slab");

    assertThat(figure(run, "workload.caches")).isEqualTo(2);
    assertThat(figure(run, "workload.caches.named")).isEqualTo(1);
    assertThat(figure(run, "workload.caches.by-site")).isEqualTo(1);
    assertThat(figure(run, "workload.caches.by-size")).isEqualTo(1);
    assertThat(figure(run, "workload.caches.not-named")).isEqualTo(1);
    assertThat(figure(run, "workload.caches.unknown")).isEqualTo(1);
    assertThat(figure(run, "workload.requested")).isEqualTo(40 + 40 + 136);
  }

  @Test
  void whatTheKernelTookIsComparedWithWhatIsTaken() throws IOException {
    trace(
        kmalloc("1.0", "0000000012345678", 65, 128),
        kmalloc("1.1", "0000000012345679", 65, 96),
        kmalloc("1.2", "000000001234567a", 20000, 32768));
    RunRecord slab = replay("slab");
    assertThat(figure(slab, "workload.sizes.equal")).isEqualTo(2);
    assertThat(figure(slab, "workload.sizes.unequal")).isEqualTo(1);
  }

  @Test
  void whatTheTraceDoesNotShowIsCountedNotFatal() throws IOException {
    trace(
        event("1.0", "kfree: call_site=f+0x1/0x2 ptr=ff11000000009000"),
        event("1.0", "kfree: call_site=f+0x1/0x2 ptr=          (null)"),
        kmalloc("1.1", "(null)", 65, 0),
        cacheFree("1.2", "ff11000000009040", "forty"),
        cacheAlloc("1.3", "a+0x1/0x2", "ff11000000001000", 40, 40),
        cacheAlloc("1.4", "a+0x1/0x2", "ff11000000001000", 40, 40),
        event(
            "1.5",
            "mm_page_alloc: page=0000000012345678 pfn=0x1234 order=1 migratetype=0"
                + " gfp_flags=GFP_KERNEL"),
        event("1.6", "mm_page_free: page=0000000012345678 pfn=0x1234 order=1"));

    RunRecord run = replay("slob");

    assertThat(figure(run, "workload.frees.unknown")).isEqualTo(2);
    assertThat(figure(run, "workload.frees.null")).isEqualTo(1);
    assertThat(figure(run, "workload.results.null")).isEqualTo(1);
    assertThat(figure(run, "workload.frees.untraced")).isEqualTo(1);
    assertThat(figure(run, "workload.live")).isEqualTo(1);
    assertThat(figure(run, "workload.page-events.pages-allocated")).isEqualTo(2);
    assertThat(figure(run, "workload.page-events.pages-freed")).isEqualTo(2);
  }

  @Test
  void duplicateLivePointersCanBeRefused() throws IOException {
    Path trace =
        trace(kmalloc("1.0", "ff11000000001000", 8, 32), kmalloc("1.1", "ff11000000001000", 8, 32));
    Shell shell =
        Shell.run(
            "replay",
            trace.toString(),
            "--allocator",
            "slab",
            "--set",
            "workload.allocations.untraced-frees=refuse");
    assertThat(shell.exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(shell.err)
        .contains(
            trace + ":2: object ff11000000001000 is allocated, but one of this number is live");
  }

  @Test
  void memoryThatRunsOutIsReportedAndTheResultsAreKept() throws IOException {
    trace("kmalloc 1 3000000", "kmalloc 2 8", "kmalloc 3 4000000", "kmalloc 4 16", "kfree 3");

    RunRecord run = replay("slob", "--machine", "oracle", "--set", "machine.frames=1200");

    assertThat(run.notes())
        .singleElement()
        .asString()
        .startsWith(
            "memory ran out at event 3, line 3, which asked for 4000000 bytes: 1025 pages held")
        .contains("3000008 bytes requested, 175 pages free; free blocks of order 0 to 10: ");
    assertThat(figure(run, "workload.failed")).isEqualTo(1);
    assertThat(figure(run, "workload.events")).isEqualTo(5);
    assertThat(figure(run, "workload.out-of-memory.event")).isEqualTo(3);
    assertThat(figure(run, "workload.out-of-memory.free-pages")).isEqualTo(175 * 4096);
    assertThat(figure(run, "workload.live")).isEqualTo(3);
  }

  @Test
  void whereMemoryGoesIsFollowedThroughTheRun() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int id = 0; id < 5000; id++) {
      lines.append("kmalloc ").append(id).append(' ').append(1 + id % 900).append('\n');
    }
    trace(lines.toString().stripTrailing());

    RunRecord run = replay("slab", "--set", "workload.allocations.samples=8");

    List<Long> events = series(run, "memory.events");
    assertThat(events).hasSizeBetween(8, 16).isSorted().startsWith(0L).endsWith(5000L);
    List<Long> held = series(run, "memory.held");
    assertThat(held).hasSameSizeAs(events).isSorted();
    assertThat(held.get(held.size() - 1)).isEqualTo(figure(run, "memory.held"));
    for (int i = 0; i < events.size(); i++) {
      long sum = 0;
      for (String part :
          List.of(
              "requested",
              "slack",
              "headers",
              "metadata",
              "alignment-holes",
              "free-objects",
              "tail-waste",
              "page-order-waste")) {
        sum += series(run, "memory." + part).get(i);
      }
      assertThat(sum).isEqualTo(held.get(i));
    }
    assertThat(series(run, "memory.unusable.order-10")).allMatch(part -> part >= 0 && part <= 1000);
    assertThat(run.series()).allMatch(series -> series.at().equals("memory.events"));
  }

  @Test
  void withoutSamplesThereAreNoCurves() throws IOException {
    trace("kmalloc 1 8");
    assertThat(replay("slab", "--set", "workload.allocations.samples=0").series()).isEmpty();
  }

  private static List<Long> series(RunRecord run, String name) {
    return run.series().stream()
        .filter(series -> series.name().equals(name))
        .findFirst()
        .orElseThrow()
        .values();
  }

  @Test
  void nodeVariantsAreReadLikeTheOthers() throws IOException {
    trace(
        event(
            "1.0",
            "kmalloc_node: call_site=ffffffff813c8fd6 ptr=ffff88005ee19a80 bytes_req=64"
                + " bytes_alloc=96 gfp_flags=GFP_KERNEL node=0"),
        event(
            "1.1",
            "kmem_cache_alloc_node: call_site=ffffffff813c8fd6 ptr=ffff88005ee19b80 bytes_req=64"
                + " bytes_alloc=64 gfp_flags=GFP_KERNEL node=0"));
    RunRecord run = replay("slab");
    assertThat(figure(run, "workload.kmallocs")).isEqualTo(1);
    assertThat(figure(run, "workload.cache-allocations")).isEqualTo(1);
  }
}
