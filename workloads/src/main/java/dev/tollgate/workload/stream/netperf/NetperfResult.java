package dev.tollgate.workload.stream.netperf;

import org.jspecify.annotations.Nullable;

/**
 * What one simulated test measured, before any rounding. Local is netperf's side.
 *
 * @param elapsedPicoseconds from the first send to the end, greater than 0
 * @param messageSize bytes of each send call; not used by request/response tests
 * @param bytes payload bytes that the receiver took in a stream; both directions of a
 *     request/response test together
 * @param transactions completed transactions; 0 for streams
 * @param localCalls calls of netperf's side
 * @param remoteCalls calls of netserver's side
 * @param localBuffers socket buffers of netperf's side
 * @param remoteBuffers socket buffers of netserver's side
 * @param mss largest segment payload in bytes; -1 if there is none (UDP)
 * @param localCpu CPU use of netperf's side, or null if that side is not modelled
 * @param remoteCpu CPU use of netserver's side, or null if that side is not modelled
 * @param roundTrips times of transactions, or null if none were recorded
 */
public record NetperfResult(
    long elapsedPicoseconds,
    long messageSize,
    long bytes,
    long transactions,
    Calls localCalls,
    Calls remoteCalls,
    SocketBuffers localBuffers,
    SocketBuffers remoteBuffers,
    long mss,
    @Nullable CpuUse localCpu,
    @Nullable CpuUse remoteCpu,
    @Nullable RoundTrips roundTrips) {

  /** Picoseconds of a second. */
  static final double SECOND = 1e12;

  /**
   * Socket calls of one side.
   *
   * @param sends that took their data
   * @param receives that brought data
   * @param failedSends sends refused for want of buffers (ENOBUFS), for UDP
   */
  public record Calls(long sends, long receives, long failedSends) {}

  /** Checks that time passed and nothing is negative. */
  public NetperfResult {
    if (elapsedPicoseconds <= 0) {
      throw new IllegalArgumentException("a test takes time: " + elapsedPicoseconds + " ps");
    }
    if (bytes < 0 || transactions < 0 || messageSize < 0) {
      throw new IllegalArgumentException(
          "negative: " + bytes + " bytes, " + transactions + " transactions, " + messageSize);
    }
  }

  /** Elapsed time in seconds. */
  public double seconds() {
    return elapsedPicoseconds / SECOND;
  }
}
