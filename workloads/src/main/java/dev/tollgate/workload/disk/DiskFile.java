package dev.tollgate.workload.disk;

import java.util.Arrays;

/** A file: its size, and which blocks of the disk it lies in. */
final class DiskFile {

  /** Number of its inode in its file system. */
  final int inode;

  /** Bytes in it. */
  long size;

  /** Its pages in the page cache that are dirty. */
  int dirtyPages;

  /** Its pages that are being written. */
  int writingPages;

  /** Whether the block of its inode must be written with it. */
  boolean inodeChanged;

  private long[] starts = new long[1];
  private long[] lengths = new long[1];
  private int extents;
  private long blocks;

  DiskFile(int inode) {
    this.inode = inode;
  }

  /** Appends blocks of the disk. */
  void addExtent(long start, long length) {
    if (extents > 0 && starts[extents - 1] + lengths[extents - 1] == start) {
      lengths[extents - 1] += length;
    } else {
      if (extents == starts.length) {
        starts = Arrays.copyOf(starts, 2 * extents);
        lengths = Arrays.copyOf(lengths, 2 * extents);
      }
      starts[extents] = start;
      lengths[extents] = length;
      extents++;
    }
    blocks += length;
  }

  /** Blocks it has. */
  long blocks() {
    return blocks;
  }

  /** Extents it consists of. */
  int extents() {
    return extents;
  }

  /** First block of an extent. */
  long extentStart(int index) {
    return starts[index];
  }

  /** Blocks of an extent. */
  long extentLength(int index) {
    return lengths[index];
  }

  /** Block of the disk that one of its pages lies in. */
  long block(long page) {
    long left = page;
    for (int i = 0; i < extents; i++) {
      if (left < lengths[i]) {
        return starts[i] + left;
      }
      left -= lengths[i];
    }
    throw new IllegalArgumentException(
        "a file of %d blocks has no page %d".formatted(blocks, page));
  }
}
