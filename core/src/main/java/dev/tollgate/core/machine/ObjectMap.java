package dev.tollgate.core.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which objects lie in each page frame at this moment, and who asked for them.
 *
 * <p>Told of every object that is taken and given back, by whoever stands in front of the allocator
 * or replays a recording. Taking and giving back cost time by the object's frames, and nothing is
 * allocated once the arrays have grown to the most objects at a time. A {@link Listener} hears of
 * changes to the frames that it {@linkplain #watch watches}.
 */
public final class ObjectMap {

  /** Who asked for an object of which nothing is known. */
  public static final int NOBODY = 0;

  private static final int END = FrameLists.END;
  private static final int FRAME_BYTES = PhysicalMemory.FRAME_BYTES;

  /** Who asks: a place in the kernel, and what it asks, a cache or kmalloc. */
  public record Who(String site, String source) {}

  /** Hears that the objects in a watched frame are others than before. */
  @FunctionalInterface
  public interface Listener {

    /** Objects of some frame, watched or not, are about to change. */
    default void changing() {}

    /**
     * An object in {@code frame} was taken or given back just now.
     *
     * @param from its first byte in the frame, 0 to 4095
     * @param to behind its last byte in the frame
     * @param who asked for it
     * @param isTaken false if it was given back
     */
    void changed(long frame, int from, int to, int who, boolean isTaken);
  }

  /** Hears of the objects of a frame, one by one. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * An object.
     *
     * @param from its first byte in the frame, 0 to 4095
     * @param to behind its last byte in the frame
     */
    void object(int from, int to, int who);
  }

  private final List<Who> people = new ArrayList<>();
  private final Map<Who, Integer> numbers = new HashMap<>();
  private final AddressTable slots = new AddressTable();
  private long[] addresses = new long[64];
  private long[] bytes = new long[64];
  private int[] who = new int[64];
  private int[] firstNode = new int[64];
  private int[] vacant = new int[64];
  private int vacancies;
  private int used;

  private final FrameLists lists = new FrameLists();
  private int[] watchers = {0}; // by frame

  private @Nullable FrameContents contents;
  private @Nullable Listener listener;

  /** A map without objects, of an allocator that holds no frames. */
  public ObjectMap() {
    number(new Who("", ""));
  }

  /**
   * Says who knows the frames' free bytes. Where there are several allocators, as under a
   * hypervisor, each holds frames of its own.
   */
  public void ask(FrameContents source) {
    FrameContents before = contents;
    contents =
        before == null
            ? source
            : (frame, marks) -> before.mark(frame, marks) || source.mark(frame, marks);
  }

  /** Who knows the frames' free bytes. */
  public FrameContents contents() {
    FrameContents known = contents;
    return known == null ? (frame, marks) -> false : known;
  }

  /** Says who hears of changes. */
  public void tell(Listener told) {
    listener = told;
  }

  /** The number of somebody, a new one if it is not known yet. */
  public int number(Who asked) {
    Integer known = numbers.get(asked);
    if (known != null) {
      return known;
    }
    people.add(asked);
    numbers.put(asked, people.size() - 1);
    return people.size() - 1;
  }

  /** Who has a number. */
  public Who who(int number) {
    return people.get(number);
  }

  /**
   * Objects are about to be taken or given back: to be called before the allocator does so, by
   * whoever can.
   */
  public void changing() {
    if (listener != null) {
      listener.changing();
    }
  }

  /** An object was taken; one that is known at its address is given back before. */
  public void allocated(long address, long size, int asker) {
    changing();
    int slot = vacancies > 0 ? vacant[--vacancies] : fresh();
    addresses[slot] = address;
    bytes[slot] = size;
    who[slot] = asker;
    int before = slots.put(address, slot);
    if (before != AddressTable.NONE) {
      release(before);
    }
    long last = last(slot);
    reach(last);
    int node = END;
    for (long frame = address >>> PhysicalMemory.FRAME_SHIFT; frame <= last; frame++) {
      int below = node;
      node = lists.add(frame, slot, below);
      if (below == END) {
        firstNode[slot] = node;
      }
      changed(frame, slot, true);
    }
  }

  /** An object was given back; nothing happens if none is known at the address. */
  public void freed(long address) {
    changing();
    int slot = slots.remove(address);
    if (slot != AddressTable.NONE) {
      release(slot);
    }
  }

  private void release(int slot) {
    vacant = vacancies == vacant.length ? Arrays.copyOf(vacant, 2 * vacancies) : vacant;
    vacant[vacancies++] = slot;
    long frame = addresses[slot] >>> PhysicalMemory.FRAME_SHIFT;
    int node = firstNode[slot];
    while (node != END) {
      int above = lists.above(node);
      lists.remove(frame, node);
      changed(frame, slot, false);
      frame++;
      node = above;
    }
  }

  /** All objects with a byte in the range are given back. */
  public void forget(long address, long size) {
    long end = address + size;
    long last = Math.min(watchers.length, ((end - 1) >>> PhysicalMemory.FRAME_SHIFT) + 1);
    for (long frame = address >>> PhysicalMemory.FRAME_SHIFT; frame < last; frame++) {
      int node = lists.first(frame);
      while (node != END) {
        int slot = lists.object(node);
        node = lists.next(node);
        if (addresses[slot] < end && addresses[slot] + bytes[slot] > address) {
          freed(addresses[slot]);
        }
      }
    }
  }

  /** First byte of the object that holds the byte at {@code address}, or -1. */
  public long objectAt(long address) {
    long frame = address >>> PhysicalMemory.FRAME_SHIFT;
    for (int node = lists.first(frame); node != END; node = lists.next(node)) {
      int slot = lists.object(node);
      if (addresses[slot] <= address && address < addresses[slot] + bytes[slot]) {
        return addresses[slot];
      }
    }
    return -1;
  }

  /**
   * First byte of the object that was taken last of those that begin in a frame and came from
   * {@code source}, or -1.
   */
  public long lastIn(long frame, String source) {
    for (int node = lists.first(frame); node != END; node = lists.next(node)) {
      int slot = lists.object(node);
      if (addresses[slot] >>> PhysicalMemory.FRAME_SHIFT == frame
          && people.get(who[slot]).source().equals(source)) {
        return addresses[slot];
      }
    }
    return -1;
  }

  /** Bytes of the object that begins at {@code address}; 0 if none does. */
  public long bytesAt(long address) {
    int slot = slots.get(address);
    return slot == AddressTable.NONE ? 0 : bytes[slot];
  }

  private long last(int slot) {
    return (addresses[slot] + Math.max(1, bytes[slot]) - 1) >>> PhysicalMemory.FRAME_SHIFT;
  }

  private void changed(long frame, int slot, boolean isTaken) {
    if (watchers[(int) frame] != 0 && listener != null) {
      long begin = frame << PhysicalMemory.FRAME_SHIFT;
      listener.changed(frame, from(slot, begin), to(slot, begin), who[slot], isTaken);
    }
  }

  private int from(int slot, long begin) {
    return (int) Math.max(0, addresses[slot] - begin);
  }

  private int to(int slot, long begin) {
    return (int) Math.min(FRAME_BYTES, addresses[slot] + bytes[slot] - begin);
  }

  /** Asks to hear of changes to a frame, once more. */
  public void watch(long frame) {
    reach(frame);
    watchers[(int) frame]++;
  }

  /** Takes back one {@link #watch}. */
  public void unwatch(long frame) {
    watchers[(int) frame]--;
  }

  /** Visits the objects in a frame, the last taken first. */
  public void visit(long frame, Visitor visitor) {
    long begin = frame << PhysicalMemory.FRAME_SHIFT;
    for (int node = lists.first(frame); node != END; node = lists.next(node)) {
      int slot = lists.object(node);
      visitor.object(from(slot, begin), to(slot, begin), who[slot]);
    }
  }

  private int fresh() {
    if (used == addresses.length) {
      addresses = Arrays.copyOf(addresses, 2 * used);
      bytes = Arrays.copyOf(bytes, 2 * used);
      who = Arrays.copyOf(who, 2 * used);
      firstNode = Arrays.copyOf(firstNode, 2 * used);
    }
    return used++;
  }

  private void reach(long frame) {
    if (frame >= watchers.length) {
      watchers = Arrays.copyOf(watchers, (int) Math.max(frame + 1, 2L * watchers.length));
    }
  }
}
