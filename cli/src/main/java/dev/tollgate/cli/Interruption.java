package dev.tollgate.cli;

import dev.tollgate.cli.sweep.ResultsFolder;
import dev.tollgate.cli.sweep.Sweep;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Keeps what has been finished when the user stops the program (Ctrl-C, SIGTERM). */
final class Interruption implements AutoCloseable {

  private final Thread hook;

  private Interruption(Thread hook) {
    this.hook = hook;
  }

  /** Watches over a sweep until it is closed. */
  static Interruption of(Sweep sweep, @Nullable ResultsFolder folder, PrintStream err) {
    Thread hook = new Thread(() -> stopped(sweep, folder, err), "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Interruption(hook);
  }

  static void stopped(Sweep sweep, @Nullable ResultsFolder folder, PrintStream err) {
    sweep.stop();
    int ended = sweep.ended();
    if (folder == null || ended == 0) {
      err.println("\ntollgate: stopped");
      return;
    }
    folder.write(sweep.results());
    err.printf(
        "%ntollgate: stopped; the runs that had ended (%d) are kept: %s%n", ended, folder.report());
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is being stopped: the hook is at work, and nothing more is to be done here.
      waitForEver();
    }
  }

  private static void waitForEver() {
    while (true) {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
