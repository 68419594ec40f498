package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Moves pages between page cache and disk: reads for whoever misses a page, writes for fsync and
 * for the kernel's thread.
 */
final class BlockStorage implements Bio.Owner {

  /** Pages that the kernel's thread writes at once: MAX_WRITEBACK_PAGES of Linux 2.6. */
  static final int BATCH = 1024;

  private static final int PAGE_BYTES = PhysicalMemory.FRAME_BYTES;

  private final boolean mustFlush;
  private final BlockLayer layer;
  private final PageCache cache;
  private final SectorLedger ledger;
  private final DiskFile metadata = new DiskFile(0);
  private long[] batch = new long[BATCH];

  /**
   * A way to the disk.
   *
   * @param mustFlush whether the disk's buffer would not survive a power failure
   */
  BlockStorage(BlockLayer layer, PageCache cache, SectorLedger ledger, boolean mustFlush) {
    this.mustFlush = mustFlush;
    this.layer = layer;
    this.cache = cache;
    this.ledger = ledger;
  }

  /** The block layer below. */
  BlockLayer layer() {
    return layer;
  }

  /** Whether what was written is safe only after a flush. */
  boolean mustFlush() {
    return mustFlush;
  }

  /** The page cache. */
  PageCache cache() {
    return cache;
  }

  /** What every sector must hold. */
  SectorLedger ledger() {
    return ledger;
  }

  /** The owner of blocks that belong to no file. */
  DiskFile metadata() {
    return metadata;
  }

  /**
   * Begins to read pages of a file that are not in the cache.
   *
   * @return false if there was no memory for the first of them that is missing
   */
  boolean read(DiskFile file, long firstPage, long count, long markedPage) {
    Bio bio = null;
    boolean any = true;
    for (long page = firstPage; page < firstPage + count; page++) {
      long block = file.block(page);
      int slot = cache.peek(block);
      if (slot == PageCache.NONE) {
        slot = cache.add(block, file);
        if (slot == PageCache.NONE) {
          any = page > firstPage;
          break;
        }
        cache.beginRead(slot);
        bio = append(bio, DiskCommand.Kind.READ, slot);
      }
      if (page == markedPage) {
        cache.mark(slot);
      }
    }
    submit(bio);
    layer.unplug();
    return any;
  }

  /** Begins to read a block of metadata, which is not in the cache; false if there is no memory. */
  boolean readMetadata(long block) {
    int slot = cache.add(block, metadata);
    if (slot == PageCache.NONE) {
      return false;
    }
    cache.beginRead(slot);
    submit(append(null, DiskCommand.Kind.READ, slot));
    layer.unplug();
    return true;
  }

  /**
   * Begins to write dirty pages of one file, or of all, the oldest first.
   *
   * @param file whose, or null for all
   * @param before picoseconds; pages that became dirty later stay
   * @param most pages
   * @return how many
   */
  int write(@Nullable DiskFile file, long before, int most) {
    int count = 0;
    int slot = cache.firstDirty();
    while (slot != PageCache.NONE && count < most) {
      boolean old = cache.dirtySince(slot) <= before;
      if (file == null && !old) {
        break;
      }
      if (old && (file == null || cache.owner(slot) == file)) {
        if (count == batch.length) {
          batch = Arrays.copyOf(batch, 2 * count);
        }
        batch[count++] = cache.block(slot);
        if (file != null && count == file.dirtyPages) {
          break;
        }
      }
      slot = cache.nextDirty(slot);
    }
    Arrays.sort(batch, 0, count);
    Bio bio = null;
    for (int i = 0; i < count; i++) {
      int page = cache.peek(batch[i]);
      cache.beginWrite(page, ledger);
      bio = append(bio, DiskCommand.Kind.WRITE, page);
    }
    submit(bio);
    layer.unplug();
    return count;
  }

  /** Begins to write one page, if it is dirty and not being written already. */
  void writePage(long block) {
    int slot = cache.peek(block);
    if (slot != PageCache.NONE && cache.isDirty(slot) && !cache.isBusy(slot)) {
      cache.beginWrite(slot, ledger);
      submit(append(null, DiskCommand.Kind.WRITE, slot));
      layer.unplug();
    }
  }

  private Bio append(@Nullable Bio bio, DiskCommand.Kind kind, int slot) {
    long sector = cache.block(slot) * SectorLedger.PER_PAGE;
    Bio to = bio;
    if (to != null && (to.end() != sector || !layer.hasRoom(to, PAGE_BYTES))) {
      submit(to);
      to = null;
    }
    if (to == null) {
      to = layer.bio(kind, sector, this);
    }
    to.add(cache.address(slot), PAGE_BYTES, slot);
    return to;
  }

  private void submit(@Nullable Bio bio) {
    if (bio != null) {
      layer.submit(bio);
    }
  }

  @Override
  public void done(Bio bio) {
    for (int i = 0; i < bio.count(); i++) {
      int slot = bio.token(i);
      if (bio.kind == DiskCommand.Kind.READ) {
        long sector = cache.block(slot) * SectorLedger.PER_PAGE;
        ledger.checkRead(sector, cache.address(slot));
        cache.endRead(slot);
      } else {
        cache.endWrite(slot, ledger);
      }
    }
  }
}
