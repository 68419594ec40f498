package dev.tollgate.workload.net.nic;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;

/** What a workload with a network interface lets its users set of it. */
public final class NicParameters {

  private static final int MOST_ENTRIES = 1 << 14;

  /** The parameters, named {@code nic-…}. */
  public static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          number("receive-ring", 512, 2, MOST_ENTRIES, "receive descriptors, a power of two"),
          number(
              "receive-pending",
              200,
              1,
              MOST_ENTRIES - 1,
              "receive buffers posted at a time; fewer than nic-receive-ring. tg3's default"),
          number(
              "return-ring",
              1024,
              2,
              MOST_ENTRIES,
              "descriptors of frames received, a power of two above nic-receive-pending"),
          number("transmit-ring", 512, 32, MOST_ENTRIES, "transmit descriptors, a power of two"),
          number(
              "transmit-pending",
              511,
              20,
              MOST_ENTRIES - 1,
              "transmit descriptors used at a time; fewer than nic-transmit-ring. tg3's default"),
          time("receive-delay", "20 us", "longest a received frame waits for an interrupt"),
          number("receive-frames", 5, 0, 255, "received frames that make an interrupt; 0: any"),
          time("transmit-delay", "72 us", "longest a sent packet waits for an interrupt"),
          number("transmit-frames", 53, 0, 255, "sent packets that make an interrupt; 0: any"),
          time("receive-delay-polling", "20 us", "the same while the driver polls"),
          number("receive-frames-polling", 5, 0, 255, "the same while the driver polls"),
          time("transmit-delay-polling", "20 us", "the same while the driver polls"),
          number("transmit-frames-polling", 5, 0, 255, "the same while the driver polls"),
          flag(
              "delay-restarts",
              true,
              "whether each frame begins these times anew, as tg3's CLRTCKS values are meant for;"
                  + " if not, the first one that waits does"),
          number("mtu", 1500, 576, 9000, "most bytes of a frame after its Ethernet header"),
          flag("checksum", true, "whether the interface writes and verifies checksums"),
          flag("scatter-gather", true, "whether it gathers a frame from several pages"),
          flag(
              "segmentation",
              false,
              "whether it cuts packets of up to 64 KiB into frames (TSO); off in tg3 on the chips"
                  + " of 2005"),
          flag("msi", false, "whether it interrupts by messages; if not, by a line"),
          number("copy-break", 256, 0, 1500, "longest frame in bytes that the driver copies"),
          number("weight", 64, 1, 300, "most packets that one poll handles"),
          time(
              "dma-latency",
              "1 us",
              "from the doorbell to the first byte sent: two reads over PCI-X; estimated"),
          ParameterSpec.bytes(
              "nic-receive-buffer",
              "48K",
              1024,
              1 << 24,
              "its memory for received frames that wait for the bus; the BCM5704's 64K less what"
                  + " frames to be sent and a low-water mark take"));

  private NicParameters() {}

  /**
   * The settings that a workload's parameters make.
   *
   * @throws dev.tollgate.core.error.BadInputException if they contradict each other
   */
  public static NicSettings of(Parameters values) {
    return new NicSettings(
        new RingSettings(
            integer(values, "receive-ring"),
            integer(values, "receive-pending"),
            integer(values, "return-ring"),
            integer(values, "transmit-ring"),
            integer(values, "transmit-pending")),
        thresholds(values, ""),
        thresholds(values, "-polling"),
        values.flag("nic-delay-restarts"),
        integer(values, "mtu"),
        values.flag("nic-checksum"),
        values.flag("nic-scatter-gather"),
        values.flag("nic-segmentation"),
        values.flag("nic-msi"),
        integer(values, "copy-break"),
        integer(values, "weight"),
        values.picoseconds("nic-dma-latency"),
        (int) values.bytes("nic-receive-buffer"));
  }

  private static CoalescingThresholds thresholds(Parameters values, String suffix) {
    return new CoalescingThresholds(
        values.picoseconds("nic-receive-delay" + suffix),
        integer(values, "receive-frames" + suffix),
        values.picoseconds("nic-transmit-delay" + suffix),
        integer(values, "transmit-frames" + suffix));
  }

  private static int integer(Parameters values, String name) {
    return (int) values.integer("nic-" + name);
  }

  private static ParameterSpec number(String name, long byDefault, long min, long max, String doc) {
    return ParameterSpec.integer("nic-" + name, byDefault, min, max, doc);
  }

  private static ParameterSpec time(String name, String byDefault, String doc) {
    return ParameterSpec.duration("nic-" + name, byDefault, doc);
  }

  private static ParameterSpec flag(String name, boolean byDefault, String doc) {
    return ParameterSpec.flag("nic-" + name, byDefault, doc);
  }
}
