package dev.tollgate.workload.disk;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The page cache: pages of memory that hold blocks of the disk, 4096 bytes each, known by number of
 * the block. Clean pages that nobody uses are given up, least recently used first, when a page is
 * wanted and the cache is full.
 *
 * <p>A page is in at most one of two lists: clean ones in the order of use, dirty ones in the order
 * in which they became so. Pages under I/O are in neither.
 */
final class PageCache {

  /** Returned where there is no such page. */
  static final int NONE = -1;

  /** Bits of a page's state. */
  private static final int UPTODATE = 1;

  private static final int DIRTY = 2;
  private static final int READING = 4;
  private static final int WRITING = 8;
  private static final int MARKER = 16;
  private static final int DROPPED = 32;

  private final Machine machine;
  private final DiskCosts costs;
  private final int most;
  private final Long2IntOpenHashMap slots = new Long2IntOpenHashMap();
  private long[] blocks = new long[0];
  private long[] addresses = new long[0];
  private int[] states = new int[0];
  private long[] dirtySince = new long[0];
  private DiskFile[] owners = new DiskFile[0];
  private int[] versions = new int[0];
  private @Nullable Task[] waiters = new Task[0];
  private SlotLists lists = new SlotLists(0);
  private int[] free = new int[0];
  private int freeCount;
  private int used;
  private int pages;
  private int peak;
  private int dirty;
  private int reading;
  private int writing;
  private @Nullable Task memoryWaiters;
  private @Nullable Task writeWaiters;
  private long hits;
  private long misses;
  private long evictions;

  /**
   * An empty cache.
   *
   * @param most pages that it holds at most
   */
  PageCache(Machine machine, DiskCosts costs, int most) {
    this.machine = machine;
    this.costs = costs;
    this.most = most;
    slots.defaultReturnValue(NONE);
  }

  /** Pages that it holds at most. */
  int most() {
    return most;
  }

  /** Looks a block's page up, as the kernel does. */
  int find(long block) {
    costs.add(costs.pageLookup, 1);
    int slot = slots.get(block);
    if (slot == NONE) {
      misses++;
    } else {
      hits++;
      if (lists.isIn(slot, SlotLists.CLEAN)) {
        lists.remove(slot, SlotLists.CLEAN);
        lists.append(slot, SlotLists.CLEAN);
      }
    }
    return slot;
  }

  /** The page of a block without the kernel looking. */
  int peek(long block) {
    return slots.get(block);
  }

  /**
   * Adds a page for a block that has none, with nothing in it yet.
   *
   * @return its slot, or {@link #NONE} if there is no memory and no page to be given up
   */
  int add(long block, DiskFile owner) {
    if (pages >= most && !evict()) {
      return NONE;
    }
    costs.add(costs.pageAllocation, 1);
    long frame = machine.pages().allocate(0);
    while (frame == PageAllocator.NO_FRAME) {
      if (!evict()) {
        return NONE;
      }
      costs.add(costs.pageAllocation, 1);
      frame = machine.pages().allocate(0);
    }
    costs.add(costs.pageInsert, 1);
    int slot = freeCount > 0 ? free[--freeCount] : newSlot();
    blocks[slot] = block;
    addresses[slot] = frame << PhysicalMemory.FRAME_SHIFT;
    states[slot] = 0;
    owners[slot] = owner;
    slots.put(block, slot);
    pages++;
    peak = Math.max(peak, pages);
    return slot;
  }

  private int newSlot() {
    if (used == blocks.length) {
      int size = Math.max(1024, 2 * used);
      blocks = Arrays.copyOf(blocks, size);
      addresses = Arrays.copyOf(addresses, size);
      states = Arrays.copyOf(states, size);
      dirtySince = Arrays.copyOf(dirtySince, size);
      owners = Arrays.copyOf(owners, size);
      versions = Arrays.copyOf(versions, size * SectorLedger.PER_PAGE);
      waiters = Arrays.copyOf(waiters, size);
      lists.grow(size);
      free = Arrays.copyOf(free, size);
    }
    return used++;
  }

  private boolean evict() {
    int slot = lists.first(SlotLists.CLEAN);
    if (slot == NONE) {
      return false;
    }
    evictions++;
    lists.remove(slot, SlotLists.CLEAN);
    remove(slot);
    return true;
  }

  private void remove(int slot) {
    slots.remove(blocks[slot]);
    giveBack(slot);
  }

  private void giveBack(int slot) {
    costs.add(costs.pageFree, 1);
    machine.pages().free(addresses[slot] >>> PhysicalMemory.FRAME_SHIFT, 0);
    free[freeCount++] = slot;
    pages--;
  }

  /** First physical byte of a page. */
  long address(int slot) {
    return addresses[slot];
  }

  /** Block that a page holds. */
  long block(int slot) {
    return blocks[slot];
  }

  /** File that a page belongs to. */
  DiskFile owner(int slot) {
    return owners[slot];
  }

  /** Whether a page holds what it should. */
  boolean isUptodate(int slot) {
    return (states[slot] & UPTODATE) != 0;
  }

  /** Whether a page is being read or written. */
  boolean isBusy(int slot) {
    return (states[slot] & (READING | WRITING)) != 0;
  }

  /** Whether a page is to be written. */
  boolean isDirty(int slot) {
    return (states[slot] & DIRTY) != 0;
  }

  /** Whether reading a page calls for the next pages to be read ahead; it does once. */
  boolean takeMarker(int slot) {
    boolean marker = (states[slot] & MARKER) != 0;
    states[slot] &= ~MARKER;
    return marker;
  }

  /** Makes reading a page call for the next ones. */
  void mark(int slot) {
    states[slot] |= MARKER;
  }

  /** A page is being read from now on. */
  void beginRead(int slot) {
    reading++;
    states[slot] |= READING;
  }

  /** A page was read. */
  void endRead(int slot) {
    reading--;
    states[slot] = (states[slot] & ~READING) | UPTODATE;
    settle(slot);
  }

  /** A page was filled or changed by a program. */
  void dirty(int slot, long now) {
    costs.add(costs.pageState, 1);
    states[slot] |= UPTODATE;
    if (isDirty(slot)) {
      return;
    }
    states[slot] |= DIRTY;
    dirty++;
    owners[slot].dirtyPages++;
    dirtySince[slot] = now;
    if (!isBusy(slot)) {
      if (lists.isIn(slot, SlotLists.CLEAN)) {
        lists.remove(slot, SlotLists.CLEAN);
      }
      lists.append(slot, SlotLists.DIRTY);
    }
  }

  /**
   * A dirty page is being written from now on: with these versions of its sectors, or later ones.
   */
  void beginWrite(int slot, SectorLedger ledger) {
    costs.add(costs.pageState, 1);
    lists.remove(slot, SlotLists.DIRTY);
    states[slot] = (states[slot] & ~DIRTY) | WRITING;
    dirty--;
    writing++;
    owners[slot].dirtyPages--;
    owners[slot].writingPages++;
    long sector = blocks[slot] * SectorLedger.PER_PAGE;
    for (int i = 0; i < SectorLedger.PER_PAGE; i++) {
      versions[slot * SectorLedger.PER_PAGE + i] = ledger.latest(sector + i);
    }
  }

  /** A page was written. */
  void endWrite(int slot, SectorLedger ledger) {
    costs.add(costs.pageState, 1);
    states[slot] &= ~WRITING;
    writing--;
    owners[slot].writingPages--;
    long sector = blocks[slot] * SectorLedger.PER_PAGE;
    for (int i = 0; i < SectorLedger.PER_PAGE; i++) {
      ledger.settle(sector + i, versions[slot * SectorLedger.PER_PAGE + i]);
    }
    settle(slot);
    writeWaiters = wakeAll(writeWaiters);
  }

  /** A page is no longer under I/O: it goes to its list, and whoever waits goes on. */
  private void settle(int slot) {
    if ((states[slot] & DROPPED) != 0) {
      wakeWaiters(slot);
      giveBack(slot);
      return;
    }
    lists.append(slot, isDirty(slot) ? SlotLists.DIRTY : SlotLists.CLEAN);
    wakeWaiters(slot);
    memoryWaiters = wakeAll(memoryWaiters);
  }

  /** Lets a process sleep until a page's I/O has ended. */
  void await(int slot, Task task) {
    task.nextWaiting = waiters[slot];
    waiters[slot] = task;
  }

  private void wakeWaiters(int slot) {
    Task task = waiters[slot];
    waiters[slot] = null;
    wakeAll(task);
  }

  /** Lets a process that {@link #add} had no page for sleep until a page's I/O has ended. */
  void awaitMemory(Task task) {
    if (reading == 0 && writing == 0 && dirty == 0) {
      throw new BadInputException(
          "the page cache has no memory left; choose a machine with more, or set"
              + " workload.disk.page-cache");
    }
    task.nextWaiting = memoryWaiters;
    memoryWaiters = task;
  }

  /** Lets a process sleep until pages were written. */
  void awaitWritten(Task task) {
    task.nextWaiting = writeWaiters;
    writeWaiters = task;
  }

  private static @Nullable Task wakeAll(@Nullable Task first) {
    Task task = first;
    while (task != null) {
      Task next = task.nextWaiting;
      task.nextWaiting = null;
      task.wake();
      task = next;
    }
    return null;
  }

  /**
   * Gives a block's page up, changes and all; one under I/O as soon as that has ended. Nobody looks
   * for the block until it has another owner.
   */
  void drop(long block) {
    int slot = slots.get(block);
    if (slot == NONE) {
      return;
    }
    if (isDirty(slot)) {
      states[slot] &= ~DIRTY;
      dirty--;
      owners[slot].dirtyPages--;
      if (!isBusy(slot)) {
        lists.remove(slot, SlotLists.DIRTY);
      }
    } else if (!isBusy(slot)) {
      lists.remove(slot, SlotLists.CLEAN);
    }
    if (isBusy(slot)) {
      states[slot] |= DROPPED;
      slots.remove(block);
      return;
    }
    remove(slot);
  }

  /** Dirty pages in the order in which they became so; {@link #NONE} if there is none. */
  int firstDirty() {
    return lists.first(SlotLists.DIRTY);
  }

  /** The dirty page after another one. */
  int nextDirty(int slot) {
    return lists.next(slot);
  }

  /** Picoseconds at which a page became dirty. */
  long dirtySince(int slot) {
    return dirtySince[slot];
  }

  /** Dirty pages, those under I/O that became dirty again included. */
  int dirtyPages() {
    return dirty;
  }

  /** Pages being written. */
  int writingPages() {
    return writing;
  }

  /** Pages it holds. */
  int pages() {
    return pages;
  }

  /** Gives all memory back; no page is dirty or under I/O. */
  void close() {
    if (dirty > 0 || writing > 0) {
      throw new IllegalStateException(dirty + " dirty pages, " + writing + " being written");
    }
    for (int slot = lists.first(SlotLists.CLEAN); slot != NONE; ) {
      lists.remove(slot, SlotLists.CLEAN);
      remove(slot);
      slot = lists.first(SlotLists.CLEAN);
    }
  }

  /** Reports the cache's figures. */
  void report(MetricSink sink) {
    sink.metric("disk.cache.hits", hits, "count", "Pages that were looked up and found");
    sink.metric("disk.cache.misses", misses, "count", "Pages that were looked up and not there");
    sink.metric("disk.cache.evictions", evictions, "count", "Clean pages given up for others");
    sink.metric(
        "disk.cache.peak",
        (long) peak << PhysicalMemory.FRAME_SHIFT,
        "bytes",
        "Most memory that the page cache held");
  }
}
