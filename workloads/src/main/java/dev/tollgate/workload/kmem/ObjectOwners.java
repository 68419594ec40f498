package dev.tollgate.workload.kmem;

import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.workload.trace.NameTable;
import java.util.Arrays;

/**
 * The numbers by which a map of pages knows what the objects of a trace are and who asked for them:
 * one for each cache and call site together.
 */
final class ObjectOwners {

  private static final int UNASKED = -1;

  private final PageMap map;
  private final RequestSource requests;

  /** By cache, one further since kmalloc comes first, and by call site, likewise. */
  private int[][] numbers = {};

  ObjectOwners(PageMap map, RequestSource requests) {
    this.map = map;
    this.requests = requests;
  }

  /** Whether the numbers are those of this map. */
  boolean areOf(PageMap asked) {
    return map == asked;
  }

  int who(int cache, int site) {
    if (site == NameTable.OVERFLOW) {
      return ask(cache, site);
    }
    int row = Math.max(cache, LiveObjects.KMALLOC) + 1; // Caches of call sites are lower.
    if (row >= numbers.length) {
      int known = numbers.length;
      numbers = Arrays.copyOf(numbers, Math.max(row + 1, 2 * known));
      Arrays.fill(numbers, known, numbers.length, new int[0]);
    }
    int[] ofCache = numbers[row];
    int column = site + 1;
    if (column >= ofCache.length) {
      int known = ofCache.length;
      ofCache = Arrays.copyOf(ofCache, Math.max(column + 1, 2 * known));
      Arrays.fill(ofCache, known, ofCache.length, UNASKED);
      numbers[row] = ofCache;
    }
    if (ofCache[column] == UNASKED) {
      ofCache[column] = ask(cache, site);
    }
    return ofCache[column];
  }

  private int ask(int cache, int site) {
    String source = cache <= LiveObjects.KMALLOC ? "kmalloc" : requests.spec(cache).name();
    return map.who(source, site == RequestSource.UNKNOWN ? "" : requests.callSiteName(site));
  }
}
