package dev.tollgate.workload.stream.peer;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;

/**
 * What the peer's work costs it, in cycles of its own CPUs.
 *
 * @param hertz its clock
 * @param callCycles a send() or recv() without its bytes
 * @param byteMilliCycles a byte copied between program and kernel, in thousandths of a cycle
 * @param segmentCycles a segment with payload sent or received, by driver and protocols
 * @param acknowledgementCycles a segment without payload sent or received
 * @param latency picoseconds from a frame's arrival until its handling begins: DMA, interrupt and
 *     its coalescing
 */
public record PeerSettings(
    long hertz,
    long callCycles,
    long byteMilliCycles,
    long segmentCycles,
    long acknowledgementCycles,
    long latency) {

  /** What a workload with a peer lets its users set. */
  public static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.frequency(
              "peer-clock",
              "1.8 GHz",
              1_000_000,
              100_000_000_000L,
              "Clock of each of the peer's two CPUs. Default: IBM e326, the paper's section 2."),
          ParameterSpec.integer(
              "peer-call",
              900,
              0,
              1_000_000,
              "Cycles of the peer for a send() or recv() without its bytes; estimated."),
          ParameterSpec.integer(
              "peer-byte",
              400,
              0,
              1_000_000,
              "Thousandths of a cycle of the peer for a byte copied between program and kernel;"
                  + " estimated."),
          ParameterSpec.integer(
              "peer-segment",
              4500,
              0,
              10_000_000,
              "Cycles of the peer for a segment with payload, driver and protocols; estimated."),
          ParameterSpec.integer(
              "peer-acknowledgement",
              2200,
              0,
              10_000_000,
              "Cycles of the peer for a segment without payload; estimated."),
          ParameterSpec.duration(
              "peer-latency",
              "12 us",
              "Time from a frame's arrival at the peer until its handling begins: DMA, interrupt"
                  + " and its coalescing; estimated."));

  /** As the parameters of a workload that lists {@link #PARAMETERS} say. */
  public static PeerSettings of(Parameters parameters) {
    return new PeerSettings(
        parameters.hertz("peer-clock"),
        parameters.integer("peer-call"),
        parameters.integer("peer-byte"),
        parameters.integer("peer-segment"),
        parameters.integer("peer-acknowledgement"),
        parameters.picoseconds("peer-latency"));
  }
}
