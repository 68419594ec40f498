package dev.tollgate.hypervisor.xen.domain;

import java.util.Arrays;

/**
 * Xen's book of machine frames: who owns each, how many references are held to it, and what it is
 * used as ({@code struct page_info}, xen/include/asm-x86/mm.h).
 *
 * <p>A frame that a domain owns has the <em>allocated</em> mark, which holds one reference; each
 * page-table entry, grant mapping and pin holds another. It goes back to the heap with the last
 * reference, so a frame given back while still mapped stays its owner's until it is unmapped. A use
 * as {@link FrameType#WRITABLE} or {@link FrameType#PAGE_TABLE} is counted too; while such uses are
 * left, every other use is refused.
 *
 * <p>Xen keeps this book where no guest can reach it; here it is kept in arrays.
 */
public final class FrameTable {

  /** Owner of a frame that nobody owns. */
  public static final int NOBODY = -1;

  private static final int ALLOCATED = 1 << 31;
  private static final int XEN_HEAP = 1 << 30;
  private static final int COUNT_MASK = XEN_HEAP - 1;
  private static final int TYPE_SHIFT = 28;
  private static final int TYPE_COUNT_MASK = (1 << TYPE_SHIFT) - 1;

  private final DomainHeap heap;
  private final short[] owner;
  private final int[] references;
  private final int[] uses;
  private final int[] owned = new int[DomainIds.INVALID + 1];
  private FrameListener listener = FrameListener.NONE;

  /** A book of the frames that {@code heap} spans, all free or nobody's. */
  public FrameTable(DomainHeap heap) {
    this.heap = heap;
    this.owner = new short[heap.frames()];
    this.references = new int[heap.frames()];
    this.uses = new int[heap.frames()];
    Arrays.fill(owner, (short) NOBODY);
  }

  /** Names who hears of frames that change hands. */
  public void listen(FrameListener listener) {
    this.listener = listener;
  }

  /** Frames in the book, from 0. */
  public int size() {
    return owner.length;
  }

  /** Where frames come from and go back to. */
  public DomainHeap heap() {
    return heap;
  }

  /** Whether there is such a machine frame ({@code mfn_valid}). */
  public boolean isValid(long frame) {
    return frame >= 0 && frame < owner.length;
  }

  /** Domain that owns a frame, or {@link #NOBODY}; of a frame that is not valid too. */
  public int owner(long frame) {
    return isValid(frame) ? owner[(int) frame] : NOBODY;
  }

  /** References held to it. */
  public int references(long frame) {
    return references[(int) frame] & COUNT_MASK;
  }

  /** Whether it has its owner's mark. */
  public boolean isAllocated(long frame) {
    return references[(int) frame] < 0;
  }

  /** Whether it is Xen's own memory, shared with its owner. */
  public boolean isXenHeap(long frame) {
    return (references[(int) frame] & XEN_HEAP) != 0;
  }

  /** What it is used as now. */
  public FrameType type(long frame) {
    int use = uses[(int) frame];
    return (use & TYPE_COUNT_MASK) == 0 ? FrameType.NONE : FrameType.of(use >>> TYPE_SHIFT);
  }

  /** How often it is used as that. */
  public int typeCount(long frame) {
    return uses[(int) frame] & TYPE_COUNT_MASK;
  }

  /** Frames with the allocated mark that a domain owns, Xen's shared ones not counted. */
  public int owned(int domain) {
    return owned[domain];
  }

  /** Marks a frame taken from the heap as a domain's ({@code assign_pages}). */
  public void assign(long frame, int domain) {
    owner[(int) frame] = (short) domain;
    references[(int) frame] = ALLOCATED | 1;
    uses[(int) frame] = 0;
    owned[domain]++;
    listener.arrived(domain, frame);
  }

  /**
   * Marks a frame taken from the heap as Xen's, for a domain to use ({@code
   * share_xen_page_with_guest}): it can be mapped, but neither given back nor passed on.
   */
  public void share(long frame, int domain) {
    owner[(int) frame] = (short) domain;
    references[(int) frame] = ALLOCATED | XEN_HEAP | 1;
    uses[(int) frame] = (FrameType.WRITABLE.code() << TYPE_SHIFT) | 1;
  }

  /** Takes a shared frame away again; it is freed with the last reference. */
  public void unshare(long frame) {
    putType(frame);
    clearAllocated(frame);
    put(frame);
  }

  /**
   * Takes a reference for a domain that must be the owner ({@code get_page}).
   *
   * @return false if there is no such frame, it is free, or another's
   */
  public boolean get(long frame, int domain) {
    if (!isValid(frame)) {
      return false;
    }
    int count = references[(int) frame] & COUNT_MASK;
    if (count == 0 || count == COUNT_MASK || owner[(int) frame] != domain) {
      return false;
    }
    references[(int) frame]++;
    return true;
  }

  /**
   * Gives a reference back ({@code put_page}); with the last the frame goes to the heap.
   *
   * @throws IllegalStateException if none is held
   */
  public void put(long frame) {
    int index = (int) frame;
    if ((references[index] & COUNT_MASK) == 0) {
      throw new IllegalStateException("no reference to machine frame 0x%x".formatted(frame));
    }
    references[index]--;
    if ((references[index] & COUNT_MASK) == 0) {
      free(frame);
    }
  }

  private void free(long frame) {
    int index = (int) frame;
    if (references[index] < 0 || (uses[index] & TYPE_COUNT_MASK) != 0) {
      throw new IllegalStateException(
          "machine frame 0x%x is freed while it is in use".formatted(frame));
    }
    int before = owner[index];
    boolean counted = (references[index] & XEN_HEAP) == 0 && before != NOBODY;
    owner[index] = NOBODY;
    references[index] = 0;
    if (counted) {
      owned[before]--;
      listener.left(before, frame);
    }
    heap.free(frame, 0);
  }

  /**
   * Uses a frame, to which a reference is held, as something ({@code get_page_type}).
   *
   * @return false if it is used as something else
   */
  public boolean getType(long frame, FrameType type) {
    int use = uses[(int) frame];
    int count = use & TYPE_COUNT_MASK;
    boolean other = count != 0 && use >>> TYPE_SHIFT != type.code();
    if (other || count == TYPE_COUNT_MASK) {
      return false;
    }
    uses[(int) frame] = (type.code() << TYPE_SHIFT) | (count + 1);
    return true;
  }

  /** Ends one use ({@code put_page_type}). */
  public void putType(long frame) {
    if ((uses[(int) frame] & TYPE_COUNT_MASK) == 0) {
      throw new IllegalStateException("machine frame 0x%x is not in use".formatted(frame));
    }
    uses[(int) frame]--;
  }

  /** Reference and use in one; neither if the use is refused ({@code get_page_and_type}). */
  public boolean getAs(long frame, int domain, FrameType type) {
    if (!get(frame, domain)) {
      return false;
    }
    if (getType(frame, type)) {
      return true;
    }
    put(frame);
    return false;
  }

  /** Ends both ({@code put_page_and_type}). */
  public void putAs(long frame) {
    putType(frame);
    put(frame);
  }

  /**
   * Takes the owner's mark away; whoever does gives the mark's reference back with {@link #put}.
   *
   * @return false if it is gone already
   */
  public boolean clearAllocated(long frame) {
    if (references[(int) frame] >= 0) {
      return false;
    }
    references[(int) frame] &= ~ALLOCATED;
    return true;
  }

  /**
   * Takes a frame from its owner, contents and all ({@code steal_page}): only one that nobody
   * refers to, which has exactly the reference of its allocated mark. It is nobody's until {@link
   * #give} or {@link #freeStolen}.
   */
  public boolean steal(long frame, int domain) {
    if (!isValid(frame)
        || owner[(int) frame] != domain
        || references[(int) frame] != (ALLOCATED | 1)) {
      return false;
    }
    owner[(int) frame] = NOBODY;
    owned[domain]--;
    listener.left(domain, frame);
    return true;
  }

  /** Makes a frame taken from the heap like one that was stolen. */
  public void assignToNobody(long frame) {
    owner[(int) frame] = NOBODY;
    references[(int) frame] = ALLOCATED | 1;
    uses[(int) frame] = 0;
  }

  /** Makes a stolen frame a domain's. */
  public void give(long frame, int domain) {
    owner[(int) frame] = (short) domain;
    owned[domain]++;
    listener.arrived(domain, frame);
  }

  /** Gives a stolen frame to the heap. */
  public void freeStolen(long frame) {
    clearAllocated(frame);
    put(frame);
  }
}
