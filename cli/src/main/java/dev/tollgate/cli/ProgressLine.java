package dev.tollgate.cli;

import dev.tollgate.cli.experiment.PlannedRun;
import dev.tollgate.cli.sweep.Outcome;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Progress as one line that changes in place: a bar, the rate, and the time left once a run has
 * ended. Gone when the sweep ends.
 */
final class ProgressLine implements Progress {

  private static final int WIDTH = 30;
  private static final long UPDATE_MILLISECONDS = 200;
  private static final String CLEAR = "\r\u001b[K";

  private final int runs;
  private final PrintStream err;
  private final Rate rate = new Rate();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger kept = new AtomicInteger();
  private final Thread updates = new Thread(this::update, "progress");

  ProgressLine(int runs, PrintStream err) {
    this.runs = runs;
    this.err = err;
    updates.setDaemon(true);
    updates.start();
  }

  @Override
  public void kept(int runs) {
    kept.set(runs);
    ended.set(runs);
    if (runs > 0) {
      err.println(CLEAR + "Kept from before: " + runs + " runs (--fresh does them again)");
    }
  }

  @Override
  public void progressed(long events) {
    rate.add(events);
  }

  @Override
  public void ended(PlannedRun run, Outcome outcome) {
    ended.incrementAndGet();
  }

  private void update() {
    try {
      while (true) {
        Thread.sleep(UPDATE_MILLISECONDS);
        err.print(CLEAR + line(ended.get(), kept.get(), runs, rate.seconds(), rate.text()));
        err.flush();
      }
    } catch (InterruptedException e) {
      // The sweep ended.
    }
  }

  static String line(int ended, int kept, int runs, double seconds, String rate) {
    int filled = WIDTH * ended / Math.max(1, runs);
    StringBuilder line = new StringBuilder();
    line.append('[').append("█".repeat(filled));
    line.append("·".repeat(WIDTH - filled)).append("] ");
    line.append(ended).append('/').append(runs).append(" runs, ").append(rate);
    int done = ended - kept;
    if (done > 0) {
      line.append(", ").append(duration(seconds / done * (runs - ended))).append(" left");
    }
    return line.toString();
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60);
  }

  @Override
  public void close() {
    updates.interrupt();
    try {
      updates.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    err.print(CLEAR);
    err.flush();
  }
}
