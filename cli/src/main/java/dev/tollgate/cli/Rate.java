package dev.tollgate.cli;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Events simulated since the start, and how many that is a second. */
final class Rate {

  private final long start = System.nanoTime();
  private final LongAdder events = new LongAdder();

  void add(long more) {
    events.add(more);
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** {@code 12.3M events/s}. */
  String text() {
    double rate = events.sum() / Math.max(1e-3, seconds());
    if (rate >= 1e6) {
      return String.format(Locale.ROOT, "%.1fM events/s", rate / 1e6);
    }
    return String.format(Locale.ROOT, "%.0fk events/s", rate / 1e3);
  }
}
