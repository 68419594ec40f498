package dev.tollgate.core.allocator;

import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.BootClaim;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.MemoryUse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every page frame is for at one moment: who holds it, and how many of its 4096 bytes were
 * asked for, are free, or are descriptors and indexes. What is left is beyond the request: slack,
 * headers, alignment holes, ends of slabs and of blocks.
 *
 * <p>The {@link PageMapSource}s mark it anew for each moment after {@link #clear}. Frames that
 * nobody marks are free. Arrays grow with the highest frame that is marked.
 */
public final class PageMap {

  /** Nobody in particular asked. */
  public static final int NOBODY = 0;

  private static final int END = -1;
  private static final int FRAME_BYTES = PhysicalMemory.FRAME_BYTES;

  /** What lives in memory, and who asked for it: a cache or kmalloc, and a call site. */
  private record Who(String source, String site) {}

  private final Map<Who, Integer> numbers = new HashMap<>();
  private final List<Who> people = new ArrayList<>();

  /** Null where a frame is not marked; the figures of such frames are 0. */
  private @Nullable FrameKind[] kind = new FrameKind[1];

  private int[] extent = new int[1];
  private String[] label = new String[1];
  private int[] requested = new int[1];
  private int[] metadata = new int[1];
  private int[] free = new int[1];
  private int[] firstPiece = {END};

  private int[] marked = new int[64];
  private int count;

  private int[] pieceOwner = new int[256];
  private int[] pieceBytes = new int[256];
  private int[] nextPiece = new int[256];
  private int pieces;

  private long[] tally = new long[16];

  /** A map on which nothing is marked. */
  public PageMap() {
    who("", "");
  }

  /** Forgets all marks. */
  public void clear() {
    for (int i = 0; i < count; i++) {
      int frame = marked[i];
      kind[frame] = null;
      firstPiece[frame] = END;
      requested[frame] = 0;
      metadata[frame] = 0;
      free[frame] = 0;
    }
    count = 0;
    pieces = 0;
  }

  /**
   * A number for what lives in memory and who asked, always the same for the same.
   *
   * @param source a cache, {@code kmalloc}, or what else it is; may be empty
   * @param site the place in the kernel that asked; empty if nobody knows
   */
  public int who(String source, String site) {
    Who sought = new Who(source, site);
    Integer number = numbers.get(sought);
    if (number == null) {
      number = people.size();
      numbers.put(sought, number);
      people.add(sought);
    }
    return number;
  }

  /**
   * Marks frames that stand together as held.
   *
   * @param name of the cache they are a slab of; empty where there is none
   * @throws InvariantViolation if one of them is marked already
   */
  public void frames(long first, long frames, FrameKind what, String name) {
    reach(first + frames);
    for (int frame = (int) first; frame < first + frames; frame++) {
      FrameKind already = kind[frame];
      if (already != null) {
        throw new InvariantViolation(
            "frame %d is a %s of %s, and of %s too"
                .formatted(frame, already.word(), label[frame], name));
      }
      kind[frame] = what;
      extent[frame] = (int) first;
      label[frame] = name;
      if (count == marked.length) {
        marked = Arrays.copyOf(marked, 2 * count);
      }
      marked[count++] = frame;
    }
  }

  /**
   * Marks bytes taken in boot memory, and the frames they lie in as reserved; where bytes were
   * taken twice, once only.
   *
   * @param end frame at and behind which nothing is marked
   */
  public void reserved(BootClaim claim, long end) {
    int who = who(claim.owner(), "");
    long last = Math.min(claim.address() + claim.bytes(), end << PhysicalMemory.FRAME_SHIFT);
    for (long at = claim.address(); at < last; ) {
      long frame = at >>> PhysicalMemory.FRAME_SHIFT;
      int here = here(at, last);
      if (!isMarked(frame)) {
        frames(frame, 1, FrameKind.RESERVED, "");
      }
      if (kind((int) frame) == FrameKind.RESERVED) {
        asked(at, Math.min(here, FRAME_BYTES - requested[(int) frame]), who);
      }
      at += here;
    }
  }

  private void reach(long end) {
    int known = kind.length;
    if (end > known) {
      int wider = (int) Math.max(end, 2L * known);
      kind = Arrays.copyOf(kind, wider);
      firstPiece = Arrays.copyOf(firstPiece, wider);
      Arrays.fill(firstPiece, known, wider, END);
      extent = Arrays.copyOf(extent, wider);
      label = Arrays.copyOf(label, wider);
      requested = Arrays.copyOf(requested, wider);
      metadata = Arrays.copyOf(metadata, wider);
      free = Arrays.copyOf(free, wider);
    }
  }

  /** Whether a frame is marked as held. */
  public boolean isMarked(long frame) {
    return frame >= 0 && frame < kind.length && kind[(int) frame] != null;
  }

  /** Marks bytes of held frames that a request could get. */
  public void free(long address, long bytes) {
    add(free, address, bytes);
  }

  /** Marks bytes of held frames that are the holder's own. */
  public void metadata(long address, long bytes) {
    add(metadata, address, bytes);
  }

  private void add(int[] part, long address, long bytes) {
    long end = address + bytes;
    for (long at = address; at < end; ) {
      int frame = held(at, address, bytes);
      int here = here(at, end);
      part[frame] += here;
      at += here;
    }
  }

  /**
   * Marks bytes that were asked for. Of a block of frames smaller than what was asked for, as the
   * first SLOB gives for some sizes, only those inside it are.
   *
   * @param who asked, by its number
   * @throws InvariantViolation if no held frame is there
   */
  public void asked(long address, long bytes, int who) {
    long end = address + bytes;
    if (here(address, end) == bytes) {
      int frame = held(address, address, bytes);
      requested[frame] += (int) bytes;
      piece(frame, who, (int) bytes);
      return;
    }
    for (long at = address; at < end; ) {
      int here = here(at, end);
      if (leavesBlock(address, at)) {
        return;
      }
      int frame = held(at, address, bytes);
      requested[frame] += here;
      piece(frame, who, here);
      at += here;
    }
  }

  private boolean leavesBlock(long address, long at) {
    int head = (int) (address >>> PhysicalMemory.FRAME_SHIFT);
    int frame = (int) (at >>> PhysicalMemory.FRAME_SHIFT);
    return frame != head
        && kind[head] == FrameKind.BLOCK
        && (!isMarked(frame) || extent[frame] != extent[head]);
  }

  private int held(long at, long address, long bytes) {
    long frame = at >>> PhysicalMemory.FRAME_SHIFT;
    if (!isMarked(frame)) {
      throw new InvariantViolation(
          "%d bytes at 0x%x are in use or free in frame %d, which nobody holds"
              .formatted(bytes, address, frame));
    }
    return (int) frame;
  }

  private static int here(long at, long end) {
    return (int) (Math.min(end, (at & -FRAME_BYTES) + FRAME_BYTES) - at);
  }

  private void piece(int frame, int who, int bytes) {
    int head = firstPiece[frame];
    if (head != END && pieceOwner[head] == who) {
      pieceBytes[head] += bytes;
      return;
    }
    if (pieces == pieceOwner.length) {
      pieceOwner = Arrays.copyOf(pieceOwner, 2 * pieces);
      pieceBytes = Arrays.copyOf(pieceBytes, 2 * pieces);
      nextPiece = Arrays.copyOf(nextPiece, 2 * pieces);
    }
    pieceOwner[pieces] = who;
    pieceBytes[pieces] = bytes;
    nextPiece[pieces] = head;
    firstPiece[frame] = pieces++;
  }

  /**
   * Compares the marks with what an allocator says of its memory: frames, and each of the parts.
   *
   * @throws InvariantViolation if a frame has more than its bytes marked, or the sums differ
   */
  public void requireComplete(MemoryUse use) {
    long frames = 0;
    long asked = 0;
    long own = 0;
    long unused = 0;
    for (int i = 0; i < count; i++) {
      int frame = marked[i];
      if (beyond(frame) < 0) {
        throw new InvariantViolation(
            "frame %d has %d bytes asked for, %d of metadata and %d free: more than a frame"
                .formatted(frame, requested[frame], metadata[frame], free[frame]));
      }
      if (kind(frame).isAllocators()) {
        frames++;
        asked += requested[frame];
        own += metadata[frame];
        unused += free[frame];
      }
    }
    if (frames != use.framesHeld()
        || asked != use.requested()
        || own != use.metadata()
        || unused != use.freeObjects()) {
      throw new InvariantViolation(
          "the map of pages has %d frames with %d bytes asked for, %d of metadata, %d free: %s"
              .formatted(frames, asked, own, unused, use));
    }
  }

  /** Frames marked, in the order of their numbers; the first {@link #count} are valid. */
  int[] sorted() {
    Arrays.sort(marked, 0, count);
    return marked;
  }

  /** Frames marked. */
  public int count() {
    return count;
  }

  /** What a marked frame is. */
  public FrameKind kind(int frame) {
    FrameKind is = kind[frame];
    if (is == null) {
      throw new IllegalArgumentException("frame %d is not marked".formatted(frame));
    }
    return is;
  }

  /** Name of the cache that a marked frame is a slab of, or empty. */
  public String label(int frame) {
    return label[frame];
  }

  /** Bytes of a frame that were asked for. */
  public int requested(int frame) {
    return requested[frame];
  }

  /** Bytes of a frame that are descriptors and indexes. */
  public int metadata(int frame) {
    return metadata[frame];
  }

  /** Bytes of a marked frame that a request could get. */
  public int free(int frame) {
    return free[frame];
  }

  /** Bytes of a marked frame that nobody asked for and nobody can get. */
  public int beyond(int frame) {
    return FRAME_BYTES - requested[frame] - metadata[frame] - free[frame];
  }

  /** Number of who asked for most of a frame's bytes; the lowest of several. */
  public int owner(int frame) {
    if (people.size() > tally.length) {
      tally = new long[2 * people.size()];
    }
    int best = NOBODY;
    for (int piece = firstPiece[frame]; piece != END; piece = nextPiece[piece]) {
      int who = pieceOwner[piece];
      tally[who] += pieceBytes[piece];
      if (tally[who] > tally[best] || (tally[who] == tally[best] && who < best)) {
        best = who;
      }
    }
    for (int piece = firstPiece[frame]; piece != END; piece = nextPiece[piece]) {
      tally[pieceOwner[piece]] = 0;
    }
    return best;
  }

  /** What lives there, by a number of {@link #who}. */
  public String source(int who) {
    return people.get(who).source();
  }

  /** Who asked, by a number of {@link #who}. */
  public String site(int who) {
    return people.get(who).site();
  }
}
