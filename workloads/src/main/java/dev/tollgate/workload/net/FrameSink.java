package dev.tollgate.workload.net;

/** One end of a {@link Link}: takes what arrives there. */
@FunctionalInterface
public interface FrameSink {

  /**
   * The last bit of a frame has arrived.
   *
   * @param frame belongs to the sink from now on, which releases it or sends it on
   * @param now picoseconds from the start of the run
   */
  void arrived(Frame frame, long now);
}
