package dev.tollgate.workload.stream.netperf;

/**
 * When a test ends ({@code -l}): after a time or after an amount, never both.
 *
 * @param seconds simulated seconds to send for; 0 if the amount ends the test
 * @param units bytes to send, or transactions to make in a request/response test; 0 if the time
 *     ends the test
 */
public record TestLength(long seconds, long units) {

  /** netperf's default: ten seconds. */
  public static final TestLength DEFAULT = new TestLength(10, 0);

  /** Checks that exactly one of the two is given. */
  public TestLength {
    if (seconds < 0 || units < 0 || (seconds == 0) == (units == 0)) {
      throw new IllegalArgumentException(
          "a test ends after seconds or after units: " + seconds + ", " + units);
    }
  }

  /** Whether time ends the test. */
  public boolean timed() {
    return seconds > 0;
  }
}
