package dev.tollgate.workload.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.workload.FrameObjects;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Boots of few requests over an allocator that gives each object frames of its own. */
class BootRunTest {

  /** A small kernel, so that most of the machine is left. */
  private static final Object[] SMALL = {
    "image-compressed", 50_000L, "user-cached", 40_960L, "user-buffers", 8_192L,
    "user-anonymous", 8_192L, "user-mapped", 16_384L, "user-page-tables", 4_096L,
  };

  private static final String EVENTS_BEFORE = "a event mem_init\nb event kmem_cache_init\n";
  private static final String EVENTS_AFTER =
      "y event watermarks\ny event free_initmem\nz event user_space\n";

  private static BootReport boot(long kib, String rows, Object... more) {
    ImmutableList.Builder<Object> all = ImmutableList.builder();
    all.add(SMALL).add(more);
    Machine machine = Small.machine(kib);
    return new BootRun(
            Options.with(all.build().toArray()), machine, () -> new FrameObjects(machine.pages()))
        .run(BootSequence.parse("test", EVENTS_BEFORE + rows));
  }

  private static BootFailure failure(BootReport report) {
    return Objects.requireNonNull(report.failure());
  }

  private static RamMap ram(BootReport report) {
    return Objects.requireNonNull(report.ram());
  }

  @Test
  void aBootThatFitsSaysWhereEveryByteIs() {
    BootReport report =
        boot(2048, EVENTS_AFTER + "k kmalloc c stack 3 2 derived\np pages h 8192 1 0 derived\n");

    assertThat(report.booted()).isTrue();
    assertThat(report.message()).startsWith("booted, ");
    assertThat(ram(report).sum()).isEqualTo(2048 << 10);
    assertThat(ram(report).bytes("allocator")).isEqualTo(3 * 4096);
    assertThat(ram(report).bytes("kernel-pages")).isEqualTo(8192);
    assertThat(ram(report).bytes("files")).isEqualTo(40_960);
    assertThat(report.meminfo()).containsEntry("PageTables", 4L).containsEntry("Mapped", 16L);
  }

  @Test
  void theStepThatFailsIsNamedWithItsRequest() {
    BootReport report = boot(2048, "x kmalloc big 131072 40 0 derived\n" + EVENTS_AFTER);

    BootFailure failure = failure(report);
    assertThat(failure.step()).isEqualTo("x");
    assertThat(failure.bytes()).isEqualTo(131_072);
    assertThat(failure.order()).isEqualTo(5);
    assertThat(failure.message())
        .startsWith("x: kmalloc for big of 131072 bytes failed: order 5: ")
        .contains("Node 0, zone      DMA ")
        .endsWith("watermarks min 0, low 0, high 0");
    assertThat(ram(report).sum()).as("all RAM is accounted for then too").isEqualTo(2048 << 10);
  }

  @Test
  void aBlockCanBeMissingAlthoughMemoryIsThere() {
    BootReport report = boot(2048, "x pages huge 2097152 1 0 derived\n" + EVENTS_AFTER);

    assertThat(failure(report).order()).isEqualTo(9);
    assertThat(failure(report).message()).contains("frames free");
    BootReport fragmented = boot(2048, "x pages large 524288 2 0 derived\n" + EVENTS_AFTER);
    assertThat(failure(fragmented).message())
        .contains("but no block of order 7 among them")
        .contains("pages for large");
  }

  @Test
  void theWatermarkKeepsTheLastFrames() {
    String rows = EVENTS_AFTER + "x kmalloc c 4096 1000 0 derived\n";

    BootReport kept = boot(2048, rows);
    BootReport unkept = boot(2048, rows, "watermarks", false);

    assertThat(failure(kept).message()).contains("32 frames free, the watermark keeps 32");
    assertThat(ram(kept).bytes("free")).isEqualTo(128 << 10);
    assertThat(ram(unkept).bytes("free")).isZero();
    assertThat(failure(unkept).message()).contains("order 0: 0 frames free");
  }

  @Test
  void unmappedPageCacheIsGivenBackAndMappedIsNot() {
    BootReport report = boot(2048, EVENTS_AFTER + "x kmalloc c 4096 1000 0 derived\n");

    assertThat(ram(report).bytes("files")).as("16384 mapped - 8192 in no file").isEqualTo(8192);
    assertThat(ram(report).bytes("buffers")).isZero();
    assertThat(ram(report).bytes("anonymous")).isEqualTo(8192);
  }

  @Test
  void passingRequestsAreGivenBackAtOnce() {
    BootReport report = boot(2048, "x kmalloc c 65536 0 500 derived\n" + EVENTS_AFTER);

    assertThat(report.booted()).isTrue();
    assertThat(ram(report).bytes("allocator")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "backing-store", "full"})
  void sysfsTakesWhatItsFormKeeps(String form) {
    BootReport report = boot(2048, "s sysfs disks 0 10 0 derived\n" + EVENTS_AFTER, "sysfs", form);

    long objects = form.equals("off") ? 0 : form.equals("full") ? 20 : 10;
    assertThat(ram(report).bytes("allocator")).isEqualTo(objects * 4096);
  }

  @Test
  void aMachineThatIsTooSmallForTheKernelHasNoMap() {
    BootReport report = boot(1024, EVENTS_AFTER);

    assertThat(report.booted()).isFalse();
    assertThat(report.ram()).isNull();
    assertThat(report.meminfo()).isEmpty();
    assertThat(report.message()).startsWith("does not boot: setup_arch: loading the kernel");
  }
}
