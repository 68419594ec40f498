package dev.tollgate.workload.disk;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.PhysicalMemory;

/**
 * A thin file system: files in extents of blocks of 4096 bytes, inodes of 256 bytes and directories
 * in blocks of their own in front of them, all real blocks of the disk. Nothing is journalled; a
 * change of a name makes the blocks of the directory and of the inode dirty, as a change of size
 * makes that of the inode.
 */
final class FileSystem {

  /** log2 of the bytes of a block, which a page holds. */
  static final int BLOCK_SHIFT = PhysicalMemory.FRAME_SHIFT;

  private static final int INODES_PER_BLOCK = 16;

  /** One inode for every 64 KiB of data, ext3's largefile4 and default lie around it. */
  private static final int BLOCKS_PER_INODE = 16;

  private final String name;
  private final long firstBlock;
  private final long inodeBlocks;
  private final int directories;
  private final BlockSpace space;
  private int nextInode = 1;

  /**
   * An empty file system.
   *
   * @param name for messages
   * @param firstBlock of its part of the disk
   * @param blocks of that part
   * @param directories it has
   */
  FileSystem(String name, long firstBlock, long blocks, int directories) {
    this.name = name;
    this.firstBlock = firstBlock;
    this.inodeBlocks = blocks / BLOCKS_PER_INODE / INODES_PER_BLOCK + 1;
    this.directories = Math.max(1, directories);
    long metadata = inodeBlocks + this.directories;
    if (blocks <= metadata) {
      throw new BadInputException(
          "%s: a part of the disk of %d blocks has no room for %d of metadata"
              .formatted(name, blocks, metadata));
    }
    this.space = new BlockSpace(firstBlock + metadata, (int) Math.min(blocks - metadata, 1 << 30));
  }

  /**
   * Makes a file that was there before anything was measured, with its blocks.
   *
   * @throws BadInputException if the disk is too small
   */
  DiskFile existing(long size) {
    DiskFile file = create();
    allocate(file, size);
    file.size = size;
    return file;
  }

  /** Makes an empty file. */
  DiskFile create() {
    return new DiskFile(nextInode++);
  }

  /**
   * Gives a file the blocks that a size needs.
   *
   * @throws BadInputException if the disk is too small
   */
  void allocate(DiskFile file, long size) {
    long needed = ((size + PhysicalMemory.FRAME_BYTES - 1) >>> BLOCK_SHIFT) - file.blocks();
    while (needed > 0) {
      long start = space.take(needed);
      if (start == BlockSpace.FULL) {
        throw new BadInputException(
            "%s: the disk is full: a file of %d bytes needs %d more blocks of 4096 bytes"
                .formatted(name, size, needed));
      }
      file.addExtent(start, space.length());
      needed -= space.length();
    }
  }

  /** Gives the blocks of a file back, whose pages the cache holds no more. */
  void release(DiskFile file) {
    for (int i = 0; i < file.extents(); i++) {
      space.give(file.extentStart(i), file.extentLength(i));
    }
  }

  /** The block that a file's inode lies in. */
  long inodeBlock(DiskFile file) {
    return firstBlock + file.inode / INODES_PER_BLOCK % inodeBlocks;
  }

  /** The block of the directory that a file is in. */
  long directoryBlock(DiskFile file) {
    return firstBlock + inodeBlocks + file.inode % directories;
  }

  /** Blocks of data that no file has. */
  long freeBlocks() {
    return space.free();
  }
}
