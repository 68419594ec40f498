package dev.tollgate.core.policy;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.Arrays;

/**
 * The shadow buffers of one device: page frames of their own, mapped for good. There are free lists
 * for each CPU, direction and size; a buffer goes back to the list it was made for, whichever CPU
 * gives it back. Sizes are 1 page, 16 pages, and powers of two above that.
 */
final class ShadowBuffers {

  /** Instead of a buffer. */
  static final int NONE = -1;

  private static final int LARGE_ORDER = 4;
  private static final int ORDERS = PageAllocator.MAX_ORDER + 1;
  private static final DmaDirection[] DIRECTIONS = DmaDirection.values();

  private final Machine machine;
  private final PageMappingPolicy policy;
  private final DmaDomain domain;
  private final int[] free; // first of each list
  private final IoPageRecords numbers = new IoPageRecords(1); // of the buffer at an I/O page, and 1

  private long[] ioPages = new long[16];
  private long[] frames = new long[16];
  private byte[] orders = new byte[16];
  private short[] lists = new short[16];
  private boolean[] taken = new boolean[16];
  private int[] next = new int[16];
  private int count; // buffers ever made, and their places
  private int emptyPlaces = NONE;
  private int cleared = NONE; // given up, but the unit has not forgotten them
  private long made;
  private long givenUp;
  private long pages;
  private long mostPages;

  /** None yet; {@code policy} finds I/O pages for them, and makes the unit forget. */
  ShadowBuffers(Machine machine, PageMappingPolicy policy) {
    this.machine = machine;
    this.policy = policy;
    this.domain = policy.domain;
    this.free = new int[machine.processors().count() * DIRECTIONS.length * ORDERS];
    Arrays.fill(free, NONE);
  }

  /**
   * Takes a buffer of at least so many pages; {@link #NONE} if there is none and none is to be had.
   */
  int take(DmaDirection direction, int atLeast) {
    int order = order(atLeast);
    if (order > PageAllocator.MAX_ORDER) {
      return NONE;
    }
    int cpu = Math.max(0, machine.processors().current());
    int list = (cpu * DIRECTIONS.length + indexOf(direction)) * ORDERS + order;
    int buffer = free[list];
    if (buffer == NONE) {
      buffer = make(direction, order, list);
    } else {
      free[list] = next[buffer];
    }
    if (buffer != NONE) {
      taken[buffer] = true;
    }
    return buffer;
  }

  /** Gives a buffer back. */
  void giveBack(int buffer) {
    taken[buffer] = false;
    push(buffer);
  }

  /** The buffer in use that begins at an I/O page, or {@link #NONE}. */
  int takenAt(long ioPage) {
    int buffer = (int) numbers.get(ioPage, 0) - 1;
    return buffer != NONE && taken[buffer] && ioPages[buffer] == ioPage ? buffer : NONE;
  }

  /** Whether an I/O page is that of a buffer, in use or not. */
  boolean holds(long ioPage) {
    return numbers.get(ioPage, 0) != 0;
  }

  /** The first I/O page of a buffer. */
  long ioPage(int buffer) {
    return ioPages[buffer];
  }

  /** The I/O page behind a buffer. */
  long end(int buffer) {
    return ioPages[buffer] + (1L << orders[buffer]);
  }

  /** Address of the first byte of a buffer. */
  long address(int buffer) {
    return frames[buffer] << IoPages.SHIFT;
  }

  /** Whether {@link #giveUpIdle} would do anything. */
  boolean areIdle() {
    boolean idle = cleared != NONE;
    for (int first : free) {
      idle |= first != NONE;
    }
    return idle;
  }

  /**
   * Ends the mappings of all buffers that are not in use, and once the unit has forgotten them
   * gives their I/O pages and page frames back.
   */
  void giveUpIdle() {
    for (int list = 0; list < free.length; list++) {
      for (int buffer = free[list]; buffer != NONE; buffer = free[list]) {
        free[list] = next[buffer];
        domain.unmap(ioPages[buffer], 1 << orders[buffer]);
        next[buffer] = cleared;
        cleared = buffer;
      }
    }
    if (cleared != NONE && policy.invalidateAll()) {
      for (int buffer = cleared; buffer != NONE; buffer = cleared) {
        cleared = next[buffer];
        end(ioPages[buffer], buffer);
      }
    }
  }

  void report(MetricSink sink) {
    sink.metric("policy.shadow.made", made, "count", "Shadow buffers made");
    sink.metric("policy.shadow.given-up", givenUp, "count", "Shadow buffers given up again");
    sink.metric(
        "policy.shadow.bytes.peak",
        mostPages << IoPages.SHIFT,
        "bytes",
        "Memory of shadow buffers, at most");
  }

  private static int order(int atLeast) {
    if (atLeast == 1) {
      return 0;
    }
    return Math.max(LARGE_ORDER, Integer.SIZE - Integer.numberOfLeadingZeros(atLeast - 1));
  }

  private int make(DmaDirection direction, int order, int list) {
    long frame = machine.pages().allocate(order);
    if (frame == PageAllocator.NO_FRAME && areIdle()) {
      giveUpIdle();
      frame = machine.pages().allocate(order);
    }
    if (frame == PageAllocator.NO_FRAME) {
      return NONE;
    }
    long ioPage = policy.take(1 << order, 1 << order);
    if (ioPage == IovaAllocator.NONE) {
      machine.pages().free(frame, order);
      return NONE;
    }
    domain.mapDedicated(ioPage, 1 << order, frame, direction);
    int buffer = place();
    ioPages[buffer] = ioPage;
    frames[buffer] = frame;
    orders[buffer] = (byte) order;
    lists[buffer] = (short) list;
    number(ioPage, order, buffer + 1);
    made++;
    pages += 1L << order;
    mostPages = Math.max(mostPages, pages);
    return buffer;
  }

  private void end(long ioPage, int buffer) {
    int order = orders[buffer];
    number(ioPage, order, 0);
    domain.iova().free(ioPage, 1 << order);
    machine.pages().free(frames[buffer], order);
    next[buffer] = emptyPlaces;
    emptyPlaces = buffer;
    givenUp++;
    pages -= 1L << order;
  }

  private void number(long ioPage, int order, int number) {
    for (int i = 0; i < 1 << order; i++) {
      numbers.set(ioPage + i, 0, number);
    }
  }

  private void push(int buffer) {
    next[buffer] = free[lists[buffer]];
    free[lists[buffer]] = buffer;
  }

  private int place() {
    if (emptyPlaces != NONE) {
      int place = emptyPlaces;
      emptyPlaces = next[place];
      return place;
    }
    if (count == next.length) {
      ioPages = Arrays.copyOf(ioPages, 2 * count);
      frames = Arrays.copyOf(frames, 2 * count);
      orders = Arrays.copyOf(orders, 2 * count);
      lists = Arrays.copyOf(lists, 2 * count);
      taken = Arrays.copyOf(taken, 2 * count);
      next = Arrays.copyOf(next, 2 * count);
    }
    return count++;
  }

  @SuppressWarnings("EnumOrdinal") // an array index that leaves no trace outside this object
  private static int indexOf(DmaDirection direction) {
    return direction.ordinal();
  }
}
