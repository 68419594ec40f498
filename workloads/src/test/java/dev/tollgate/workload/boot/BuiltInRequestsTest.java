package dev.tollgate.workload.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.workload.boot.BootRow.Grade;
import dev.tollgate.workload.boot.BootRow.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The built-in requests against what "Linux-tiny" (OLS 2004) prints in table 5: rows, totals, and
 * the arrays that SLAB took for its caches.
 */
class BuiltInRequestsTest {

  private static final ImmutableList<BootRow> ROWS = BootSequence.read("");
  private static final long[] CLASSES = {
    32, 64, 96, 128, 192, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072
  };

  /** The row that the allocator itself makes: 29 arrays of 20 bytes, each given back. */
  private static final long START_ARRAYS = 29;

  private static List<BootRow> kmallocs() {
    return ROWS.stream().filter(row -> row.kind() == Kind.KMALLOC).toList();
  }

  private static long size(BootRow row) {
    return row.size().bytes(2 << 20, 4096);
  }

  private static long slabClass(long bytes) {
    for (long size : CLASSES) {
      if (bytes <= size) {
        return size;
      }
    }
    throw new AssertionError(bytes);
  }

  private static long sum(List<BootRow> rows, ToLongFunction<BootRow> figure) {
    return rows.stream().mapToLong(figure).sum();
  }

  /** Array for each CPU of a cache (enable_cpucache of 2.6.5): 16 bytes and a pointer an object. */
  private static long array(long objectBytes) {
    long limit = 120;
    if (objectBytes > 4096) {
      limit = 8;
    } else if (objectBytes > 1024) {
      limit = 24;
    } else if (objectBytes > 256) {
      limit = 54;
    }
    return 16 + 4 * limit;
  }

  private static Map<String, Long> caches() {
    Map<String, Long> caches = new LinkedHashMap<>();
    ROWS.stream()
        .filter(row -> row.kind() == Kind.CACHE)
        .forEach(row -> caches.putIfAbsent(row.name(), size(row)));
    return caches;
  }

  private static List<Long> allCaches() {
    List<Long> sizes = new ArrayList<>(caches().values());
    sizes.add(256L);
    for (long size : CLASSES) {
      sizes.add(size);
      sizes.add(size);
    }
    return sizes;
  }

  @ParameterizedTest
  @CsvSource({
    "alloc_vfsmnt, 256, 203, 256, 8, 0",
    "atkbd_connect, 8192, 3648, 4096, 2, 1",
    "seq_open, 192, 48, 64, 3, 2",
    "seq_read, 12288, 0, 4096, 3, 2",
    "alloc_skb, 8192, 0, 0, 2, 2",
    "load_elf_interp, 960, 0, 0, 10, 10",
    "load_elf_binary, 2240, 418, 0, 20, 20",
    "request_irq, 192, 48, 96, 6, 3",
    "proc_create, 7200, 1254, 7200, 75, 0",
    "proc_symlink, 64, 43, 64, 2, 0",
    "check_partition, 4096, 984, 0, 1, 1",
    "dup_task_struct, 69632, 0, 45056, 17, 6",
    "netlink_create, 128, 48, 128, 2, 0",
    "ext2_fill_super, 192, 79, 192, 3, 0",
    "__request_region, 608, 76, 384, 19, 7",
    "rand_initialize_disk, 64, 32, 64, 2, 0",
    "alloc_tty_struct, 8192, 2016, 8192, 2, 0",
    "init_dev, 256, 112, 256, 4, 0",
    "create_workqueue, 128, 0, 128, 2, 0",
    "tty_add_class_device, 8960, 1680, 8960, 70, 0",
    "alloc_tty_driver, 2048, 960, 2048, 4, 0",
    "tty_register_driver, 9280, 2332, 9280, 4, 0",
    "mempool_create, 3104, 580, 3104, 26, 0",
    "kbd_connect, 64, 28, 64, 1, 0",
    "other-callers, 91104, 21389, 23552, 334, 199",
  })
  void rowsAreThoseOfTable5(
      String caller, long total, long slack, long net, long allocs, long frees) {
    List<BootRow> rows = kmallocs().stream().filter(row -> row.name().equals(caller)).toList();

    assertThat(sum(rows, row -> (row.kept() + row.passing()) * slabClass(size(row))))
        .isEqualTo(total);
    assertThat(sum(rows, row -> (row.kept() + row.passing()) * (slabClass(size(row)) - size(row))))
        .isEqualTo(slack);
    assertThat(sum(rows, row -> row.kept() * slabClass(size(row)))).isEqualTo(net);
    assertThat(sum(rows, row -> row.kept() + row.passing())).isEqualTo(allocs);
    assertThat(sum(rows, BootRow::passing)).isEqualTo(frees);
  }

  @Test
  void totalsAreThoseOfTable5TogetherWithTheAllocatorsOwn() {
    List<BootRow> rows = kmallocs();
    List<Long> own = allCaches().stream().map(BuiltInRequestsTest::array).toList();
    long arrays = own.stream().mapToLong(BuiltInRequestsTest::slabClass).sum();
    long total = sum(rows, row -> (row.kept() + row.passing()) * slabClass(size(row)));
    long asked = sum(rows, row -> (row.kept() + row.passing()) * size(row));
    long askedByOwn = own.stream().mapToLong(Long::longValue).sum();

    assertThat(total + arrays + START_ARRAYS * 32).isEqualTo(266_848);
    assertThat(total + arrays - asked - askedByOwn + START_ARRAYS * 12).isEqualTo(37_774);
    assertThat(sum(rows, row -> row.kept() * slabClass(size(row))) + arrays).isEqualTo(145_568);
    assertThat(sum(rows, row -> row.kept() + row.passing()) + own.size() + START_ARRAYS)
        .isEqualTo(732);
    assertThat(sum(rows, BootRow::passing) + START_ARRAYS).isEqualTo(282);
  }

  @Test
  void theArraysOfItsCachesAreThoseOfTable5() {
    List<Long> arrays = allCaches().stream().map(BuiltInRequestsTest::array).toList();

    assertThat(caches()).hasSize(50);
    assertThat(arrays).hasSize(81);
    assertThat(arrays.stream().mapToLong(BuiltInRequestsTest::slabClass).sum()).isEqualTo(28_288);
    assertThat(arrays.stream().mapToLong(Long::longValue).sum()).isEqualTo(28_288 - 1_448);
  }

  @Test
  void everyTaskHasItsStackItsDescriptorAndItsSignals() {
    for (String name : new String[] {"dup_task_struct", "task_struct", "signal_cache"}) {
      List<BootRow> rows = ROWS.stream().filter(row -> row.name().equals(name)).toList();
      assertThat(sum(rows, BootRow::kept)).as(name).isEqualTo(11);
      assertThat(sum(rows, BootRow::passing)).as(name).isEqualTo(6);
    }
  }

  @Test
  void everyCacheHasOneSizeAndEveryRowASource() {
    Map<String, Long> caches = caches();
    assertThat(ROWS)
        .filteredOn(row -> row.kind() == Kind.CACHE)
        .allSatisfy(row -> assertThat(size(row)).isEqualTo(caches.get(row.name())));
    assertThat(ROWS)
        .filteredOn(row -> row.kind() != Kind.EVENT && row.grade() != Grade.ESTIMATED)
        .allSatisfy(row -> assertThat(row.source()).isNotEmpty());
  }

  @Test
  void fullSysfsTakesWhatThePaperSays() {
    List<BootRow> rows = ROWS.stream().filter(row -> row.kind() == Kind.SYSFS).toList();
    long files = sum(rows, BootRow::kept);

    assertThat(files * (Sysfs.INODE_BYTES + Sysfs.DENTRY_BYTES))
        .as("more than half a megabyte")
        .isBetween(512L << 10, 540L << 10);
  }
}
