package dev.tollgate.workload.disk.fio;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Sizes of both directions.
 *
 * @param reads sizes of reads
 * @param writes sizes of writes
 */
record BlockSizes(ImmutableList<FioBlockSize> reads, ImmutableList<FioBlockSize> writes) {

  /** From {@code bssplit}, else {@code bs}: for all, or for reads, writes and trims apart. */
  static BlockSizes read(JobSection options, long otherwise) {
    JobOption option = options.has(JobOption.BSSPLIT) ? JobOption.BSSPLIT : JobOption.BS;
    String text = options.text(option);
    if (text == null) {
      ImmutableList<FioBlockSize> one = ImmutableList.of(new FioBlockSize(otherwise, 100));
      return new BlockSizes(one, one);
    }
    List<String> parts = Splitter.on(',').splitToList(text);
    if (parts.size() > 3) {
      throw options.at(
          options.line(option),
          option.word() + "=" + text + ": expected sizes for reads, writes and trims at most");
    }
    ImmutableList<FioBlockSize> reads = direction(options, option, parts.get(0), otherwise);
    return new BlockSizes(
        reads, parts.size() == 1 ? reads : direction(options, option, parts.get(1), otherwise));
  }

  private static ImmutableList<FioBlockSize> direction(
      JobSection options, JobOption option, String text, long otherwise) {
    if (text.isEmpty()) {
      return ImmutableList.of(new FioBlockSize(otherwise, 100));
    }
    if (option == JobOption.BS) {
      return ImmutableList.of(new FioBlockSize(size(options, option, text), 100));
    }
    return SplitSizes.read(options, text);
  }

  static long size(JobSection options, JobOption option, String text) {
    long bytes = options.bytes(option, text);
    if (bytes == 0) {
      throw options.at(options.line(option), option.word() + "=" + text + ": a block has bytes");
    }
    return bytes;
  }
}
