package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;

/**
 * What the workload is told. Sizes are bytes, times picoseconds.
 *
 * @param profile file of FFSB or fio
 * @param device kind of disk
 * @param duration instead of the profile's, or 0
 * @param cpus CPUs that benchmark threads run on, from 0; 0 for all
 * @param pageCache most memory of the page cache; 0 for a default that fits the machine
 * @param readAhead largest window
 * @param volatileCache whether the disk's write buffer is lost with the power
 * @param coalesceCommands completions that raise an interrupt at once
 * @param coalesceTime longest that one waits for that
 * @param fibreChannel parameters of the one kind
 * @param nvme parameters of the other
 */
record DiskOptions(
    String profile,
    DiskClass device,
    long duration,
    int cpus,
    long pageCache,
    long readAhead,
    boolean volatileCache,
    int coalesceCommands,
    long coalesceTime,
    FibreChannel fibreChannel,
    Nvme nvme) {

  /**
   * Parameters of the array behind a fibre-channel adapter.
   *
   * @param queueDepth commands at once
   * @param array the disks
   * @param linkRate bytes a second
   * @param firmwareTime of the adapter for each command
   */
  record FibreChannel(int queueDepth, DiskArray.Geometry array, long linkRate, long firmwareTime) {}

  /**
   * Parameters of a flash disk.
   *
   * @param queueDepth commands at once of each queue
   * @param flash the dies
   * @param linkRate bytes a second
   * @param transferBytes most that one command moves
   */
  record Nvme(int queueDepth, FlashArray.Geometry flash, long linkRate, int transferBytes) {}

  private static final long MOST = 1L << 46;

  static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.file(
              "profile",
              "Profile of FFSB or job file of fio: what to do. Told apart by their contents;"
                  + " docs/disk.md."),
          ParameterSpec.choice(
              "device",
              DiskClass.FC_SAN.word(),
              DiskClass.words(),
              "Disk: fc-san is a QLogic 2300 with an array like IBM's DS3400, as in The Price of"
                  + " Safety, section 2; nvme a flash disk of today."),
          ParameterSpec.duration(
              "duration",
              "0s",
              "Simulated time of the benchmark, instead of what the profile says; 0 for the"
                  + " profile's."),
          ParameterSpec.integer(
              "cpus",
              0,
              0,
              4096,
              "CPUs that the benchmark's threads run on, from CPU 0; 0 for all of the machine's."),
          ParameterSpec.bytes(
              "page-cache",
              "0",
              0,
              MOST,
              "Most memory of the page cache; 0 for 256 MiB, or three quarters of what is free if"
                  + " that is less. What it holds takes as much of the memory of Tollgate itself."),
          ParameterSpec.bytes(
              "read-ahead",
              "128K",
              0,
              1 << 26,
              "Largest read-ahead window of a file; 0 for none. Linux's default,"
                  + " VM_MAX_READAHEAD."),
          ParameterSpec.flag(
              "volatile-cache",
              false,
              "Whether the disk's write buffer is lost with the power, so that fsync must flush it."
                  + " Buffers of such arrays and of server flash disks are protected."),
          ParameterSpec.integer(
              "coalesce-commands",
              1,
              1,
              256,
              "Completions that raise an interrupt at once. 1: off, the default of NVMe's feature"
                  + " 08h and of the driver for the QLogic 2300."),
          ParameterSpec.duration(
              "coalesce-time",
              "0s",
              "Longest that a completion waits for others before it interrupts; 0: off, as"
                  + " above."),
          ParameterSpec.integer(
              "fc-queue-depth",
              32,
              1,
              1024,
              "Commands in the array at once. Default of the driver for one unit: ql2xmaxqdepth"
                  + " 32."),
          ParameterSpec.integer(
              "fc-spindles",
              12,
              1,
              512,
              "Disks that data are striped over. A DS3400 holds 12; the paper says no number."),
          ParameterSpec.bytes(
              "fc-stripe",
              "128K",
              4096,
              1 << 24,
              "Bytes of a stripe on one disk. Estimated: usual default of such arrays."),
          ParameterSpec.bytes(
              "fc-capacity", "300G", 1 << 24, MOST, "Bytes of the volume. Estimated."),
          ParameterSpec.integer(
              "fc-rpm",
              15_000,
              1_000,
              100_000,
              "Turns a minute of each disk. Estimated: SAS disks of 2007 for such arrays."),
          ParameterSpec.duration(
              "fc-seek-short", "400us", "Seek to the next track. Estimated: 0.2 to 0.5 ms."),
          ParameterSpec.duration(
              "fc-seek-long", "7ms", "Seek over the whole disk. Estimated: 3.5 ms on average."),
          ParameterSpec.bytes(
              "fc-media-rate",
              "100000000",
              1 << 20,
              1L << 40,
              "Bytes a second of one disk. Estimated: 80 to 125 MB/s from inside to outside."),
          ParameterSpec.bytes(
              "fc-disk-read-ahead",
              "256K",
              0,
              1 << 26,
              "What an idle disk reads on into its buffer. Estimated: one of many segments of 16"
                  + " MB."),
          ParameterSpec.bytes(
              "fc-write-buffer",
              "256M",
              0,
              1L << 40,
              "Buffer of the array for writes. Estimated: half of the 512 MB of one controller."),
          ParameterSpec.duration(
              "fc-array-overhead",
              "100us",
              "Time of the array for each command, without disks. Estimated."),
          ParameterSpec.duration(
              "fc-firmware-time",
              "20us",
              "Time of the adapter's processor for each command. Estimated: about 50,000 commands"
                  + " a second."),
          ParameterSpec.bytes(
              "fc-link-rate",
              "200000000",
              1 << 20,
              1L << 40,
              "Bytes a second of the link, each way. Fibre channel of 2 Gb/s, which the QLogic 2300"
                  + " speaks: 200 MB/s after 8b/10b coding."),
          ParameterSpec.integer(
              "nvme-queue-depth",
              1023,
              1,
              4095,
              "Commands of each queue at once; there is one queue for each CPU. Linux's"
                  + " io_queue_depth of 1024, one entry of which stays empty."),
          ParameterSpec.bytes(
              "nvme-transfer",
              "512K",
              4096,
              1 << 25,
              "Most that one command moves. Estimated: MDTS of 5 to 8 is usual."),
          ParameterSpec.integer(
              "nvme-channels", 8, 1, 256, "Channels to the flash. Estimated: 8 is usual."),
          ParameterSpec.integer("nvme-dies", 8, 1, 256, "Dies on each channel. Estimated."),
          ParameterSpec.bytes(
              "nvme-page",
              "16K",
              4096,
              1 << 20,
              "What a die reads or programs at once. Estimated: page of TLC flash."),
          ParameterSpec.bytes(
              "nvme-capacity", "1T", 1 << 24, MOST, "Bytes of the disk. Estimated."),
          ParameterSpec.duration(
              "nvme-read-time", "60us", "Time to read a page from the cells. Estimated: TLC."),
          ParameterSpec.duration(
              "nvme-program-time", "700us", "Time to program a page. Estimated: TLC."),
          ParameterSpec.bytes(
              "nvme-channel-rate",
              "400000000",
              1 << 20,
              1L << 40,
              "Bytes a second of each channel. Estimated: ONFI 3, 400 MT/s."),
          ParameterSpec.bytes(
              "nvme-write-buffer", "512M", 0, 1L << 40, "Buffer for writes. Estimated."),
          ParameterSpec.duration(
              "nvme-overhead",
              "10us",
              "Time of the controller for each command. Estimated: writes complete in 10 to 20"
                  + " us."),
          ParameterSpec.bytes(
              "nvme-link-rate",
              "3200000000",
              1 << 20,
              1L << 40,
              "Bytes a second of the link, each way. PCI Express 3.0 with four lanes: 3.9 GB/s, of"
                  + " which packets leave about 3.2."));

  static DiskOptions of(Parameters parameters) {
    long minute = 60L * 1_000_000_000_000L;
    return new DiskOptions(
        parameters.text("profile"),
        DiskClass.of(parameters.text("device")),
        parameters.picoseconds("duration"),
        (int) parameters.integer("cpus"),
        parameters.bytes("page-cache"),
        parameters.bytes("read-ahead"),
        parameters.flag("volatile-cache"),
        (int) parameters.integer("coalesce-commands"),
        parameters.picoseconds("coalesce-time"),
        new FibreChannel(
            (int) parameters.integer("fc-queue-depth"),
            new DiskArray.Geometry(
                (int) parameters.integer("fc-spindles"),
                (int) parameters.bytes("fc-stripe"),
                parameters.bytes("fc-capacity"),
                minute / parameters.integer("fc-rpm"),
                parameters.picoseconds("fc-seek-short"),
                parameters.picoseconds("fc-seek-long"),
                parameters.bytes("fc-media-rate"),
                parameters.bytes("fc-disk-read-ahead"),
                parameters.bytes("fc-write-buffer"),
                parameters.flag("volatile-cache"),
                parameters.picoseconds("fc-array-overhead")),
            parameters.bytes("fc-link-rate"),
            parameters.picoseconds("fc-firmware-time")),
        new Nvme(
            (int) parameters.integer("nvme-queue-depth"),
            new FlashArray.Geometry(
                (int) parameters.integer("nvme-channels"),
                (int) parameters.integer("nvme-dies"),
                (int) parameters.bytes("nvme-page"),
                parameters.bytes("nvme-capacity"),
                parameters.picoseconds("nvme-read-time"),
                parameters.picoseconds("nvme-program-time"),
                parameters.bytes("nvme-channel-rate"),
                parameters.bytes("nvme-write-buffer"),
                parameters.flag("volatile-cache"),
                parameters.picoseconds("nvme-overhead")),
            parameters.bytes("nvme-link-rate"),
            (int) parameters.bytes("nvme-transfer")));
  }
}
