package dev.tollgate.workload.boot;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.metric.MetricSink;

/**
 * {@code /proc/meminfo} of the paper's 2 MiB machine, in KiB ("Linux-tiny and directions for small
 * systems", Mackall, OLS 2004, table 6), and how each line comes about here.
 */
final class Table6 {

  /** How a line comes about. */
  enum Origin {
    /** Follows from the model; the difference is a finding. */
    MODELLED,
    /** Taken from this very table, since it is about programs: no finding if equal. */
    GIVEN
  }

  /**
   * A line.
   *
   * @param name without colon
   * @param paper KiB printed
   * @param origin how the line comes about here
   */
  record Line(String name, long paper, Origin origin) {

    /** Name of its metrics: lower case. */
    String metric() {
      return com.google.common.base.Ascii.toLowerCase(name).replace('_', '-');
    }
  }

  static final ImmutableList<Line> LINES =
      ImmutableList.of(
          modelled("MemTotal", 980),
          modelled("MemFree", 312),
          given("Buffers", 32),
          given("Cached", 296),
          modelled("SwapCached", 0),
          given("Active", 400),
          given("Inactive", 48),
          modelled("HighTotal", 0),
          modelled("HighFree", 0),
          modelled("LowTotal", 980),
          modelled("LowFree", 312),
          modelled("SwapTotal", 0),
          modelled("SwapFree", 0),
          modelled("Dirty", 0),
          modelled("Writeback", 0),
          given("Mapped", 380),
          modelled("Slab", 0),
          given("Committed_AS", 132),
          given("PageTables", 24),
          modelled("VmallocTotal", 1_032_172),
          modelled("VmallocUsed", 0),
          modelled("VmallocChunk", 1_032_172));

  /** RAM of the paper's machine in KiB: 2 MiB less the hole. */
  static final long PAPER_RAM = 1664;

  private Table6() {}

  private static Line modelled(String name, long paper) {
    return new Line(name, paper, Origin.MODELLED);
  }

  private static Line given(String name, long paper) {
    return new Line(name, paper, Origin.GIVEN);
  }

  /** KiB that the kernel takes before MemTotal is counted. */
  static long beforeTotal(long ram, ImmutableMap<String, Long> kibibytes) {
    return ram - value(kibibytes, "MemTotal");
  }

  /** KiB that no line of the table names: the kernel's stacks, objects and tables. */
  static long unnamed(ImmutableMap<String, Long> kibibytes) {
    return value(kibibytes, "MemTotal")
        - value(kibibytes, "MemFree")
        - value(kibibytes, "Active")
        - value(kibibytes, "Inactive")
        - value(kibibytes, "PageTables");
  }

  /** The table's own values. */
  static ImmutableMap<String, Long> paper() {
    ImmutableMap.Builder<String, Long> values = ImmutableMap.builder();
    LINES.forEach(line -> values.put(line.name(), line.paper()));
    return values.buildOrThrow();
  }

  /** Whether a machine is the table's: RAM, stacks, and neither sysfs nor printk. */
  static boolean isMachine(long ramBytes, BootOptions options) {
    return ramBytes == 2L << 20
        && options.stackBytes() == 4 << 10
        && options.sysfs() == Sysfs.OFF
        && !options.printk();
  }

  /**
   * Reports each line and, for the machine of the table, the paper's value and the difference.
   *
   * @param ramKib RAM without the hole
   */
  static void report(
      ImmutableMap<String, Long> ours, long ramKib, boolean comparable, MetricSink sink) {
    for (Line line : LINES) {
      String how = line.origin() == Origin.GIVEN ? "given by the paper" : "modelled";
      compare(
          sink,
          comparable,
          line.metric(),
          value(ours, line.name()),
          line.paper(),
          line.name() + ", " + how);
    }
    compare(
        sink,
        comparable,
        "before-total",
        beforeTotal(ramKib, ours),
        beforeTotal(PAPER_RAM, paper()),
        "RAM less MemTotal: kernel, descriptors of frames");
    compare(
        sink,
        comparable,
        "unnamed",
        unnamed(ours),
        unnamed(paper()),
        "MemTotal in no line: stacks, objects and tables of the kernel");
  }

  private static void compare(
      MetricSink sink, boolean comparable, String name, long ours, long paper, String meaning) {
    sink.metric("workload.boot.meminfo." + name, ours << 10, "bytes", meaning);
    if (!comparable) {
      return;
    }
    sink.metric("workload.boot.table6." + name, paper << 10, "bytes", meaning + ", in the paper");
    sink.metric(
        "workload.boot.unexplained." + name,
        (ours - paper) << 10,
        "bytes",
        meaning + ", ours less");
  }

  private static long value(ImmutableMap<String, Long> kibibytes, String name) {
    Long value = kibibytes.get(name);
    if (value == null) {
      throw new IllegalArgumentException("/proc/meminfo has no line " + name);
    }
    return value;
  }
}
