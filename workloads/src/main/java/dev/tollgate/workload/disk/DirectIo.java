package dev.tollgate.workload.disk;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One read or write of a file past the page cache, from or to a buffer of the program: begun, and
 * some time later complete. What is read is checked sector by sector.
 */
final class DirectIo implements Bio.Owner {

  /** Told when it is complete. */
  interface Listener {

    /** All data are where they belong, or were checked. */
    void completed(DirectIo io);
  }

  private final BlockStorage storage;
  private final DirectWrites writes;
  private final DiskCosts costs;
  private final UserBuffer buffer;
  private final Listener listener;
  private final int[] versions;
  private @Nullable OpenFile open;
  private boolean write;
  private long from;
  private int bytes;
  private int pending;

  /** When the program began it, picoseconds; for whoever measures. */
  long begunAt;

  /** When it had been submitted. */
  long submittedAt;

  /** When it was complete. */
  long completedAt;

  /** An I/O that is not under way. */
  DirectIo(
      BlockStorage storage,
      DirectWrites writes,
      DiskCosts costs,
      UserBuffer buffer,
      Listener listener) {
    this.storage = storage;
    this.writes = writes;
    this.costs = costs;
    this.buffer = buffer;
    this.listener = listener;
    this.versions = new int[buffer.pageCount() * SectorLedger.PER_PAGE];
  }

  /**
   * Says what is to be done.
   *
   * @throws BadInputException if place or amount are no multiples of a sector
   */
  void prepare(OpenFile file, long start, int amount, boolean isWrite) {
    if (start % SectorContent.BYTES != 0 || amount % SectorContent.BYTES != 0) {
      throw new BadInputException(
          "direct I/O of %d bytes at byte %d of a file: both must be multiples of %d, else the"
                  .formatted(amount, start, SectorContent.BYTES)
              + " kernel answers EINVAL; choose such sizes for files and blocks");
    }
    open = file;
    from = start;
    bytes = amount;
    write = isWrite;
  }

  /**
   * Begins it, on the CPU of a process.
   *
   * @return {@link Progress#DONE} if it was submitted, {@link Progress#BLOCKED} if pages of the
   *     cache must be written first; then this is called again
   */
  Progress submit(Task task) {
    OpenFile file = Objects.requireNonNull(open);
    if (write) {
      file.fileSystem().allocate(file.file(), from + bytes);
    }
    if (!isCacheOutOfTheWay(file.file(), task)) {
      return Progress.BLOCKED;
    }
    costs.add(costs.fileCall, 1);
    costs.add(costs.pagePin, pages());
    SectorLedger ledger = storage.ledger();
    pending = 1; // Held until all bios were submitted.
    Bio bio = null;
    int done = 0;
    while (done < bytes) {
      long at = from + done;
      int inBlock = (int) at & (PhysicalMemory.FRAME_BYTES - 1);
      int length =
          Math.min(
              bytes - done,
              Math.min(UserBuffer.restOfPage(done), PhysicalMemory.FRAME_BYTES - inBlock));
      long sector = sector(file.file(), at);
      if (bio != null && (bio.end() != sector || !storage.layer().hasRoom(bio, length))) {
        send(bio);
        bio = null;
      }
      if (bio == null) {
        bio = storage.layer().bio(kind(), sector, this);
      }
      int count = length >> SectorContent.SHIFT;
      if (write) {
        ledger.writeNext(sector, count, buffer.address(done));
        beginWrites(sector, count);
      }
      remember(ledger, sector, count, done);
      bio.add(buffer.address(done), length, 0);
      done += length;
    }
    if (bio != null) {
      send(bio);
    }
    storage.layer().unplug();
    pending--;
    return Progress.DONE;
  }

  private void send(Bio bio) {
    pending++;
    storage.layer().submit(bio);
  }

  private void beginWrites(long sector, int count) {
    for (int i = 0; i < count; i++) {
      writes.begin(sector + i);
    }
  }

  private void remember(SectorLedger ledger, long sector, int count, int done) {
    for (int i = 0; i < count; i++) {
      versions[(done >> SectorContent.SHIFT) + i] =
          write ? ledger.latest(sector + i) : ledger.settled(sector + i);
    }
  }

  /** Dirty pages are written first, and pages that a write makes old are dropped. */
  private boolean isCacheOutOfTheWay(DiskFile file, Task task) {
    PageCache cache = storage.cache();
    if (cache.pages() == 0) {
      return true;
    }
    long first = from >>> FileSystem.BLOCK_SHIFT;
    long last = (from + bytes - 1) >>> FileSystem.BLOCK_SHIFT;
    for (long page = first; page <= last; page++) {
      long block = file.block(page);
      storage.writePage(block);
      int slot = cache.peek(block);
      if (slot == PageCache.NONE) {
        continue;
      }
      if (cache.isBusy(slot)) {
        cache.await(slot, task);
        return false;
      }
      if (write) {
        cache.drop(block);
      }
    }
    return true;
  }

  @Override
  public void done(Bio bio) {
    if (--pending > 0) {
      return;
    }
    DiskFile file = Objects.requireNonNull(open).file();
    SectorLedger ledger = storage.ledger();
    for (int done = 0; done < bytes; done += SectorContent.BYTES) {
      long sector = sector(file, from + done);
      int version = versions[done >> SectorContent.SHIFT];
      if (!write) {
        ledger.checkBetween(sector, version, buffer.address(done));
      } else if (writes.end(sector)) {
        ledger.settle(sector, version);
      } else {
        ledger.contested();
      }
    }
    if (write) {
      file.size = Math.max(file.size, from + bytes);
      file.inodeChanged = true;
    }
    listener.completed(this);
  }

  private DiskCommand.Kind kind() {
    return write ? DiskCommand.Kind.WRITE : DiskCommand.Kind.READ;
  }

  private static long sector(DiskFile file, long at) {
    long block = file.block(at >>> FileSystem.BLOCK_SHIFT);
    return block * SectorLedger.PER_PAGE
        + ((at & (PhysicalMemory.FRAME_BYTES - 1)) >> SectorContent.SHIFT);
  }

  private int pages() {
    return (bytes + PhysicalMemory.FRAME_BYTES - 1) >>> PhysicalMemory.FRAME_SHIFT;
  }

  /** Bytes that it moves. */
  int bytes() {
    return bytes;
  }

  /** Whether it writes. */
  boolean isWrite() {
    return write;
  }
}
