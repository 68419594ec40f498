package dev.tollgate.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Processor time of the part of a benchmark that counts, where most of its time goes into getting
 * ready: that of the thread between {@link #begin} and {@link #end}, without compiler and
 * collector.
 *
 * <p>JMH makes benchmarks and profilers itself and lets neither see the other, so they meet here.
 * One thread measures at a time.
 */
final class MeasuredPart {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static long begun;
  private static long nanoseconds;
  private static long units;

  private MeasuredPart() {}

  /** Forgets what was measured. */
  static void reset() {
    nanoseconds = 0;
    units = 0;
  }

  /** Begins to measure. */
  static void begin() {
    begun = THREADS.getCurrentThreadCpuTime();
  }

  /** Ends it; {@code done} units of work were done since {@link #begin}. */
  static void end(int done) {
    nanoseconds += THREADS.getCurrentThreadCpuTime() - begun;
    units += done;
  }

  /** Whether anything was measured since the last {@link #reset}. */
  static boolean isMeasured() {
    return units > 0;
  }

  /** Nanoseconds of one unit since the last {@link #reset}. */
  static double nanosecondsPerUnit() {
    return (double) nanoseconds / units;
  }
}
