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
 * or replays a recording. Taking and giving back cost time by the objects in the object's frames,
 * and nothing is allocated once the arrays have grown to the most objects at a time. A {@link
 * Listener} hears of changes to the frames that it {@linkplain #watch watches}.
 */
public final class ObjectMap {

  /** Who asked for an object of which nothing is known. */
  public static final int NOBODY = 0;

  private static final int END = -1;
  private static final int FRAME_BYTES = PhysicalMemory.FRAME_BYTES;

  /** Who asks: a place in the kernel, and what it asks, a cache or kmalloc. */
  public record Who(String site, String source) {}

  /** Hears that the objects in a watched frame are others than before. */
  @FunctionalInterface
  public interface Listener {

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
  private int[] vacant = new int[64];
  private int vacancies;
  private int used;

  private int[] nodeObject = new int[64];
  private int[] nextNode = new int[64];
  private int spareNode = END;
  private int nodes;
  private int[] firstNode = {END}; // by frame
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

  /** An object was taken; one that is known at its address is given back before. */
  public void allocated(long address, long size, int asker) {
    if (slots.get(address) != AddressTable.NONE) {
      freed(address);
    }
    int slot = vacancies > 0 ? vacant[--vacancies] : fresh();
    addresses[slot] = address;
    bytes[slot] = size;
    who[slot] = asker;
    slots.put(address, slot);
    long last = last(slot);
    reach(last);
    for (long frame = address >>> PhysicalMemory.FRAME_SHIFT; frame <= last; frame++) {
      int node = spareNode;
      if (node == END) {
        node = freshNode();
      } else {
        spareNode = nextNode[node];
      }
      nodeObject[node] = slot;
      nextNode[node] = firstNode[(int) frame];
      firstNode[(int) frame] = node;
      changed(frame, slot, true);
    }
  }

  /** An object was given back; nothing happens if none is known at the address. */
  public void freed(long address) {
    int slot = slots.get(address);
    if (slot == AddressTable.NONE) {
      return;
    }
    slots.remove(address);
    vacant = vacancies == vacant.length ? Arrays.copyOf(vacant, 2 * vacancies) : vacant;
    vacant[vacancies++] = slot;
    long last = last(slot);
    for (long frame = address >>> PhysicalMemory.FRAME_SHIFT; frame <= last; frame++) {
      unlink((int) frame, slot);
      changed(frame, slot, false);
    }
  }

  /** All objects with a byte in the range are given back. */
  public void forget(long address, long size) {
    long end = address + size;
    long last = Math.min(firstNode.length, ((end - 1) >>> PhysicalMemory.FRAME_SHIFT) + 1);
    for (long frame = address >>> PhysicalMemory.FRAME_SHIFT; frame < last; frame++) {
      int node = firstNode[(int) frame];
      while (node != END) {
        int slot = nodeObject[node];
        node = nextNode[node];
        if (addresses[slot] < end && addresses[slot] + bytes[slot] > address) {
          freed(addresses[slot]);
        }
      }
    }
  }

  /** First byte of the object that holds the byte at {@code address}, or -1. */
  public long objectAt(long address) {
    long frame = address >>> PhysicalMemory.FRAME_SHIFT;
    for (int node = frame < firstNode.length ? firstNode[(int) frame] : END;
        node != END;
        node = nextNode[node]) {
      int slot = nodeObject[node];
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
    for (int node = frame < firstNode.length ? firstNode[(int) frame] : END;
        node != END;
        node = nextNode[node]) {
      int slot = nodeObject[node];
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

  private void unlink(int frame, int slot) {
    int before = END;
    int node = firstNode[frame];
    while (nodeObject[node] != slot) {
      before = node;
      node = nextNode[node];
    }
    if (before == END) {
      firstNode[frame] = nextNode[node];
    } else {
      nextNode[before] = nextNode[node];
    }
    nextNode[node] = spareNode;
    spareNode = node;
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
    if (frame >= firstNode.length) {
      return;
    }
    long begin = frame << PhysicalMemory.FRAME_SHIFT;
    for (int node = firstNode[(int) frame]; node != END; node = nextNode[node]) {
      int slot = nodeObject[node];
      visitor.object(from(slot, begin), to(slot, begin), who[slot]);
    }
  }

  private int fresh() {
    if (used == addresses.length) {
      addresses = Arrays.copyOf(addresses, 2 * used);
      bytes = Arrays.copyOf(bytes, 2 * used);
      who = Arrays.copyOf(who, 2 * used);
    }
    return used++;
  }

  private int freshNode() {
    if (nodes == nodeObject.length) {
      nodeObject = Arrays.copyOf(nodeObject, 2 * nodes);
      nextNode = Arrays.copyOf(nextNode, 2 * nodes);
    }
    return nodes++;
  }

  private void reach(long frame) {
    int known = firstNode.length;
    if (frame >= known) {
      int wider = (int) Math.max(frame + 1, 2L * known);
      firstNode = Arrays.copyOf(firstNode, wider);
      Arrays.fill(firstNode, known, wider, END);
      watchers = Arrays.copyOf(watchers, wider);
    }
  }
}
