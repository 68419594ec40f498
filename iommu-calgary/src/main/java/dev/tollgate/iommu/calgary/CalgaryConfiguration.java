package dev.tollgate.iommu.calgary;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.iommu.IotlbGeometry;
import dev.tollgate.core.iommu.Replacement;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import java.util.Locale;

/**
 * What the parameters of {@code iommu.calgary} say.
 *
 * @param chip which chip
 * @param driver which generation of Linux's driver
 * @param table size of every bridge's table
 * @param reserve whether some bus addresses are neither translated nor handed out
 * @param firstWindow memory window 1 of every bus
 * @param secondWindow memory window 2 of every bus
 * @param tceCache size and shape of every bridge's TCE cache
 * @param splitsPerDevice split reads a busy device leaves outstanding when its bus is stopped
 * @param hangEvery every so-many-th stop the bus does not come to rest; 0 for never
 * @param softStopFaultEvery at every so-many-th flush SoftStop fails; 0 for never
 * @param softStopFaults times in a row that it then fails
 * @param disabledBus bus that is not translated; -1 for none
 * @param translateEmptySlots whether buses without devices get tables too
 */
record CalgaryConfiguration(
    Chip chip,
    DriverGeneration driver,
    TableSize table,
    boolean reserve,
    BusWindows.Window firstWindow,
    BusWindows.Window secondWindow,
    IotlbGeometry tceCache,
    int splitsPerDevice,
    long hangEvery,
    long softStopFaultEvery,
    long softStopFaults,
    int disabledBus,
    boolean translateEmptySlots) {

  private static final int MOST_ENTRIES = 1 << 20;
  private static final int MOST_BUSES = 256;
  private static final long MOST_BYTES = 1L << 48;

  /** The parameters, in the order to list them. */
  static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.choice(
              "chip",
              "calgary",
              ImmutableList.of("calgary", "calioc2"),
              "The PCI-X Calgary (x366, x460, x3950) or its PCI Express successor CalIOC2; they differ"
                  + " in how the TCE cache is flushed and in the addresses left untranslated."),
          ParameterSpec.choice(
              "driver",
              "2006",
              ImmutableList.of("2006", "2008"),
              "Generation of Linux's driver: in 2006 (2.6.18, and the paper's 2.6.21) its lock covers"
                  + " whole map and unmap calls, from 2008 on (2.6.26) the bitmap only."),
          ParameterSpec.bytesOf(
              "table",
              "8M",
              TableSize.NAMES,
              "Size of each bus's table in bytes, 8 for each I/O page: 64K translates 32 MiB, 8M"
                  + " translates 4 GiB. The default is the driver's. A workload that brings its own"
                  + " table size overrides it."),
          ParameterSpec.flag(
              "reserve",
              true,
              "Whether emergency pages, legacy memory and the memory windows are kept out of the"
                  + " I/O pages handed out, and the latter two untranslated, as on the real machine."),
          ParameterSpec.bytes(
              "mem1-address",
              "3840MiB",
              0,
              MOST_BYTES,
              "First byte of each bus's memory window 1, in which its devices' own memory lies."
                  + " Estimated: firmware chooses it, and no machine's choice is published."),
          ParameterSpec.bytes(
              "mem1-size",
              "224MiB",
              0,
              MOST_BYTES,
              "Bytes of memory window 1, rounded up to a whole MiB at its end; 0 for none. Estimated:"
                  + " up to the chip's own registers at 0xfe000000."),
          ParameterSpec.bytes(
              "mem2-address", "4GiB", 0, MOST_BYTES, "First byte of each bus's memory window 2."),
          ParameterSpec.bytes(
              "mem2-size",
              "0",
              0,
              MOST_BYTES,
              "Bytes of memory window 2, rounded up to a whole MiB at its end; 0, the default, leaves"
                  + " it switched off."),
          ParameterSpec.integer(
              "tce-cache-entries",
              64,
              0,
              MOST_ENTRIES,
              "Translations that each bus's TCE cache holds; 0 for no cache. Estimated: the real size"
                  + " is not published."),
          ParameterSpec.integer(
              "tce-cache-ways",
              4,
              0,
              MOST_ENTRIES,
              "Entries of one set of the TCE cache; 0 for fully associative. Estimated: the real"
                  + " geometry is not published."),
          ParameterSpec.choice(
              "tce-cache-replacement",
              "lru",
              ImmutableList.of("lru", "fifo", "clock", "random", "plru"),
              "Which entry of a full set of the TCE cache gives way. Estimated: not published."),
          ParameterSpec.integer(
              "splits-per-device",
              1,
              0,
              BusTraffic.SPLIT_SLOTS,
              "Split reads that each device of a busy bus leaves outstanding when the bus is stopped;"
                  + " a flush looks at the queue once for each, and once more. Estimated: one read"
                  + " request under way in each device."),
          ParameterSpec.integer(
              "not-quiesced-every",
              0,
              0,
              Long.MAX_VALUE,
              "Injected fault: at every so-many-th stop the bus does not come to rest, and the flush"
                  + " goes on after 100 looks; 0 for never."),
          ParameterSpec.integer(
              "soft-stop-fault-every",
              0,
              0,
              Long.MAX_VALUE,
              "Injected fault of CalIOC2: at every so-many-th flush stopping the bus fails with"
                  + " SoftStopFault; 0 for never."),
          ParameterSpec.integer(
              "soft-stop-faults",
              FlushProcedure.PATIENCE,
              1,
              FlushProcedure.PATIENCE,
              "How many times in a row it then fails. At the 100th the driver gives up and the TCE"
                  + " cache keeps what it has."),
          ParameterSpec.integer(
              "disable-bus",
              -1,
              -1,
              MOST_BUSES - 1,
              "Number of the bus that is not translated at all, as by Linux's calgary=disable=; -1"
                  + " for none."),
          ParameterSpec.flag(
              "translate-empty-slots",
              false,
              "Whether buses without devices get a table too, for hot-plugging, as by Linux's"
                  + " calgary=translate_empty_slots: all four of every chip."));

  /**
   * Reads checked parameters.
   *
   * @param demandedIoPages entries that the table must have, or 0 for what the parameters say
   * @throws BadInputException if values do not fit together
   */
  static CalgaryConfiguration of(Parameters parameters, long demandedIoPages) {
    return new CalgaryConfiguration(
        parameters.text("chip").equals("calgary") ? Chip.CALGARY : Chip.CALIOC2,
        parameters.text("driver").equals("2006")
            ? DriverGeneration.YEAR_2006
            : DriverGeneration.YEAR_2008,
        demandedIoPages == 0
            ? TableSize.ofBytes(parameters.bytes("table"))
            : TableSize.ofEntries(demandedIoPages),
        parameters.flag("reserve"),
        new BusWindows.Window(parameters.bytes("mem1-address"), parameters.bytes("mem1-size")),
        new BusWindows.Window(parameters.bytes("mem2-address"), parameters.bytes("mem2-size")),
        tceCache(parameters),
        (int) parameters.integer("splits-per-device"),
        parameters.integer("not-quiesced-every"),
        parameters.integer("soft-stop-fault-every"),
        parameters.integer("soft-stop-faults"),
        (int) parameters.integer("disable-bus"),
        parameters.flag("translate-empty-slots"));
  }

  private static IotlbGeometry tceCache(Parameters parameters) {
    try {
      return new IotlbGeometry(
          (int) parameters.integer("tce-cache-entries"),
          (int) parameters.integer("tce-cache-ways"),
          Replacement.valueOf(parameters.text("tce-cache-replacement").toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          "%s.tce-cache-ways and tce-cache-entries do not fit together: %s"
              .formatted(parameters.path(), e.getMessage()),
          e);
    }
  }

  /** A fresh plan of the misbehaviour that a bridge is to show. */
  InjectedFaults injectedFaults() {
    return new InjectedFaults(hangEvery, softStopFaultEvery, softStopFaults);
  }
}
