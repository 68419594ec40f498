package dev.tollgate.core.settings;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.IoBusTiming;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;

/**
 * The machines that are described under {@code machines}, with what {@code machine} changes about
 * the one a run is on.
 */
final class Machines {

  private static final long FRAME_BYTES = 4096;

  /** Most bytes of memory: the reach of a 48-bit physical address. */
  private static final long MOST_BYTES = 1L << 48;

  /** Most frames that a page allocator can span: 4 TiB. */
  private static final long MOST_FRAMES = 1L << 30;

  private static final String FRAMES = "frames";
  private static final String IO_BUS_WIDTH = "io-bus-width";

  /** The keys of a machine. Those of {@link #REQUIRED} have no default of any meaning. */
  static final ImmutableList<ParameterSpec> KEYS =
      ImmutableList.of(
          ParameterSpec.text("description", "", "Which real machine, and where its figures stand."),
          ParameterSpec.integer("cpus", 1, 1, 1024, "Number of CPUs."),
          ParameterSpec.frequency(
              "clock", "1GHz", 1_000_000, 100_000_000_000L, "Clock of each CPU."),
          ParameterSpec.bytes(
              "ram", "4K", FRAME_BYTES, MOST_BYTES, "Memory from address 0; whole frames of 4K."),
          ParameterSpec.bytes(
              "firmware", "0", 0, MOST_BYTES, "Memory above it that firmware keeps for tables."),
          ParameterSpec.integer(
              FRAMES,
              0,
              0,
              MOST_FRAMES,
              "Frames of 4K that the page allocator gets, from address 0; 0 for all of ram."),
          ParameterSpec.choice(
              "page-allocator",
              "buddy",
              ImmutableList.of("buddy", "first-fit"),
              "Linux's buddy system, or the lowest aligned run of free frames."),
          ParameterSpec.integer(
              IO_BUS_WIDTH,
              0,
              0,
              64,
              "Bits that cross an I/O bus in one clock: 32 or 64; 0 if accesses take no time."),
          ParameterSpec.frequency(
              "io-bus-clock",
              "133 MHz",
              1_000_000,
              100_000_000_000L,
              "Clock of the I/O buses, without meaning if they have no width."),
          ParameterSpec.duration(
              "io-bus-read",
              "500 ns",
              "From a device's read request until its first byte is there."),
          ParameterSpec.text("cost", "generic", "Name of the cost profile that prices its steps."));

  private static final ImmutableSet<String> REQUIRED =
      ImmutableSet.of("description", "cpus", "clock", "ram");

  private final ImmutableSortedMap<String, ConfigObject> groups;
  private final ConfigObject changes;

  /**
   * Checks all machines, and what is changed about the chosen one as far as can be without knowing
   * it.
   */
  Machines(ConfigObject machines, ConfigObject changes, ImmutableSet<String> costProfiles) {
    ImmutableSortedMap.Builder<String, ConfigObject> groups = ImmutableSortedMap.naturalOrder();
    ImmutableSortedMap.copyOf(machines)
        .forEach(
            (name, value) -> {
              Names.check(name, "name of a machine", value);
              ConfigObject group = ParameterReader.group("machines." + name, value);
              read(name, group);
              checkCost(group, costProfiles);
              groups.put(name, group);
            });
    this.groups = groups.buildOrThrow();
    this.changes = changes;
    ParameterReader.read("machine", KEYS, changes);
    checkCost(changes, costProfiles);
  }

  private static void checkCost(ConfigObject group, ImmutableSet<String> costProfiles) {
    ConfigValue cost = group.get("cost");
    if (cost != null && !costProfiles.contains(cost.unwrapped())) {
      String name = cost.unwrapped().toString();
      throw Origins.complaint(
          cost,
          "there is no cost profile " + name + NearestName.hint(name, costProfiles, "profiles"));
    }
  }

  ImmutableSortedSet<String> names() {
    return groups.keySet();
  }

  /** One of {@link #names}, with the changes for this run. */
  MachineProfile profile(String name) {
    ConfigObject group = groups.get(name);
    if (group == null) {
      throw new BadInputException(
          "unknown machine " + name + NearestName.hint(name, names(), "machines"));
    }
    ConfigObject changed = changes.withFallback(group);
    // Less memory than the page allocator would get: it then gets all there is.
    boolean onlyRam = changes.containsKey("ram") && !changes.containsKey(FRAMES);
    return read(name, onlyRam ? withFramesThatFit(name, changed) : changed);
  }

  private static ConfigObject withFramesThatFit(String name, ConfigObject keys) {
    Parameters values = ParameterReader.read("machines." + name, KEYS, keys);
    boolean fit = values.integer(FRAMES) <= values.bytes("ram") / FRAME_BYTES;
    return fit ? keys : keys.withoutKey(FRAMES);
  }

  private static MachineProfile read(String name, ConfigObject keys) {
    String path = "machines." + name;
    for (String required : REQUIRED) {
      ParameterReader.require(path, keys, required);
    }
    Parameters values = ParameterReader.read(path, KEYS, keys);
    long ram = wholeFrames(path, keys, values.bytes("ram"), "ram");
    long firmware = wholeFrames(path, keys, values.bytes("firmware"), "firmware");
    long all = ram / FRAME_BYTES;
    long frames = values.integer(FRAMES) == 0 ? all : values.integer(FRAMES);
    if (frames > all) {
      throw complaint(path, keys, FRAMES, "more than the " + all + " of ram");
    }
    if (frames > MOST_FRAMES) {
      throw complaint(
          path, keys, "ram", "more than a page allocator spans; set frames to at most 1073741824");
    }
    return new MachineProfile(
        name,
        values.text("description"),
        Math.toIntExact(values.integer("cpus")),
        values.hertz("clock"),
        ram,
        firmware,
        frames,
        PageAllocation.valueOf(Ascii.toUpperCase(values.text("page-allocator")).replace('-', '_')),
        values.text("cost"),
        ioBus(path, keys, values));
  }

  private static IoBusTiming ioBus(String path, ConfigObject keys, Parameters values) {
    int bits = (int) values.integer(IO_BUS_WIDTH);
    if (bits == 0) {
      return IoBusTiming.NONE;
    }
    if (bits != 32 && bits != 64) {
      throw complaint(path, keys, IO_BUS_WIDTH, "not 32, 64 or, for no time, 0");
    }
    return new IoBusTiming(
        bits / Byte.SIZE,
        SimulatedClock.SECOND / values.hertz("io-bus-clock"),
        values.picoseconds("io-bus-read"));
  }

  private static long wholeFrames(String path, ConfigObject keys, long bytes, String key) {
    if (bytes % FRAME_BYTES != 0) {
      throw complaint(path, keys, key, "not a multiple of 4K");
    }
    return bytes;
  }

  private static RuntimeException complaint(
      String path, ConfigObject keys, String key, String problem) {
    ConfigValue value = ParameterReader.require(path, keys, key);
    return Origins.complaint(
        value, path + "." + key + " is " + ValueReader.found(value) + ", " + problem);
  }
}
