package dev.tollgate.workload.disk;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.ScatterList;
import org.jspecify.annotations.Nullable;

/**
 * One command for a disk, made of one bio or of several that lie side by side: Linux's {@code
 * struct request}. Used again once it is done.
 */
final class BlockRequest {

  DiskCommand.Kind kind = DiskCommand.Kind.READ;
  long sector;
  int sectors;

  /** Its bios in the order of sectors, linked by {@link Bio#next}. */
  @Nullable Bio first;

  @Nullable Bio last;

  /** Segments of memory it takes at most. */
  int segmentCount;

  /** Its memory, neighbours in memory joined; filled in when it is issued. */
  final ScatterList segments = new ScatterList();

  /** Address of the kernel's object for it. */
  long object;

  /** The driver's: queue and command it is in. */
  int queue;

  int slot;

  /** Picoseconds at which it was issued to the driver. */
  long issuedAt;

  /** Whether devices reach its memory already, so that the driver need not map it. */
  boolean isReachable() {
    Bio bio = first;
    return bio != null && bio.isReachable();
  }

  /** The direction its memory is mapped in. */
  DmaDirection direction() {
    return kind == DiskCommand.Kind.WRITE ? DmaDirection.TO_DEVICE : DmaDirection.FROM_DEVICE;
  }

  /** Sector behind its last one. */
  long end() {
    return sector + sectors;
  }
}
