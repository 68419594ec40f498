package dev.tollgate.workload.net;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;

/**
 * How fast a {@link Link} is and how far it reaches.
 *
 * @param megabits rate of each direction in 10<sup>6</sup> bits a second
 * @param latencyPicoseconds from the last bit leaving one end to its arrival at the other, beside
 *     what a switch takes: cables, and a switch's decision where to send a frame
 * @param storeAndForward whether a switch between the ends takes each frame in whole before it
 *     sends it on, at the same rate
 */
public record LinkSettings(long megabits, long latencyPicoseconds, boolean storeAndForward) {

  /** What a workload with a link lets its users set. */
  public static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.integer(
              "link-megabits",
              1000,
              10,
              100_000,
              "rate of the link in each direction, in 10^6 bits a second"),
          ParameterSpec.duration(
              "link-latency",
              "4 us",
              "one way through cables and a switch's decision, without the time of the frame"
                  + " itself; the default is a gigabit switch of 2005, estimated"),
          ParameterSpec.flag(
              "link-switched",
              true,
              "whether a switch between both machines stores each frame before it sends it on"));

  private static final long PICOSECONDS_PER_MICROSECOND = 1_000_000;

  /** Checks the rate. */
  public LinkSettings {
    if (megabits < 1 || latencyPicoseconds < 0) {
      throw new IllegalArgumentException(
          "a link has a rate and no negative latency: %d Mb/s, %d ps"
              .formatted(megabits, latencyPicoseconds));
    }
  }

  /** As the parameters of a workload that lists {@link #PARAMETERS} say. */
  public static LinkSettings of(Parameters parameters) {
    return new LinkSettings(
        parameters.integer("link-megabits"),
        parameters.picoseconds("link-latency"),
        parameters.flag("link-switched"));
  }

  /** Time of {@code bytes} on the wire in picoseconds, rounded up. */
  public long picoseconds(long bytes) {
    return (Byte.SIZE * PICOSECONDS_PER_MICROSECOND * bytes + megabits - 1) / megabits;
  }
}
