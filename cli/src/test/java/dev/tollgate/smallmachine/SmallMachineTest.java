package dev.tollgate.smallmachine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.metric.Outcome;
import dev.tollgate.core.run.RunResult;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The 2 MiB machine of the Linux-tiny paper, booted with the real models of its allocators: table
 * 6, what each option changes, and what fails where.
 */
class SmallMachineTest {

  private static final Tollgate TOLLGATE = Tollgate.load();
  private static final String AS_LARGE_AS_THE_PAPERS = "workload.boot.image-expansion=1790";

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

  private static long kib(RunResult result, String name) {
    return result.value("workload.boot." + name) >> 10;
  }

  private static Outcome outcome(RunResult result) {
    return Objects.requireNonNull(result.outcome());
  }

  private static Map<String, Long> ram(RunResult result) {
    Map<String, Long> parts = new TreeMap<>();
    result
        .metrics()
        .forEach(
            (name, metric) -> {
              if (name.startsWith("workload.boot.ram.")) {
                parts.put(name.substring("workload.boot.ram.".length()), metric.value());
              }
            });
    return parts;
  }

  /** Parts that differ, and by how many bytes. */
  private static Map<String, Long> changes(RunResult from, RunResult to) {
    Map<String, Long> changes = new TreeMap<>(ram(to));
    ram(from).forEach((part, bytes) -> changes.merge(part, -bytes, Long::sum));
    changes.values().removeIf(change -> change == 0);
    return changes;
  }

  @Test
  void table6ComesOutWithTheDifferencesThatTheDocumentationNames() {
    RunResult scaled = boot("slob");
    RunResult measured = boot("slob", AS_LARGE_AS_THE_PAPERS);

    assertThat(kib(scaled, "meminfo.memtotal")).isEqualTo(896);
    assertThat(kib(scaled, "unexplained.memtotal")).isEqualTo(-84);
    assertThat(kib(measured, "meminfo.memtotal")).isEqualTo(980);
    assertThat(kib(measured, "meminfo.memfree")).isEqualTo(300);
    assertThat(kib(measured, "unexplained.memfree")).isEqualTo(-12);
    assertThat(kib(measured, "unexplained.unnamed")).isEqualTo(12);
    assertThat(kib(measured, "meminfo.vmalloctotal")).isEqualTo(1_032_172);
    for (String line : new String[] {"buffers", "cached", "active", "mapped", "slab"}) {
      assertThat(kib(measured, "unexplained." + line)).as(line).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"slob, 2048", "slab, 2048", "slob, 4096", "slab, 4096", "slab, 1900"})
  void everyByteOfRamIsAccountedFor(String allocator, int kib) {
    RunResult result = boot(allocator, "machine.ram=" + kib + "K");

    assertThat(ram(result).values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo((long) kib << 10);
  }

  @ParameterizedTest
  @CsvSource({"slob", "slab"})
  void largerStacksChangeTheAllocatorsMemoryOnly(String allocator) {
    RunResult small = boot(allocator, "machine.ram=8M");
    RunResult large = boot(allocator, "machine.ram=8M", "workload.boot.stack=8K");

    assertThat(large.value("workload.boot.stacks") - small.value("workload.boot.stacks"))
        .isEqualTo(11 * 4096);
    assertThat(changes(small, large)).containsOnlyKeys("allocator", "free");
    assertThat(changes(small, large).get("allocator")).isBetween(11 * 4096L, 12 * 4096L);
  }

  @Test
  void printkChangesTheKernelOnly() {
    RunResult without = boot("slob", "machine.ram=8M");
    RunResult with = boot("slob", "machine.ram=8M", "workload.boot.printk=true");

    assertThat(changes(without, with))
        .isEqualTo(Map.of("kernel", 100L << 10, "free", -(100L << 10)));
  }

  @ParameterizedTest
  @CsvSource({"slob, 36, 512, 545", "slab, 64, 512, 560"})
  void sysfsTakesHalfAMegabyteOrRecords(String allocator, long record, long least, long most) {
    RunResult off = boot(allocator, "machine.ram=8M");
    RunResult light = boot(allocator, "machine.ram=8M", "workload.boot.sysfs=backing-store");
    RunResult full = boot(allocator, "machine.ram=8M", "workload.boot.sysfs=full");
    long files = full.value("workload.boot.sysfs");

    assertThat(changes(off, full)).containsOnlyKeys("allocator", "free");
    assertThat(changes(off, full).get("allocator") >> 10).isBetween(least, most);
    assertThat(changes(off, light).get("allocator"))
        .isBetween(files * record, files * (record + 8) + (3 << 12));
    assertThat(off.value("workload.boot.sysfs")).isZero();
  }

  @Test
  void slabHasTheCachesOfTable5AndTakesMore() {
    RunResult slob = boot("slob", "machine.ram=4M");
    RunResult slab = boot("slab", "machine.ram=4M");

    assertThat(slab.value("allocator.caches")).isEqualTo(81);
    assertThat(slob.value("allocator.caches")).isEqualTo(50);
    assertThat(kib(slab, "meminfo.slab")).isEqualTo(ram(slab).get("allocator") >> 10);
    assertThat(kib(slob, "meminfo.slab")).as("SLOB does not say").isZero();
    assertThat(changes(slob, slab).get("kernel")).as("12065 bytes in frames").isEqualTo(2 * 4096);
    assertThat(ram(slab).get("allocator")).isGreaterThan(2 * ram(slob).get("allocator"));
  }

  @ParameterizedTest
  @CsvSource({
    "slob, 1804",
    "slab, 2020",
  })
  void theSmallestMachinesBootAndAFrameLessDoesNot(String allocator, int kib) {
    RunResult boots = boot(allocator, AS_LARGE_AS_THE_PAPERS, "machine.ram=" + kib + "K");
    RunResult fails = boot(allocator, AS_LARGE_AS_THE_PAPERS, "machine.ram=" + (kib - 4) + "K");

    assertThat(outcome(boots).success()).isTrue();
    assertThat(outcome(fails).success()).isFalse();
    assertThat(outcome(fails).message())
        .startsWith("does not boot: cat: kmalloc for seq_read of 4096 bytes failed: order 0")
        .contains("the watermark keeps 32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "slob | 1024 | setup_arch: loading the kernel",
        "slob | 1640 | setup_arch: loading the kernel",
        "slab | 1900 | execve: memory of programs",
      })
  void whatFailsDependsOnHowSmallItIs(String allocator, int kib, String message) {
    RunResult result = boot(allocator, AS_LARGE_AS_THE_PAPERS, "machine.ram=" + kib + "K");

    assertThat(outcome(result).message()).contains(message);
  }

  @Test
  void equalBootsGiveEqualResults() {
    assertThat(boot("slab").metrics()).isEqualTo(boot("slab").metrics());
    assertThat(boot("slab").cycles()).isEqualTo(boot("slab").cycles());
  }
}
