package dev.tollgate.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The program {@code tollgate}. */
public final class Main {

  /** System property that names the folder with {@code experiments} and {@code examples}. */
  static final String HOME_PROPERTY = "tollgate.home";

  private Main() {}

  /** Runs the program and ends the Java machine with its exit code. */
  public static void main(String[] args) {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    int exitCode = run(args, out, err);
    out.flush();
    err.flush();
    System.exit(exitCode);
  }

  /**
   * Runs the program.
   *
   * @return {@link ExitCode}
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    String home = System.getProperty(HOME_PROPERTY);
    Terminal terminal =
        new Terminal(out, err, home == null || home.isBlank() ? null : Path.of(home));
    return CommandTree.run(args, terminal);
  }

  /** Text is UTF-8 wherever Tollgate runs, so that units look the same everywhere. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
