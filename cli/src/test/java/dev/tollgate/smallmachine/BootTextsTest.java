package dev.tollgate.smallmachine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.PagesDecoder;
import dev.tollgate.cli.results.PagesDecoder.Cell;
import dev.tollgate.cli.results.PagesDecoder.Moment;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunResult;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a boot leaves as files: pictures of memory, /proc/meminfo, who took boot memory. */
class BootTextsTest {

  private static final Tollgate TOLLGATE = Tollgate.load();

  private static RunResult boot(String allocator, String... settings) {
    return TOLLGATE.run(
        TOLLGATE
            .configure(
                TOLLGATE
                    .settings()
                    .withOverrides(
                        ImmutableList.<String>builder()
                            .add("allocator.slob.variant=2.6.5", "allocator.slab.variant=2.6.5")
                            .add(settings)
                            .build()))
            .runSpec("tiny2m", "off", "off", allocator, "boot"));
  }

  private static String text(RunResult result, String name) {
    return Objects.requireNonNull(result.texts().get(name), name);
  }

  private static long ram(RunResult result, String... parts) {
    long sum = 0;
    for (String part : parts) {
      sum += result.value("workload.boot.ram." + part);
    }
    return sum;
  }

  private static long bytes(Moment moment, String kind) {
    return moment.cells().values().stream().filter(cell -> cell.kind().equals(kind)).count() << 12;
  }

  /** Boots that succeed, and that fail half-way, when the picture is of the moment of failure. */
  @ParameterizedTest
  @ValueSource(strings = {"off", "backing-store", "full"})
  void thePictureAtTheEndHasEveryPartOfRam(String sysfs) {
    for (String allocator : List.of("slab", "slob")) {
      RunResult result = boot(allocator, "workload.boot.sysfs=" + sysfs);
      List<Moment> moments = PagesDecoder.moments(text(result, "pages.json"));
      Moment end = moments.get(moments.size() - 1);
      assertThat(bytes(end, "programs"))
          .isEqualTo(ram(result, "files", "buffers", "anonymous", "user-page-tables"));
      assertThat(bytes(end, "kernel's own")).isEqualTo(ram(result, "kernel-pages"));
      assertThat(end.held() << 12).isEqualTo(ram(result, "allocator"));
      assertThat(end.cells().values().stream().filter(Cell::isAllocators).count())
          .isEqualTo(end.held());
      assertThat(bytes(end, "reserved"))
          .isEqualTo(
              ram(
                  result,
                  "hole",
                  "bios-data",
                  "kernel",
                  "page-tables",
                  "frame-descriptors",
                  "boot-memory"));
      assertThat((2 << 20) - ((long) end.cells().size() << 12)).isEqualTo(ram(result, "free"));
    }
  }

  @Test
  void thereIsAPictureAfterEachRowFromBootMemoryOn() {
    List<Moment> moments = PagesDecoder.moments(text(boot("slob"), "pages.json"));
    assertThat(moments.get(0).event()).isZero();
    assertThat(moments.get(0).held()).isZero();
    assertThat(moments.get(0).cells().values())
        .extracting(Cell::source)
        .contains("kernel", "mem_map", "display and BIOS", "bootmem_bitmap");
    assertThat(moments).extracting(Moment::event).startsWith(0L, 1L, 2L, 3L, 4L);
    assertThat(moments.get(moments.size() - 1).cells().values())
        .extracting(Cell::source)
        .contains("kernel", "mapped files", "dentry_hash")
        .doesNotContain("bootmem_bitmap");
    assertThat(boot("slob", "workload.boot.pictures=0").texts()).doesNotContainKey("pages.json");
  }

  @Test
  void aMachineTooSmallForTheKernelLeavesNoPictures() {
    assertThat(boot("slob", "machine.ram=1M").texts()).isEmpty();
  }

  @Test
  void meminfoHasTheLinesOfTheWholeMachine() {
    RunResult result = boot("slob", "workload.boot.image-expansion=1790");
    assertThat(text(result, "meminfo-2.6"))
        .contains("MemTotal:          980 kB\nMemFree:           300 kB\n")
        .contains("Cached:            296 kB\n")
        .contains("VmallocTotal:  1032172 kB\n");
  }

  @Test
  void theAuditListOfBootMemoryIsLeft() {
    List<String> lines = text(boot("slob"), "bootmem").lines().toList();
    assertThat(lines.get(0)).matches("00100000 +[0-9]+ kernel");
    assertThat(lines).contains("00000000       4096 bios_data", "00002000      20480 mem_map");
  }

  @Test
  void callersAreKnownToTheAccount() {
    RunResult result = boot("slob", "run.allocator-accounting=tiny");
    assertThat(text(result, "kmalloc")).contains("proc_create+0x0").contains("dup_task_struct+0x0");
  }
}
