package dev.tollgate.allocator.slob;

import dev.tollgate.core.machine.FirstFitPageAllocator;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.spi.KernelAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A page-based SLOB to compare with: pages and blocks in collections, every search walked from the
 * start, every page and block on the way counted.
 */
final class SlowSlob {

  /** A page: free units by the unit they begin at. */
  static final class Page {
    final long frame;
    final TreeMap<Integer, Integer> free = new TreeMap<>();

    Page(long frame) {
      this.frame = frame;
    }

    int units() {
      return free.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private final Generation generation;
  private final PageAllocator pages;
  private final List<List<Page>> lists = List.of(list(), list(), list());
  private final Map<Long, Page> byFrame = new TreeMap<>();
  long pagesLookedAt;
  long blocksLookedAt;
  long locks;

  SlowSlob(long frames, Generation generation) {
    this.pages = FirstFitPageAllocator.ofAll(frames);
    this.generation = generation;
  }

  private static List<Page> list() {
    return new ArrayList<>();
  }

  private List<Page> listFor(long bytes) {
    return lists.get(bytes < 256 ? 0 : bytes < 1024 ? 1 : 2);
  }

  long allocate(long bytes, int alignment, int offset) {
    int need = (int) ((bytes + 1) / 2);
    List<Page> list = listFor(bytes);
    locks++;
    for (int i = 0; i < list.size(); i++) {
      Page page = list.get(i);
      pagesLookedAt++;
      if (page.units() < need) {
        continue;
      }
      long address = place(page, need, alignment, offset);
      if (address != KernelAllocator.FAILED) {
        boolean full = page.free.isEmpty();
        boolean last = i == list.size() - 1;
        if (full) {
          list.remove(i);
        }
        if (!full || (generation.rotatesPastFullPages() && !last)) {
          rotate(list, i);
        }
        return address;
      }
    }
    long frame = pages.allocate(0);
    if (frame < 0) {
      return KernelAllocator.FAILED;
    }
    locks++;
    Page page = new Page(frame);
    page.free.put(0, 2048);
    byFrame.put(frame, page);
    long address = place(page, need, alignment, offset);
    if (!page.free.isEmpty()) {
      list.add(0, page);
    }
    return address;
  }

  private static void rotate(List<Page> list, int first) {
    List<Page> turned = new ArrayList<>(list.subList(first, list.size()));
    turned.addAll(list.subList(0, first));
    list.clear();
    list.addAll(turned);
  }

  private long place(Page page, int need, int alignment, int offset) {
    for (Map.Entry<Integer, Integer> block : List.copyOf(page.free.entrySet())) {
      blocksLookedAt++;
      int start = block.getKey();
      int size = block.getValue();
      int aligned = start;
      while ((aligned * 2 + offset) % alignment != 0) {
        aligned++;
      }
      if (aligned + need <= start + size) {
        page.free.remove(start);
        if (aligned > start) {
          page.free.put(start, aligned - start);
        }
        if (aligned + need < start + size) {
          page.free.put(aligned + need, start + size - aligned - need);
        }
        return page.frame * 4096 + aligned * 2L;
      }
    }
    return KernelAllocator.FAILED;
  }

  void free(long address, long bytes) {
    long frame = address / 4096;
    Page page = byFrame.get(frame);
    int start = (int) (address % 4096) / 2;
    int units = (int) ((bytes + 1) / 2);
    if (page == null) {
      throw new IllegalArgumentException("frame " + frame);
    }
    locks++;
    boolean listed = !page.free.isEmpty();
    if (page.units() + units == 2048) {
      lists.forEach(list -> list.remove(page));
      byFrame.remove(frame);
      pages.free(frame, 0);
      return;
    }
    if (listed && start > page.free.firstKey()) {
      blocksLookedAt += page.free.headMap(start).size();
    }
    page.free.put(start, units);
    Map.Entry<Integer, Integer> next = page.free.higherEntry(start);
    if (next != null && next.getKey() == start + units) {
      page.free.remove(next.getKey());
      units += next.getValue();
      page.free.put(start, units);
    }
    Map.Entry<Integer, Integer> before = page.free.lowerEntry(start);
    if (before != null && before.getKey() + before.getValue() == start) {
      page.free.remove(start);
      page.free.put(before.getKey(), before.getValue() + units);
    }
    if (!listed) {
      (generation.listsBySizeFreed() ? listFor(bytes) : lists.get(0)).add(0, page);
    }
  }

  long allocatePages(int order) {
    return pages.allocate(order) * 4096;
  }

  void freePages(long address, int order) {
    pages.free(address / 4096, order);
  }

  /** Pages of a list in order, each as its frame and its free blocks. */
  String describe(int index) {
    StringBuilder text = new StringBuilder();
    for (Page page : lists.get(index)) {
      text.append(page.frame).append(page.free).append(' ');
    }
    return text.toString();
  }
}
