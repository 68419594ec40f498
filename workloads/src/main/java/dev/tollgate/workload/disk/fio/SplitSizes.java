package dev.tollgate.workload.disk.fio;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import java.util.List;

/** Reads {@code 4k/10:64k/50:32k/40}; sizes without a percentage share what the others leave. */
final class SplitSizes {

  private SplitSizes() {}

  static ImmutableList<FioBlockSize> read(JobSection options, String text) {
    List<String> parts = Splitter.on(':').splitToList(text);
    long[] bytes = new long[parts.size()];
    int[] percent = new int[parts.size()];
    int left = 100;
    int open = 0;
    for (int i = 0; i < bytes.length; i++) {
      String part = parts.get(i);
      int slash = part.indexOf('/');
      bytes[i] =
          BlockSizes.size(options, JobOption.BSSPLIT, slash < 0 ? part : part.substring(0, slash));
      String share = slash < 0 ? "" : part.substring(slash + 1);
      if (!share.matches("[0-9]{0,3}")) {
        throw bad(options, text, "expected SIZE/PERCENT, separated by colons");
      }
      percent[i] = share.isEmpty() ? -1 : Integer.parseInt(share);
      left -= Math.max(0, percent[i]);
      open += share.isEmpty() ? 1 : 0;
    }
    if (left < 0 || (left > 0 && open == 0)) {
      throw bad(options, text, "the percentages make " + (100 - left) + ", not 100");
    }
    ImmutableList.Builder<FioBlockSize> sizes = ImmutableList.builder();
    for (int i = 0; i < bytes.length; i++) {
      int share = percent[i];
      if (share < 0) {
        share = left / open;
        left -= share;
        open--;
      }
      sizes.add(new FioBlockSize(bytes[i], share));
    }
    return sizes.build();
  }

  private static BadInputException bad(JobSection options, String text, String message) {
    return options.at(options.line(JobOption.BSSPLIT), "bssplit=" + text + ": " + message);
  }
}
