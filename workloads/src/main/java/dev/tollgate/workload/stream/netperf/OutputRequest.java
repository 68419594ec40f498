package dev.tollgate.workload.stream.netperf;

import com.google.common.collect.ImmutableList;

/**
 * What is to be printed, and how.
 *
 * @param localCpu CPU use of netperf's side ({@code -c})
 * @param remoteCpu CPU use of netserver's side ({@code -C})
 * @param headers banner and titles ({@code -P})
 * @param verbosity 0 for the one figure, 1 for the table, 2 for details below it ({@code -v})
 * @param unit of throughput ({@code -f})
 * @param mode form of the output
 * @param selected outputs chosen by name, in blocks; empty for those of the test
 * @param brand text beside results without headers ({@code -B}), or empty
 */
public record OutputRequest(
    boolean localCpu,
    boolean remoteCpu,
    boolean headers,
    int verbosity,
    ThroughputUnit unit,
    OutputMode mode,
    ImmutableList<ImmutableList<OutputName>> selected,
    String brand) {

  /** Whether CPU use of any side is asked for. */
  public boolean cpu() {
    return localCpu || remoteCpu;
  }
}
