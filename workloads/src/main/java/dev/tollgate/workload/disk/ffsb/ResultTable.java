package dev.tollgate.workload.disk.ffsb;

import dev.tollgate.workload.text.CFormat;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** FFSB's table of operations and throughput (print_results in ffsb_op.c). */
final class ResultTable {

  private static final String TITLE =
      """
                   Op Name   Transactions\t Trans/sec\t% Trans\t    % Op Weight\t   Throughput
                   =======   ============\t =========\t=======\t    ===========\t   ==========
      """;

  private static final String LINE = "%20s : %12u\t%10.2f\t%6.3f%%\t\t%6.3f%%\t  %11s\n";

  private static final FfsbResult.Operation NOTHING = new FfsbResult.Operation(0, 0, 0);

  private ResultTable() {}

  /** Prints the sum of some groups. */
  static void print(StringBuilder out, List<FfsbResult.Group> groups, double seconds) {
    EnumMap<FfsbOperation, FfsbResult.Operation> sums = new EnumMap<>(FfsbOperation.class);
    long transactions = 0;
    long chosen = 0;
    long read = 0;
    long written = 0;
    for (FfsbOperation operation : FfsbOperation.values()) {
      FfsbResult.Operation sum = sum(groups, operation);
      if (sum.transactions() > 0) {
        sums.put(operation, sum);
      }
      transactions += sum.transactions();
      chosen += sum.chosen();
      read += operation.reads() ? sum.bytes() : 0;
      written += operation.writes() ? sum.bytes() : 0;
    }
    out.append(TITLE);
    for (Map.Entry<FfsbOperation, FfsbResult.Operation> entry : sums.entrySet()) {
      FfsbOperation operation = entry.getKey();
      FfsbResult.Operation sum = entry.getValue();
      out.append(
          CFormat.format(
              LINE,
              operation.word(),
              sum.transactions(),
              sum.transactions() / seconds,
              100.0 * sum.transactions() / transactions,
              100.0 * sum.chosen() / chosen,
              operation.reads() || operation.writes() ? rate(sum.bytes(), seconds) : "NA"));
    }
    out.append(CFormat.format("-\n%.2f Transactions per Second\n\n", transactions / seconds));
    if (read > 0 || written > 0) {
      out.append("Throughput Results\n===================\n");
    }
    if (read > 0) {
      out.append("Read Throughput: ").append(rate(read, seconds)).append('\n');
    }
    if (written > 0) {
      out.append("Write Throughput: ").append(rate(written, seconds)).append('\n');
    }
  }

  private static FfsbResult.Operation sum(List<FfsbResult.Group> groups, FfsbOperation operation) {
    FfsbResult.Operation sum = NOTHING;
    for (FfsbResult.Group group : groups) {
      FfsbResult.Operation one = group.operations().getOrDefault(operation, NOTHING);
      sum =
          new FfsbResult.Operation(
              sum.transactions() + one.transactions(),
              sum.chosen() + one.chosen(),
              sum.bytes() + one.bytes());
    }
    return sum;
  }

  private static String rate(long bytes, double seconds) {
    return PrintedSize.of(bytes / seconds) + "/sec";
  }
}
