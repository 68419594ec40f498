package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One process's system calls on files through the page cache, one at a time. A call goes on with
 * {@link #go} until that answers {@link Progress#DONE}; then the next one may begin.
 *
 * <p>Reads and writes that begin or end within a sector are those of whole sectors to the sectors'
 * contents; what is copied, and priced, are the bytes asked for.
 */
final class FileCalls implements Bio.Owner {

  /** Pages that one piece of a call handles at most, so that interrupts need not wait longer. */
  private static final int PAGES_PER_PIECE = 16;

  /** Pages that one piece of fsync begins to write at most. */
  private static final int PAGES_PER_FSYNC_PIECE = 128;

  private static final int FLUSH_STAGE = 3;
  private static final int PAGE_BYTES = PhysicalMemory.FRAME_BYTES;

  private enum Call {
    NONE,
    READ,
    WRITE,
    FSYNC,
    SYNC,
    OPEN,
    NAME_CHANGE,
    UNLINK
  }

  private final BlockStorage storage;
  private final PageCache cache;
  private final SectorLedger ledger;
  private final DiskCosts costs;
  private final Writeback writeback;
  private Call call = Call.NONE;
  private @Nullable OpenFile open;
  private @Nullable Task flushing;
  private long position;
  private long end;
  private long started;
  private int stage;

  FileCalls(BlockStorage storage, DiskCosts costs, Writeback writeback) {
    this.storage = storage;
    this.cache = storage.cache();
    this.ledger = storage.ledger();
    this.costs = costs;
    this.writeback = writeback;
  }

  /** Begins to read bytes of a file, all of them within it. */
  void read(OpenFile file, long from, long bytes) {
    begin(Call.READ, file);
    costs.add(costs.fileCall, 1);
    position = from;
    end = Math.min(from + bytes, file.file().size);
  }

  /** Begins to write bytes, which may make the file longer. */
  void write(OpenFile file, long from, long bytes) {
    begin(Call.WRITE, file);
    costs.add(costs.fileCall, 1);
    position = from;
    end = from + bytes;
  }

  /** Begins to wait until everything written to a file is on the disk. */
  void fsync(OpenFile file, long now) {
    begin(Call.FSYNC, file);
    started = now;
  }

  /** Begins to wait until everything written to any file is on the disk. */
  void sync(OpenFile any, long now) {
    begin(Call.SYNC, any);
    started = now;
  }

  /** Begins to open a file: its inode is read. */
  void open(OpenFile file) {
    begin(Call.OPEN, file);
    costs.add(costs.open, 1);
  }

  /** Begins to ask for a file's state. */
  void stat(OpenFile file) {
    begin(Call.OPEN, file);
    costs.add(costs.stat, 1);
  }

  /** Begins to create a file, or to change a name in another way. */
  void nameChange(OpenFile file) {
    begin(Call.NAME_CHANGE, file);
    costs.add(costs.nameChange, 1);
  }

  /** Begins to delete a file. */
  void unlink(OpenFile file) {
    begin(Call.UNLINK, file);
    costs.add(costs.nameChange, 1);
  }

  private void begin(Call what, OpenFile file) {
    if (call != Call.NONE) {
      throw new IllegalStateException("a process makes two system calls at once");
    }
    call = what;
    open = file;
    stage = 0;
    costs.add(costs.syscall, 1);
  }

  /** Goes on with the call. */
  Progress go(Task task) {
    OpenFile file = Objects.requireNonNull(open);
    Progress progress =
        switch (call) {
          case READ -> goOnReading(file, task);
          case WRITE -> goOnWriting(file, task);
          case FSYNC -> fsync(file, task);
          case SYNC -> sync(task);
          case OPEN -> metadata(file.fileSystem().inodeBlock(file.file()), task, false);
          case NAME_CHANGE -> nameChange(file, task);
          case UNLINK -> unlink(file, task);
          case NONE -> throw new IllegalStateException("no system call is under way");
        };
    if (progress == Progress.DONE) {
      call = Call.NONE;
      open = null;
    }
    return progress;
  }

  private Progress goOnReading(OpenFile from, Task task) {
    DiskFile file = from.file();
    ReadAhead readAhead = from.readAhead();
    for (int pages = 0; position < end; pages++) {
      if (pages == PAGES_PER_PIECE) {
        return Progress.MORE;
      }
      long page = position >>> FileSystem.BLOCK_SHIFT;
      long block = file.block(page);
      int slot = cache.find(block);
      if (slot == PageCache.NONE) {
        int wanted = (int) (((end - 1) >>> FileSystem.BLOCK_SHIFT) - page + 1);
        if (!readAhead.miss(file, page, wanted)) {
          return noMemory(task);
        }
        slot = cache.peek(block);
        if (slot == PageCache.NONE) {
          return noMemory(task);
        }
      }
      if (cache.takeMarker(slot)) {
        readAhead.marker(file);
      }
      if (!cache.isUptodate(slot)) {
        cache.await(slot, task);
        return Progress.BLOCKED;
      }
      int offset = (int) position & (PAGE_BYTES - 1);
      int length = (int) Math.min(end - position, PAGE_BYTES - offset);
      int first = offset >> SectorContent.SHIFT;
      int last = (offset + length - 1) >> SectorContent.SHIFT;
      ledger.check(
          block * SectorLedger.PER_PAGE + first,
          last - first + 1,
          cache.address(slot) + ((long) first << SectorContent.SHIFT));
      costs.add(costs.copiedByte, length);
      readAhead.wasRead(page);
      position += length;
    }
    return Progress.DONE;
  }

  private Progress goOnWriting(OpenFile to, Task task) {
    DiskFile file = to.file();
    for (int pages = 0; position < end; pages++) {
      if (pages == PAGES_PER_PIECE) {
        return Progress.MORE;
      }
      if (writeback.isThrottled()) {
        writeback.throttle(task);
        return Progress.BLOCKED;
      }
      long page = position >>> FileSystem.BLOCK_SHIFT;
      int offset = (int) position & (PAGE_BYTES - 1);
      int length = (int) Math.min(end - position, PAGE_BYTES - offset);
      boolean inFile = (page << FileSystem.BLOCK_SHIFT) < file.size;
      to.fileSystem().allocate(file, position + length);
      long block = file.block(page);
      int slot = cache.find(block);
      if (slot == PageCache.NONE) {
        boolean whole = length == PAGE_BYTES || !inFile;
        if (!whole) {
          if (!storage.read(file, page, 1, -1)) {
            return noMemory(task);
          }
          cache.await(cache.peek(block), task);
          return Progress.BLOCKED;
        }
        slot = cache.add(block, file);
        if (slot == PageCache.NONE) {
          return noMemory(task);
        }
        if (length < PAGE_BYTES) {
          ledger.fill(block * SectorLedger.PER_PAGE, SectorLedger.PER_PAGE, cache.address(slot));
          costs.add(costs.clearedByte, PAGE_BYTES - length);
        }
      } else if (!cache.isUptodate(slot)) {
        cache.await(slot, task);
        return Progress.BLOCKED;
      }
      int first = offset >> SectorContent.SHIFT;
      int last = (offset + length - 1) >> SectorContent.SHIFT;
      ledger.writeNext(
          block * SectorLedger.PER_PAGE + first,
          last - first + 1,
          cache.address(slot) + ((long) first << SectorContent.SHIFT));
      costs.add(costs.copiedByte, length);
      cache.dirty(slot, task.now());
      file.size = Math.max(file.size, position + length);
      file.inodeChanged = true;
      position += length;
    }
    writeback.wrote();
    return Progress.DONE;
  }

  private Progress noMemory(Task task) {
    writeback.kick();
    cache.awaitMemory(task);
    return Progress.BLOCKED;
  }

  private Progress fsync(OpenFile open, Task task) {
    DiskFile file = open.file();
    if (stage == 0) {
      if (storage.write(file, started, PAGES_PER_FSYNC_PIECE) > 0) {
        return Progress.MORE;
      }
      if (file.writingPages > 0) {
        cache.awaitWritten(task);
        return Progress.BLOCKED;
      }
      stage++;
    }
    long inode = open.fileSystem().inodeBlock(file);
    if (stage == 1) {
      if (file.inodeChanged) {
        Progress loaded = metadata(inode, task, true);
        if (loaded != Progress.DONE) {
          return loaded;
        }
        file.inodeChanged = false;
      }
      storage.writePage(inode);
      stage++;
    }
    if (stage == 2) {
      int slot = cache.peek(inode);
      if (slot != PageCache.NONE && cache.isBusy(slot)) {
        cache.await(slot, task);
        return Progress.BLOCKED;
      }
      stage++;
    }
    return flush(task);
  }

  private Progress sync(Task task) {
    if (stage == 0) {
      if (cache.writingPages() >= BlockStorage.BATCH) {
        cache.awaitWritten(task);
        return Progress.BLOCKED;
      }
      if (storage.write(null, started, PAGES_PER_FSYNC_PIECE) > 0) {
        return Progress.MORE;
      }
      if (cache.writingPages() > 0) {
        cache.awaitWritten(task);
        return Progress.BLOCKED;
      }
      stage = FLUSH_STAGE;
    }
    return flush(task);
  }

  /** Empties the disk's buffer, if that would not survive a power failure. */
  private Progress flush(Task task) {
    if (!storage.mustFlush()) {
      return Progress.DONE;
    }
    if (stage == FLUSH_STAGE) {
      stage++;
      flushing = task;
      storage.layer().submit(storage.layer().bio(DiskCommand.Kind.FLUSH, 0, this));
      storage.layer().unplug();
    }
    return flushing == null ? Progress.DONE : Progress.BLOCKED;
  }

  @Override
  public void done(Bio bio) {
    Task task = Objects.requireNonNull(flushing);
    flushing = null;
    task.wake();
  }

  /** Brings a block of metadata into the cache and, if it is to be changed, changes it. */
  private Progress metadata(long block, Task task, boolean change) {
    int slot = cache.find(block);
    if (slot == PageCache.NONE) {
      if (!storage.readMetadata(block)) {
        return noMemory(task);
      }
      slot = cache.peek(block);
    }
    if (!cache.isUptodate(slot)) {
      cache.await(slot, task);
      return Progress.BLOCKED;
    }
    long sector = block * SectorLedger.PER_PAGE;
    ledger.check(sector, SectorLedger.PER_PAGE, cache.address(slot));
    if (change) {
      ledger.writeNext(sector, 1, cache.address(slot));
      cache.dirty(slot, task.now());
    }
    return Progress.DONE;
  }

  private Progress nameChange(OpenFile open, Task task) {
    FileSystem system = open.fileSystem();
    if (stage == 0) {
      Progress directory = metadata(system.directoryBlock(open.file()), task, true);
      if (directory != Progress.DONE) {
        return directory;
      }
      stage++;
    }
    Progress inode = metadata(system.inodeBlock(open.file()), task, true);
    if (inode == Progress.DONE) {
      writeback.wrote();
    }
    return inode;
  }

  private Progress unlink(OpenFile open, Task task) {
    DiskFile file = open.file();
    if (file.writingPages > 0) {
      cache.awaitWritten(task);
      return Progress.BLOCKED;
    }
    Progress changed = nameChange(open, task);
    if (changed != Progress.DONE) {
      return changed;
    }
    for (int i = 0; i < file.extents(); i++) {
      long first = file.extentStart(i);
      for (long block = first; block < first + file.extentLength(i); block++) {
        cache.drop(block);
      }
    }
    open.fileSystem().release(file);
    return Progress.DONE;
  }
}
