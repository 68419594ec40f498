package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/**
 * What a threadgroup's {@code [stats]} asks for: times of system calls.
 *
 * @param ignored calls of which none are kept
 * @param ranges spans of time that are counted apart; empty if {@code enable_range} is off
 */
public record FfsbStatistics(ImmutableSet<FfsbCall> ignored, ImmutableList<Range> ranges) {

  /**
   * A span of time ({@code msec_range}).
   *
   * @param fromMicroseconds its beginning
   * @param toMicroseconds its end
   */
  public record Range(long fromMicroseconds, long toMicroseconds) {}
}
