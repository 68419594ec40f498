package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What gigabit Ethernet, TCP and Linux's drivers make it come out at, whatever anything costs. */
class StreamArithmeticTest {

  private static final int MSS = 1448;

  /** Frames of 1538 bytes on the wire in a fifth of a second at 1 Gb/s. */
  private static final double FRAMES = 1e9 / 8 / 1538 / 5;

  private static final String[] NOTHING = {};

  private static long[] steady(String iommu, String policy, String[] settings, String... metrics) {
    return Streams.steady("x460", iommu, policy, settings, metrics);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TCP_STREAM", "TCP_MAERTS"})
  void theWireCarries81274FramesAndSo941MegabitsASecond(String test) {
    String[] settings = {"test=" + test};
    long[] grown =
        steady(
            "off",
            "off",
            settings,
            "stream.segments.received",
            "stream.segments.sent",
            "stream.bytes");
    assertThat((double) grown[0] + grown[1]).isCloseTo(FRAMES, within(3.0));
    assertThat(grown[2] * 8 * 5 / 1e6).isCloseTo(941.48, within(0.5));
  }

  @ParameterizedTest
  @CsvSource({"off,off", "calgary,native"})
  void aReceivedStreamTakesOneMapAndAHalfForEachFrame(String iommu, String policy) {
    long[] grown =
        steady(
            iommu,
            policy,
            NOTHING,
            "dma.maps",
            "dma.unmaps",
            "stream.segments.received",
            "stream.acknowledgements.sent");
    double frames = grown[2];
    assertThat(grown[3] / frames).isCloseTo(0.5, within(1e-3));
    assertThat(grown[0] / frames).isCloseTo(1.5, within(1e-3));
    assertThat(grown[1] / frames).isCloseTo(1.5, within(1e-3));
  }

  @Test
  void aSentStreamMapsTheHeadAndEachPageOfASegment() {
    // Offsets of segments in pages are the multiples of 8; of 512, 180 lead into a second page.
    double fragments = 1 + 180 / 512.0;
    String[] settings = {"test=TCP_MAERTS"};
    long[] grown =
        steady(
            "calgary",
            "native",
            settings,
            "dma.maps",
            "dma.unmaps",
            "stream.segments.sent",
            "stream.packets.sent");
    assertThat(fragments).isCloseTo(1.3516, within(1e-4));
    assertThat(grown[3]).isEqualTo(grown[2]);
    assertThat(grown[0] / (double) grown[2]).isCloseTo(1 + fragments, within(2e-3));
    assertThat(grown[1] / (double) grown[2]).isCloseTo(1 + fragments, within(2e-3));
  }

  @Test
  void withoutScatterGatherASegmentIsOneMap() {
    String[] settings = {"test=TCP_MAERTS", "nic-scatter-gather=false"};
    long[] grown = steady("off", "off", settings, "dma.maps", "stream.segments.sent");
    assertThat(grown[0] / (double) grown[1]).isCloseTo(1.0, within(1e-3));
  }

  @Test
  void withSegmentationOffloadAPacketIsMappedOnceForManyFrames() {
    String[] settings = {
      "test=TCP_MAERTS", "nic-segmentation=true", "socket-buffers=1M", "peer-socket-buffers=1M"
    };
    long[] grown =
        steady(
            "calgary",
            "native",
            settings,
            "dma.maps",
            "stream.packets.sent",
            "stream.segments.sent",
            "stream.bytes");
    double segments = grown[2] / (double) grown[1];
    assertThat(segments).isBetween(10.0, 45.0);
    assertThat(grown[0] / (double) grown[1]).isCloseTo(maps(segments), within(0.02 * segments));
    // What 44 segments a packet would come to.
    assertThat(maps(44)).isCloseTo(17.55, within(0.01));
    assertThat(grown[3] * 8 * 5 / 1e6).isCloseTo(941.48, within(4.0));
  }

  /** Maps of a packet of so many segments: its head, and each page that its bytes touch. */
  private static double maps(double segments) {
    return 2 + (segments * MSS - 8) / 4096;
  }

  @ParameterizedTest
  @CsvSource({
    "512, 229853",
    "1024, 114926",
    "2048, 57463",
    "4096, 28731",
    "8192, 14365",
    "16384, 7182",
    "32768, 3591",
    "65536, 1795"
  })
  void atLineRateTheSizeOfMessagesSetsTheRateOfSystemCalls(int size, int calls) {
    String[] settings = {"test=TCP_MAERTS", "message-size=" + size};
    long[] grown = steady("off", "off", settings, "stream.sends", "stream.bytes");
    assertThat(grown[1] * 8 * 5 / 1e6).isCloseTo(941.48, within(0.5));
    assertThat(grown[0] * 5.0).isCloseTo(calls, within(0.002 * calls + 10));
  }

  @Test
  void smallMessagesFillSegmentsUnlessNagleIsOff() {
    RunResult filled = Streams.run("message-size=100", "duration=50ms");
    RunResult small = Streams.run("message-size=100", "duration=50ms", "nodelay=true");
    assertThat(filled.value("stream.bytes") / filled.value("stream.segments.received"))
        .isBetween(MSS - 5L, (long) MSS);
    assertThat(small.value("stream.bytes") / small.value("stream.segments.received"))
        .isBetween(100L, 101L);
  }

  @Test
  void aClientIsTooSlowForVerySmallMessages() {
    RunResult result = Streams.run("message-size=64", "duration=100ms");
    assertThat(result.value("stream.throughput")).isBetween(500_000_000L, 940_000_000L);
    assertThat(result.spec().iommu()).isEqualTo(RunSpec.OFF);
  }

  @Test
  void acknowledgementsNeverCostTheReceiverAMap() {
    // They are short: the driver copies them.
    String[] settings = {"test=TCP_MAERTS", "nic-scatter-gather=false"};
    long[] grown =
        steady(
            "off",
            "off",
            settings,
            "dma.maps",
            "stream.packets.sent",
            "stream.acknowledgements.received",
            "dma.syncs");
    assertThat(grown[0]).isCloseTo(grown[1], within(4L));
    assertThat(grown[2]).isPositive();
    assertThat(grown[3]).isCloseTo(2 * grown[2], within(8L));
  }
}
