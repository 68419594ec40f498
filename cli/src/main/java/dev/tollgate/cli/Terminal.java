package dev.tollgate.cli;

import dev.tollgate.core.boot.Tollgate;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What commands use of the world around them.
 *
 * @param out for results
 * @param err for everything else
 * @param home folder with {@code experiments} and {@code examples}, if there is one
 */
record Terminal(PrintStream out, PrintStream err, @Nullable Path home) {

  /** The plugins and everything they contribute; loaded at each call. */
  Tollgate tollgate() {
    return Tollgate.load();
  }

  /** Whether somebody watches {@link #err} who can see a line change. */
  static boolean isInteractive() {
    if (System.getenv("CI") != null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false; // Not Linux: plain lines are right everywhere.
    }
  }
}
