package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableList;
import dev.tollgate.workload.text.CFormat;

/**
 * The profile as FFSB repeats it before a benchmark (tg_print_config in ffsb_tg.c, fs_print_config
 * in ffsb_fs.c). Percentages are calculated in single precision, as there.
 */
final class ConfigurationEcho {

  private ConfigurationEcho() {}

  /**
   * Prints threadgroups, then file systems.
   *
   * @param utilizations share of each file system in use, by number
   */
  static void print(StringBuilder out, FfsbProfile profile, ImmutableList<Double> utilizations) {
    for (int i = 0; i < profile.groups().size(); i++) {
      out.append("ThreadGroup ").append(i).append("\n================\n");
      group(out, profile.groups().get(i));
    }
    for (int i = 0; i < profile.filesystems().size(); i++) {
      filesystem(out, profile, profile.filesystems().get(i), utilizations.get(i));
    }
  }

  private static void group(StringBuilder out, FfsbThreadGroup group) {
    FfsbThreadGroup.Reads reads = group.reads();
    FfsbThreadGroup.Writes writes = group.writes();
    out.append(CFormat.format("\t num_threads      = %d\n\t\n", group.threads()));
    out.append(CFormat.format("\t read_random      = %s\n", onOff(reads.random())));
    size(out, "read_size", reads.size());
    size(out, "read_blocksize", reads.blockSize());
    out.append(CFormat.format("\t read_skip        = %s\n", onOff(reads.skip())));
    size(out, "read_skipsize", reads.skipSize());
    out.append("\t\n");
    out.append(CFormat.format("\t write_random     = %s\n", onOff(writes.random())));
    size(out, "write_size", writes.size());
    out.append(CFormat.format("\t fsync_file       = %d\n", writes.fsync() ? 1 : 0));
    size(out, "write_blocksize", writes.blockSize());
    out.append(CFormat.format("\t wait time        = %u\n", group.delayMilliseconds()));
    if (group.filesystem() >= 0) {
      out.append(CFormat.format("\t\n\t bound to fs %d\n", group.filesystem()));
    }
    out.append("\t\n\t op weights\n");
    float total = group.totalWeight();
    for (FfsbOperation operation : FfsbOperation.values()) {
      long weight = group.weight(operation);
      out.append(
          CFormat.format(
              "\t %20s = %d (%.2f%%)\n", operation.word(), weight, 100 * (float) weight / total));
    }
    out.append("\t\n");
  }

  private static void filesystem(
      StringBuilder out, FfsbProfile profile, FfsbFilesystem filesystem, double utilization) {
    out.append("FileSystem ").append(filesystem.location()).append("\n==========\n");
    out.append(CFormat.format("\t num_dirs         = %u\n", filesystem.dirs()));
    out.append(CFormat.format("\t starting files   = %u\n\t\n", filesystem.files()));
    if (filesystem.weights().isEmpty()) {
      size(out, "min file size", filesystem.smallest());
      size(out, "max file size", filesystem.largest());
    } else {
      weights(out, filesystem.weights());
    }
    out.append(CFormat.format("\t directio         = %s\n", onOff(profile.directIo())));
    out.append(CFormat.format("\t alignedio        = %s\n", onOff(profile.alignedIo())));
    out.append(CFormat.format("\t bufferedio       = %s\n\t\n", onOff(profile.bufferedIo())));
    Aging aging = filesystem.aging();
    out.append(CFormat.format("\t aging is %s\n", onOff(aging != null)));
    out.append(CFormat.format("\t current utilization = %.2f%%\n", (float) utilization * 100));
    if (aging != null) {
      out.append(
          CFormat.format("\t desired utilization = %.2f%%\n\t \n", aging.utilization() * 100));
      out.append("\t Aging ThreadGroup for fs ").append(filesystem.location());
      out.append("\n\t ================\n");
      group(out, aging.group());
    }
    out.append("\t\n");
  }

  /** The last one of the profile comes first. */
  private static void weights(StringBuilder out, ImmutableList<SizeWeight> weights) {
    out.append("\t Fileset weight:\n");
    float total = weights.stream().mapToLong(SizeWeight::weight).sum();
    for (SizeWeight weight : weights.reverse()) {
      out.append(
          CFormat.format(
              "\t\t %12u (%6s) -> %u (%.2f%%)\n",
              weight.bytes(),
              PrintedSize.of((double) weight.bytes()),
              weight.weight(),
              (float) weight.weight() / total * 100));
    }
  }

  private static void size(StringBuilder out, String name, long bytes) {
    out.append(
        CFormat.format("\t %-16s = %u\t(%s)\n", name, bytes, PrintedSize.of((double) bytes)));
  }

  private static String onOff(boolean flag) {
    return flag ? "on" : "off";
  }
}
