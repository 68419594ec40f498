package dev.tollgate.workload.errant;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.CoherentBuffer;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.WorkloadContext;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;

/**
 * The machine with its devices and drivers, to which things happen one at a time. Device 0 is
 * errant, 1 is its neighbour on the bus, 2 sits on another bus. The errant device's driver has a
 * descriptor ring, which the device reads to find out whether its bus still works.
 */
final class Scene {

  static final ImmutableList<Device> DEVICES =
      ImmutableList.of(
          Device.ofDefaults(0, "0000:00:04.0", 0),
          Device.ofDefaults(1, "0000:00:05.0", 0),
          Device.ofDefaults(2, "0000:01:04.0", 1));

  /** Id of the neighbour whose traffic is honest. */
  static final int BYSTANDER = 1;

  /** One more than the highest number of a buffer or mapping. */
  static final int MOST_NAMES = 1 << 20;

  /** No mapping has this number. */
  static final int NO_MAPPING = 0;

  private static final int RING_BYTES = 4096;
  private static final int DESCRIPTOR_BYTES = 16;
  private static final long RECEIVED = 0x4ece_14ed_0000_0000L;

  private final int firstDevice;
  private final Machine machine;
  private final DmaApi dma;
  private final BusMaster bus;
  private final PhysicalMemory memory;
  private final Buffers buffers;
  private final Secrets secrets = new Secrets();
  private final Striker striker;
  private final Mappings mappings = new Mappings();
  private final Bystander bystander;
  private final GuestPages guests;
  private final long interval;
  private final CoherentBuffer ring;
  private final LongArrayList kernelPages = new LongArrayList();
  private final byte[] whole = new byte[PhysicalMemory.FRAME_BYTES];

  private int[] buffersByName = new int[0];
  private long checkedWord;
  private long packets;
  private Harm latest = Harm.HARMLESS;
  private int struckMapping = NO_MAPPING;
  private long struckAddress;
  private long strikes;
  private long maps;
  private long unmaps;
  private String accessOutcome = "";

  /**
   * The scene.
   *
   * @param firstDevice id of the errant device on the machine; those of the others follow
   */
  Scene(WorkloadContext context, ErrantOptions options, Attack attack, int firstDevice) {
    this.firstDevice = firstDevice;
    machine = context.machine();
    dma = context.dma();
    bus = context.bus();
    memory = machine.memory();
    interval = options.interval();
    buffers = new Buffers(context.allocator(), memory, secrets);
    striker =
        new Striker(
            firstDevice + Striker.ERRANT,
            bus,
            memory,
            context.allocator(),
            buffers,
            secrets,
            attack.harm() == Harm.FREELIST);
    CoherentBuffer made = dma.allocCoherent(firstDevice + Striker.ERRANT, RING_BYTES);
    if (made == null) {
      throw new BadInputException("the machine has no room for a descriptor ring");
    }
    ring = made;
    bystander = new Bystander(firstDevice + BYSTANDER, dma, bus, buffers, options);
    guests = new GuestPages(this, context.hypervisor());
    if (attack.stage() == Attack.Stage.WILD) {
      fillKernelMemory(options.kernelMemory());
    }
  }

  private void fillKernelMemory(long bytes) {
    for (long page = 0; page < Words.page(bytes); page++) {
      long frame = machine.pages().allocate(0);
      if (frame < 0) {
        throw new BadInputException(
            "workload.errant.kernel-memory: the machine has no %d bytes free".formatted(bytes));
      }
      kernelPages.add(frame);
      buffers.add(frame << PhysicalMemory.FRAME_SHIFT, PhysicalMemory.FRAME_BYTES);
    }
  }

  /** A driver takes a buffer; false if there is no memory. */
  boolean allocate(int name, int size) {
    int buffer = buffers.allocate(size);
    if (buffer == Buffers.NONE) {
      return false;
    }
    name(name, buffer);
    return true;
  }

  /** From now on a name means a buffer. */
  void name(int name, int buffer) {
    if (name >= buffersByName.length) {
      if (name >= MOST_NAMES) {
        throw new BadInputException("a sequence has buffers 1 to " + (MOST_NAMES - 1));
      }
      int known = buffersByName.length;
      buffersByName = Arrays.copyOf(buffersByName, Math.max(name + 1, 2 * known));
      Arrays.fill(buffersByName, known, buffersByName.length, Buffers.NONE);
    }
    buffersByName[name] = buffer;
  }

  boolean has(int name) {
    return name < buffersByName.length && name >= 0 && buffersByName[name] != Buffers.NONE;
  }

  void free(int name) {
    buffers.free(buffersByName[name]);
    buffersByName[name] = Buffers.NONE;
  }

  /** A name means nothing any more; the memory that it meant is not the allocator's. */
  void forget(int name) {
    buffers.forget(buffersByName[name]);
    buffersByName[name] = Buffers.NONE;
  }

  /** The CPU fills a buffer with a new secret: none to the errant device if it may read it. */
  void fill(int name) {
    int buffer = buffersByName[name];
    buffers.fill(buffer);
    if (mappings.mayRead(Striker.ERRANT, buffer)) {
      secrets.disclose(buffers.content(buffer));
    }
  }

  /** Maps a buffer; false if it could not be mapped. */
  boolean map(int device, int name, int mapping, DmaDirection direction) {
    int buffer = buffersByName[name];
    long physical = buffers.physical(buffer);
    int size = buffers.size(buffer);
    long address = dma.mapSingle(firstDevice + device, physical, size, direction);
    if (dma.mappingError(firstDevice + device, address)) {
      return false;
    }
    maps++;
    mappings.add(mapping, device, buffer, address, physical, size, direction);
    entitle(mapping, 1);
    return true;
  }

  private void entitle(int mapping, int more) {
    if (mappings.device(mapping) == Striker.ERRANT) {
      int buffer = mappings.buffer(mapping);
      if (mappings.direction(mapping).deviceWrites()) {
        buffers.entitleToWrite(buffer, more);
      }
      if (mappings.direction(mapping).deviceReads() && more > 0 && guests.mayGive(buffer)) {
        secrets.disclose(buffers.content(buffer));
      }
    }
  }

  /** Whether some mapping of a buffer has not ended. */
  boolean isBufferMapped(int name) {
    return mappings.isBufferLive(buffersByName[name]);
  }

  boolean isMapped(int mapping) {
    return mapping >= 0 && mappings.isLive(mapping);
  }

  boolean wasMapped(int mapping) {
    return mapping >= 0 && mappings.wasMade(mapping);
  }

  /** The device reads or writes a whole buffer, as it may. */
  void access(int mapping, boolean write) {
    int device = firstDevice + mappings.device(mapping);
    int buffer = mappings.buffer(mapping);
    int size = mappings.size(mapping);
    boolean reached;
    if (write) {
      long word = RECEIVED | (packets++ & 0xffff_ffffL);
      reached = bus.write(device, mappings.bus(mapping), secrets.bytesOf(word, size), 0, size);
      if (reached) {
        buffers.expect(buffer, word);
      }
    } else {
      reached = bus.read(device, mappings.bus(mapping), whole, 0, size);
    }
    accessOutcome = !reached ? "refused" : bus.wasAbsorbed() ? "absorbed" : "reached";
  }

  void sync(int mapping) {
    dma.syncForCpu(
        firstDevice + mappings.device(mapping),
        mappings.bus(mapping),
        mappings.size(mapping),
        mappings.direction(mapping));
  }

  void unmap(int mapping) {
    dma.unmapSingle(
        firstDevice + mappings.device(mapping),
        mappings.bus(mapping),
        mappings.size(mapping),
        mappings.direction(mapping));
    unmaps++;
    mappings.end(mapping);
    entitle(mapping, -1);
  }

  void check(int name) {
    int buffer = buffersByName[name];
    checkedWord = memory.readLongLittleEndian(buffers.physical(buffer));
    striker.watch(buffer);
  }

  boolean isWatched(int name) {
    return has(name) && striker.watched() == buffersByName[name];
  }

  /** The CPU uses a checked buffer; harm was done if it holds something else by now. */
  void use(int name) {
    int buffer = buffersByName[name];
    boolean same = memory.readLongLittleEndian(buffers.physical(buffer)) == checkedWord;
    striker.watch(Buffers.NONE);
    if (!same) {
      buffers.repair(buffer);
    }
    latest = same ? Harm.HARMLESS : Harm.REWRITTEN;
  }

  void waitFor(long picoseconds) {
    machine.advanceTo(machine.now() + picoseconds);
  }

  /** Honest traffic of the neighbour. */
  void traffic(Event.Part part) {
    if (part == Event.Part.ALL) {
      machine.advanceTo(machine.now() + interval);
    }
    if (part != Event.Part.ACCESS && part != Event.Part.UNMAP) {
      maps += bystander.map() ? 1 : 0;
    }
    if (part == Event.Part.ALL || part == Event.Part.ACCESS) {
      bystander.access();
    }
    if (part == Event.Part.ALL || part == Event.Part.UNMAP) {
      unmaps += bystander.unmap() ? 1 : 0;
    }
  }

  /** Strikes at a mapping of the scene, which may have ended; a write is of one word. */
  void strike(int mapping, long offset, int length, boolean write) {
    long address = mappings.bus(mapping) + offset;
    latest =
        write ? write(address, mappings.physical(mapping) + offset) : striker.read(address, length);
    struckMapping = mapping;
    struckAddress = address;
    strikes++;
  }

  /** Where other workloads have memory, too, a word is mended wherever it was. */
  private Harm write(long address, long expected) {
    return firstDevice > 0 ? striker.exchange(address) : striker.write(address, expected);
  }

  /** Strikes at a bus address. */
  void strikeAt(long address, int length, boolean write) {
    latest = write ? write(address, AddressTranslation.FAULT) : striker.read(address, length);
    struckMapping = NO_MAPPING;
    struckAddress = address;
    strikes++;
  }

  /** What came of the latest strike or use. */
  Harm latest() {
    return latest;
  }

  /** The mapping that the latest strike was at, or {@link #NO_MAPPING}. */
  int struckMapping() {
    return struckMapping;
  }

  /** Bus address of the latest strike. */
  long struckAddress() {
    return struckAddress;
  }

  /** Whether the latest strike wrote to a buffer, or read the secret that is in it. */
  boolean hasStruck(int buffer) {
    return latest == Harm.READ
        ? striker.stolen() == buffers.content(buffer)
        : striker.victim() == buffer;
  }

  /** Whether the errant device can still read its ring: if not, its bus was stopped. */
  boolean busWorks() {
    return bus.touch(firstDevice + Striker.ERRANT, ring.busAddress(), DESCRIPTOR_BYTES, false);
  }

  /** Whether a driver has something mapped at an I/O page of the errant device's bus. */
  boolean isLive(long ioPage) {
    return ioPage == Words.page(ring.busAddress())
        || mappings.areLiveAt(ioPage)
        || bystander.hasMapped(ioPage);
  }

  /** Lets go of everything. */
  void close() {
    for (int mapping = 0; mapping < mappings.count(); mapping++) {
      if (mappings.isLive(mapping)) {
        unmap(mapping);
      }
    }
    bystander.close();
    guests.restore();
    for (int name = 0; name < buffersByName.length; name++) {
      if (has(name)) {
        free(name);
      }
    }
    dma.freeCoherent(firstDevice + Striker.ERRANT, ring);
    for (int i = 0; i < kernelPages.size(); i++) {
      machine.pages().free(kernelPages.getLong(i), 0);
    }
  }

  Machine machine() {
    return machine;
  }

  Mappings mappings() {
    return mappings;
  }

  Buffers buffers() {
    return buffers;
  }

  Bystander bystander() {
    return bystander;
  }

  Striker striker() {
    return striker;
  }

  /** Pages of the hypervisor's guests. */
  GuestPages guests() {
    return guests;
  }

  /** The buffer of a name, among {@link #buffers}. */
  int buffer(int name) {
    return buffersByName[name];
  }

  /** Mappings made so far, by anybody. */
  long maps() {
    return maps;
  }

  /** Mappings ended so far, by anybody. */
  long unmaps() {
    return unmaps;
  }

  /** Strikes so far. */
  long strikes() {
    return strikes;
  }

  /** How the latest access of a mapping ended. */
  String accessOutcome() {
    return accessOutcome;
  }

  /** Physical address that the latest strike reached, or {@link AddressTranslation#FAULT}. */
  long reached() {
    return bus.reached();
  }
}
