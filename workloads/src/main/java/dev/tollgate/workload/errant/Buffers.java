package dev.tollgate.workload.errant;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.KernelAllocator;
import java.util.Arrays;

/**
 * The buffers that drivers took from the kernel's allocator, what is in them and ought to be, and
 * which of them the errant device may write. Each lies in one page frame: sizes are powers of two
 * up to half a page, or whole pages.
 */
final class Buffers {

  /** No buffer. */
  static final int NONE = -1;

  private final KernelAllocator allocator;
  private final PhysicalMemory memory;
  private final Secrets secrets;

  private long[] physical = new long[64];
  private int[] size = new int[64];
  private long[] content = new long[64];
  private int[] writable = new int[64];
  private int[] nextOfFrame = new int[64];
  private int[] unused = new int[64];
  private int unusedCount;
  private int used;
  private final int[] firstOfFrame;

  Buffers(KernelAllocator allocator, PhysicalMemory memory, Secrets secrets) {
    this.allocator = allocator;
    this.memory = memory;
    this.secrets = secrets;
    this.firstOfFrame = new int[(int) (memory.size() >>> PhysicalMemory.FRAME_SHIFT) + 1];
  }

  /**
   * Takes a buffer and fills it with a new secret.
   *
   * @return its number, or {@link #NONE} if there is no memory
   */
  int allocate(int bytes) {
    long address = allocator.kmalloc(bytes);
    return address == KernelAllocator.FAILED ? NONE : add(address, bytes);
  }

  /** Makes memory known that was not taken from the kernel's allocator, and fills it. */
  int add(long address, int bytes) {
    int buffer = unusedCount > 0 ? unused[--unusedCount] : used++;
    if (buffer == physical.length) {
      int longer = 2 * buffer;
      physical = Arrays.copyOf(physical, longer);
      size = Arrays.copyOf(size, longer);
      content = Arrays.copyOf(content, longer);
      writable = Arrays.copyOf(writable, longer);
      nextOfFrame = Arrays.copyOf(nextOfFrame, longer);
      unused = Arrays.copyOf(unused, longer);
    }
    physical[buffer] = address;
    size[buffer] = bytes;
    writable[buffer] = 0;
    int frame = (int) (address >>> PhysicalMemory.FRAME_SHIFT);
    nextOfFrame[buffer] = firstOfFrame[frame];
    firstOfFrame[frame] = buffer + 1;
    fill(buffer);
    return buffer;
  }

  /** Gives a buffer back to the kernel's allocator; its bytes stay. */
  void free(int buffer) {
    forget(buffer);
    allocator.kfree(physical[buffer]);
  }

  /** Nobody's buffer is there any more; its bytes stay. */
  void forget(int buffer) {
    int frame = (int) (physical[buffer] >>> PhysicalMemory.FRAME_SHIFT);
    int before = NONE;
    int at = firstOfFrame[frame] - 1;
    while (at != buffer) {
      before = at;
      at = nextOfFrame[at] - 1;
    }
    if (before == NONE) {
      firstOfFrame[frame] = nextOfFrame[buffer];
    } else {
      nextOfFrame[before] = nextOfFrame[buffer];
    }
    unused[unusedCount++] = buffer;
  }

  /** Fills a buffer with a new secret. */
  void fill(int buffer) {
    expect(buffer, secrets.next());
    repair(buffer);
  }

  /** From now on a buffer ought to be full of {@code word}. */
  void expect(int buffer, long word) {
    content[buffer] = word;
  }

  /** Puts back into a buffer what ought to be there. */
  void repair(int buffer) {
    memory.write(physical[buffer], secrets.bytesOf(content[buffer], size[buffer]), 0, size[buffer]);
  }

  /** The errant device may write a buffer from now on, or ({@code -1}) once less. */
  void entitleToWrite(int buffer, int more) {
    writable[buffer] += more;
  }

  boolean isWritable(int buffer) {
    return writable[buffer] > 0;
  }

  /** The live buffer that a byte of memory belongs to, or {@link #NONE}. */
  int at(long address) {
    int buffer = firstOfFrame[(int) (address >>> PhysicalMemory.FRAME_SHIFT)] - 1;
    while (buffer != NONE
        && (address < physical[buffer] || address >= physical[buffer] + size[buffer])) {
      buffer = nextOfFrame[buffer] - 1;
    }
    return buffer;
  }

  long physical(int buffer) {
    return physical[buffer];
  }

  int size(int buffer) {
    return size[buffer];
  }

  /** The word that a buffer ought to be full of. */
  long content(int buffer) {
    return content[buffer];
  }
}
