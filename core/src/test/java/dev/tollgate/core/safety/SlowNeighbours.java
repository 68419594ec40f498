package dev.tollgate.core.safety;

import dev.tollgate.core.machine.FrameContents;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What lies beside buffers, by its definition: bytes as sets, counted whenever time passes. */
final class SlowNeighbours {

  /** Where the frames that the allocator holds, the even ones, have their last bytes. */
  static final int LAST_OBJECT = 3800;

  private static final int METADATA = 40;
  private static final int FREE = 4096 - LAST_OBJECT - METADATA;

  /** What the allocator of this model says of its frames. */
  static final FrameContents CONTENTS =
      (frame, marks) -> {
        if (frame % 2 != 0) {
          return false;
        }
        long begin = frame << 12;
        marks.metadata(begin + LAST_OBJECT, METADATA);
        marks.free(begin + LAST_OBJECT + METADATA, FREE);
        marks.links(begin + LAST_OBJECT + METADATA, 4);
        return true;
      };

  record Item(long address, int bytes, int who) {}

  final List<Item> items = new ArrayList<>();
  final SortedMap<String, BigInteger> sums = new TreeMap<>();

  /** A page led to {@code frame}, where {@code entitled} belonged to buffers. */
  void integrate(long frame, BitSet entitled, boolean exposed, long span) {
    BitSet known = (BitSet) entitled.clone();
    for (Item item : items) {
      BitSet bytes = within(item, frame);
      int all = bytes.cardinality();
      bytes.andNot(entitled);
      if (all > 0) {
        boolean own = bytes.cardinality() < all;
        add(own ? "own" : "allocated", bytes.cardinality(), exposed && !own, span);
        if (!own) {
          add("who" + item.who, bytes.cardinality(), false, span);
        }
      }
      known.or(bytes);
    }
    int rest = 4096 - known.cardinality();
    if (frame % 2 != 0) {
      add("other", rest, false, span);
    } else {
      int free = Math.min(rest, FREE);
      int metadata = Math.min(rest - free, METADATA);
      add("free", free, false, span);
      add("metadata", metadata, false, span);
      add("beyond", rest - free - metadata, false, span);
      add("links", 4, false, span);
    }
  }

  private static BitSet within(Item item, long frame) {
    BitSet bytes = new BitSet();
    long from = Math.max(0, item.address - (frame << 12));
    long to = Math.min(4096, item.address + item.bytes - (frame << 12));
    if (to > from) {
      bytes.set((int) from, (int) to);
    }
    return bytes;
  }

  private void add(String name, int bytes, boolean stale, long span) {
    BigInteger product = BigInteger.valueOf(bytes).multiply(BigInteger.valueOf(span));
    sums.merge(name, product, BigInteger::add);
    if (stale) {
      sums.merge(name + ".stale", product, BigInteger::add);
    }
  }

  BigInteger sum(String name) {
    return sums.getOrDefault(name, BigInteger.ZERO);
  }
}
