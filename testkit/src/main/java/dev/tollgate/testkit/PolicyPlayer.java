package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaMapOperations;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.safety.ExposureLedger;
import dev.tollgate.core.safety.ObservedDomain;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One driver and its device behind a policy and a unit, wired as in a run. Plays commands and
 * compares, after each, the bytes of every mapped buffer with what was last written there.
 *
 * <p>Buffers lie in slots of one and a half page frames, so that they never overlap but share
 * pages.
 */
final class PolicyPlayer implements CommandSequence.Player<DmaCommand> {

  private static final int SHIFT = 12;
  private static final long PAGE = 1 << SHIFT;
  private static final int SLOTS = 80;
  private static final int SLOT_BYTES = 6144;
  private static final byte SECRET = 0x77;
  private static final byte LATE = 0x11;
  private static final DmaDirection[] DIRECTIONS = DmaDirection.values();

  private final PolicyPromises promises;
  private final Machine machine = TestMachines.create();
  private final ReferenceIommu reference;
  private final CheckedIommu iommu;
  private final ExposureLedger exposure = new ExposureLedger(machine, 1);
  private final ObservedDomain domain;
  private final ProtectionPolicy policy;
  private final DmaApi dma;
  private final BusMaster bus;
  private final long memory;
  private final NeighbourCanary canary;
  private final BitSet slots = new BitSet();
  private final List<Live> live = new ArrayList<>();
  private long shadowed;
  private long unmaps;
  private byte next = 1;

  /** Which function maps and unmaps them. */
  enum Kind {
    SINGLE,
    SCATTERED,
    MULTI
  }

  /** Buffers mapped in one call, with the bytes that each must hold. */
  private record Live(
      ScatterList list, Kind kind, DmaDirection direction, List<byte[]> bytes, BitSet written) {}

  PolicyPlayer(PolicyVariant variant, IommuVariant unit, PolicyPromises promises) {
    this.promises = promises;
    ImmutableSet<IommuCapability> capabilities = unit.capabilities();
    ImmutableList<Device> devices = ImmutableList.of(Device.ofDefaults(0, "0000:00:01.0", 0));
    reference = new ReferenceIommu(capabilities);
    IommuContext context = new IommuContext(machine, devices, new Listeners(), 0, 1);
    iommu =
        new CheckedIommu(
            unit.factory().create(context, unit.parameters()), reference, this::isData);
    exposure.behind(iommu, capabilities);
    domain = new ObservedDomain(iommu, iommu.domainOf(0), capabilities, exposure);
    policy =
        variant
            .factory()
            .create(new PolicyContext(machine, devices.get(0), domain), variant.parameters());
    memory = machine.pages().allocate(PageAllocator.MAX_ORDER) << SHIFT;
    canary = new NeighbourCanary(machine.memory(), memory, SLOTS * SLOT_BYTES);
    dma = new DmaApi(machine, devices, ImmutableList.of(policy), exposure, null);
    bus = new BusMaster(machine.memory(), iommu, exposure);
  }

  /** Tells the reference and the ledger. */
  private final class Listeners implements IotlbListener {

    @Override
    public void filled(int domain, long ioPage, long value) {
      reference.filled(domain, ioPage, value);
      exposure.filled(domain, ioPage, value);
    }

    @Override
    public void evicted(int domain, long ioPage) {
      reference.evicted(domain, ioPage);
      exposure.evicted(domain, ioPage);
    }

    @Override
    public void forgot(int domain, long firstPage, int pages) {
      reference.forgot(domain, firstPage, pages);
      exposure.forgot(domain, firstPage, pages);
    }

    @Override
    public void forgotAll(int domain) {
      reference.forgotAll(domain);
      exposure.forgotAll(domain);
    }
  }

  private boolean isData(long frame) {
    long first = memory >>> SHIFT;
    return frame >= first && frame < first + IommuRig.DATA_FRAMES;
  }

  @Override
  public void play(List<DmaCommand> commands) {
    commands.forEach(this::play);
    finish();
  }

  private void play(DmaCommand command) {
    switch (command.action()) {
      case MAP -> map(command, Kind.SINGLE, 1);
      case MAP_SCATTER -> map(command, Kind.SCATTERED, 2 + command.which() % 3);
      case MAP_MULTI -> map(command, Kind.MULTI, 1 + command.which() % 4);
      case UNMAP -> {
        if (!live.isEmpty()) {
          unmap(live.remove(command.which() % live.size()));
        }
      }
      case MOVE -> {
        if (!live.isEmpty()) {
          move(live.get(command.which() % live.size()));
        }
      }
    }
    checkBytes();
  }

  /** Maps buffers; false if that failed. */
  boolean map(DmaCommand command, Kind kind, int segments) {
    ScatterList list = new ScatterList();
    List<byte[]> bytes = new ArrayList<>();
    int slot = -1;
    for (int i = 0; i < segments; i++) {
      slot = slots.nextClearBit(slot + 1);
      if (slot >= SLOTS) {
        for (int j = 0; j < i; j++) {
          canary.cover(list.physical(j), (int) list.size(j));
        }
        return false;
      }
      byte[] content = fresh(1 + (command.size() * (i + 1)) % 4096);
      long physical = memory + (long) slot * SLOT_BYTES + (command.size() + command.which()) % 2048;
      machine.memory().write(physical, content, 0, content.length);
      list.add(physical, content.length);
      bytes.add(content);
    }
    DmaDirection direction = DIRECTIONS[command.which() % DIRECTIONS.length];
    long used = domain.iova().used();
    int entries = reference.entries();
    int mapped =
        switch (kind) {
          case SINGLE -> mapSingle(list, direction);
          case SCATTERED -> dma.mapScatter(0, list, direction) == 0 ? 0 : segments;
          case MULTI -> dma.mapMulti(0, list, direction);
        };
    for (int i = mapped; i < segments; i++) {
      checkBytes(list, i, bytes.get(i));
      canary.cover(list.physical(i), (int) list.size(i));
    }
    if (mapped == 0) {
      if (promises.givesBackAtUnmap()) {
        assertThat(domain.iova().used())
            .as("I/O pages taken by a failed map")
            .isLessThanOrEqualTo(used);
        assertThat(reference.entries())
            .as("entries left by a failed map")
            .isLessThanOrEqualTo(entries);
      }
      return false;
    }
    ScatterList made = first(mapped, list);
    for (int i = 0; i < mapped; i++) {
      slots.set(slotOf(list.physical(i)));
    }
    Live mapping = new Live(made, kind, direction, bytes, new BitSet());
    live.add(mapping);
    if (direction.deviceReads()) {
      readAll(mapping);
    }
    return mapped == segments;
  }

  private int mapSingle(ScatterList list, DmaDirection direction) {
    long address = dma.mapSingle(0, list.physical(0), list.size(0), direction);
    list.placeAt(0, address);
    return address == DmaMapOperations.MAPPING_ERROR ? 0 : 1;
  }

  private static ScatterList first(int count, ScatterList list) {
    ScatterList first = new ScatterList();
    for (int i = 0; i < count; i++) {
      first.add(list.physical(i), list.size(i));
      first.placeAt(i, list.busAddress(i));
    }
    return first;
  }

  private int slotOf(long physical) {
    return (int) ((physical - memory) / SLOT_BYTES);
  }

  private byte[] fresh(int size) {
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) (next + i * 31);
    }
    next = (byte) (next + 7);
    return content;
  }

  /** The device reads what the driver mapped, with no sync between. */
  private void readAll(Live mapping) {
    for (int i = 0; i < mapping.list().length(); i++) {
      byte[] own = mapping.bytes().get(i);
      seeThrough(mapping.list().busAddress(i), own.length, false);
      byte[] seen = new byte[own.length];
      bus.read(0, mapping.list().busAddress(i), seen, 0, seen.length);
      assertThat(seen).as("what the device reads after map").isEqualTo(own);
    }
  }

  /** The device writes what the driver unmaps next, with no sync between. */
  private void writeAll(Live mapping) {
    for (int i = 0; i < mapping.list().length(); i++) {
      byte[] own = mapping.bytes().get(i);
      byte[] fresh = fresh(own.length);
      seeThrough(mapping.list().busAddress(i), own.length, true);
      bus.write(0, mapping.list().busAddress(i), fresh, 0, fresh.length);
      System.arraycopy(fresh, 0, own, 0, own.length);
      mapping.written().set(i);
    }
  }

  private void move(Live mapping) {
    for (int i = 0; i < mapping.list().length(); i++) {
      long address = mapping.list().busAddress(i);
      byte[] own = mapping.bytes().get(i);
      if (mapping.direction().deviceReads()) {
        byte[] fresh = fresh(own.length);
        System.arraycopy(fresh, 0, own, 0, own.length);
        machine.memory().write(mapping.list().physical(i), own, 0, own.length);
        dma.syncForDevice(0, address, own.length, mapping.direction());
        seeThrough(address, own.length, false);
        byte[] seen = new byte[own.length];
        assertThat(bus.read(0, address, seen, 0, seen.length)).as("the device may read").isTrue();
        assertThat(seen).as("what the device reads").isEqualTo(own);
      }
      if (mapping.direction().deviceWrites()) {
        byte[] fresh = fresh(own.length);
        seeThrough(address, own.length, true);
        assertThat(bus.write(0, address, fresh, 0, fresh.length))
            .as("the device may write")
            .isTrue();
        dma.syncForCpu(0, address, fresh.length, mapping.direction());
        System.arraycopy(fresh, 0, own, 0, own.length);
        mapping.written().set(i);
      }
      if (promises.noNeighbourReach()) {
        tryBeside(address, own.length);
      }
    }
  }

  /** The device reads and writes the rest of the pages that a buffer lies on. */
  private void tryBeside(long address, int length) {
    long end = address + length;
    tryNeighbours(address >>> SHIFT << SHIFT, (int) (address & (PAGE - 1)));
    tryNeighbours(end, (int) (-end & (PAGE - 1)));
  }

  private void tryNeighbours(long address, int length) {
    byte[] bytes = new byte[length];
    bus.read(0, address, bytes, 0, length);
    NeighbourCanary.checkUnseen(bytes);
    Arrays.fill(bytes, LATE);
    bus.write(0, address, bytes, 0, length);
  }

  /** Where an old translation is in the way of a mapping and may be, takes it away. */
  private void seeThrough(long address, int length, boolean write) {
    boolean hidden = false;
    for (long page = address >>> SHIFT; page <= (address + length - 1) >>> SHIFT; page++) {
      ReferenceIommu.@Nullable Entry entry = reference.entry(iommu.domainOf(0), page);
      if (entry == null) {
        throw new AssertionError("mapped I/O page " + page + " has no entry");
      }
      long physical = iommu.translate(0, page << SHIFT, write);
      hidden |= physical == AddressTranslation.FAULT || physical >>> SHIFT != entry.frame();
    }
    if (hidden) {
      assertThat(promises.mayBeShadowed()).as("an old translation shadows the mapping").isTrue();
      bus.touch(0, address, length, write);
      shadowed++;
      domain.invalidateAll();
    }
  }

  private void checkBytes() {
    for (Live mapping : live) {
      for (int i = 0; i < mapping.list().length(); i++) {
        checkBytes(mapping.list(), i, mapping.bytes().get(i));
      }
    }
  }

  private void checkBytes(ScatterList list, int index, byte[] own) {
    byte[] found = new byte[own.length];
    machine.memory().read(list.physical(index), found, 0, found.length);
    if (!Arrays.equals(found, own)) {
      assertThat(found).as("bytes of a buffer").isEqualTo(own);
    }
  }

  /** All that lies between buffers. */
  private void checkBeside() {
    long from = memory;
    for (int slot = 0; slot < SLOTS; slot++) {
      for (Live mapping : live) {
        for (int i = 0; i < mapping.list().length(); i++) {
          if (slotOf(mapping.list().physical(i)) == slot) {
            long next = mapping.list().physical(i);
            canary.check(from, (int) (next - from));
            from = next + mapping.list().size(i);
          }
        }
      }
    }
    canary.check(from, (int) (memory + SLOTS * SLOT_BYTES - from));
  }

  private void unmap(Live mapping) {
    ScatterList list = mapping.list();
    if (mapping.direction().deviceWrites() && ++unmaps % 2 == 0) {
      writeAll(mapping);
    }
    List<Long> reached = reached(mapping);
    switch (mapping.kind()) {
      case SINGLE -> dma.unmapSingle(0, list.busAddress(0), list.size(0), mapping.direction());
      case SCATTERED -> dma.unmapScatter(0, list, mapping.direction());
      case MULTI -> dma.unmapMulti(0, list, mapping.direction());
    }
    if (promises.noStaleReach() && promises.givesBackAtUnmap()) {
      checkUnreached(mapping, reached);
    }
    for (int i = 0; i < list.length(); i++) {
      slots.clear(slotOf(list.physical(i)));
      if (promises.keepsUnwrittenBytes()
          || mapping.direction() != DmaDirection.FROM_DEVICE
          || mapping.written().get(i)) {
        checkBytes(list, i, mapping.bytes().get(i));
      }
      if (promises.noStaleReach()) {
        tryLate(list.busAddress(i), list.physical(i), (int) list.size(i));
      }
      canary.cover(list.physical(i), (int) list.size(i));
    }
    if (promises.noNeighbourReach()) {
      checkBeside();
    }
  }

  /** Where each page of a mapping leads, copies included. */
  private List<Long> reached(Live mapping) {
    List<Long> reached = new ArrayList<>();
    boolean write = mapping.direction().deviceWrites();
    for (int i = 0; i < mapping.list().length(); i++) {
      long end = mapping.list().busAddress(i) + mapping.list().size(i);
      for (long at = mapping.list().busAddress(i) >>> SHIFT << SHIFT; at < end; at += PAGE) {
        reached.add(iommu.translate(0, at, write));
      }
    }
    return reached;
  }

  private void checkUnreached(Live mapping, List<Long> before) {
    List<Long> now = reached(mapping);
    for (int i = 0; i < now.size(); i++) {
      long led = before.get(i);
      assertThat(now.get(i) != led || led == AddressTranslation.FAULT)
          .as("a page leads late where it led before unmap: 0x%x", led)
          .isTrue();
    }
  }

  private void tryLate(long address, long physical, int size) {
    byte[] bytes = new byte[size];
    byte[] again = new byte[size];
    machine.memory().fill(physical, size, SECRET);
    bus.read(0, address, bytes, 0, size);
    machine.memory().fill(physical, size, (byte) ~SECRET);
    bus.read(0, address, again, 0, size);
    if (!Arrays.equals(bytes, again)) {
      assertThat(again).as("what a device reads after unmap, the buffer changed").isEqualTo(bytes);
    }
    Arrays.fill(bytes, LATE);
    bus.write(0, address, bytes, 0, size);
    machine.memory().read(physical, bytes, 0, size);
    assertThat(bytes).as("the buffer after a late write").doesNotContain(LATE);
  }

  /** Maps until that fails; answers how many buffers it mapped. */
  int exhaust() {
    int mapped = 0;
    while (map(new DmaCommand(DmaCommand.Action.MAP, 2048, 4095), Kind.SINGLE, 1)) {
      mapped++;
    }
    return mapped;
  }

  /** Ends the oldest mapping. */
  void unmapOldest() {
    unmap(live.remove(0));
    checkBytes();
  }

  /** Unmaps everything and ends the run. */
  void finish() {
    while (!live.isEmpty()) {
      unmapOldest();
    }
    canary.check(memory, promises.noNeighbourReach() ? SLOTS * SLOT_BYTES : 0);
    policy.close();
    assertThat(domain.iova().used()).as("I/O pages taken at the end").isZero();
    assertThat(reference.entries()).as("entries at the end").isZero();
    exposure.finish();
    iommu.check();
    RecordedMetrics safety = new RecordedMetrics("safety.");
    exposure.report(safety);
    long elsewhere = safety.value("safety.aliasing.hits") + safety.value("safety.accesses.refused");
    assertThat(elsewhere > 0).as("the ledger saw shadowed accesses").isEqualTo(shadowed > 0);
    if (promises.noStaleReach()) {
      assertThat(safety.value("safety.late.reached")).as("safety.late.reached").isZero();
    }
  }

  /** All figures, after the run. */
  String figures() {
    RecordedMetrics all = new RecordedMetrics("");
    exposure.report(all);
    dma.report(all);
    bus.report(all);
    iommu.report(all);
    policy.report(all);
    return all.all() + "\n" + machine.ledger().entries();
  }

  /** The policy's own figures, checked for form. */
  void checkReport() {
    policy.report(new RecordedMetrics("policy."));
  }
}
