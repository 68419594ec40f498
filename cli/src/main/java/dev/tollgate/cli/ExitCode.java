package dev.tollgate.cli;

/** How the program ends. */
public final class ExitCode {

  /** All is well. */
  public static final int FINE = 0;

  /**
   * A run violated an invariant, or failed in another way not of the user's making; a claim is not
   * met.
   */
  public static final int RUN_FAILED = 1;

  /** Something the user gave is wrong. */
  public static final int BAD_INPUT = 2;

  private ExitCode() {}
}
