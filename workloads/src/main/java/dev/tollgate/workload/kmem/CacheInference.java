package dev.tollgate.workload.kmem;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.workload.trace.EventKind;
import dev.tollgate.workload.trace.KernelEvent;
import dev.tollgate.workload.trace.KernelTraceReader;
import dev.tollgate.workload.trace.NameTable;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which cache each object of a kernel trace came from. The kernel prints a cache's name when an
 * object is freed (since 5.12), not when it is allocated; so the whole trace is read once before it
 * is replayed. An object's cache is, from the surest to the least sure,
 *
 * <ol>
 *   <li>the one named at its own free;
 *   <li>the one named most often for objects of the same call site and sizes;
 *   <li>the one named for objects of the same sizes, if it is only one;
 *   <li>unknown: all such objects of the same sizes are taken to be of one cache.
 * </ol>
 */
final class CacheInference {

  private static final int UNNAMED = -1;

  /** Call site and sizes of an allocation. */
  private record Origin(int site, long requested, long allocated) {}

  /** What makes objects of one cache equal; caches without a name differ by both sizes. */
  private record Identity(String name, long requested, long allocated) {}

  private final List<InferredCache> caches = new ArrayList<>();
  private final int[] cacheOfAllocation;
  private long named;
  private long bySite;
  private long bySize;
  private long unknown;
  private long unknownCaches;

  private CacheInference(Reading reading) {
    cacheOfAllocation = new int[reading.origins.size()];
    Map<Identity, Integer> numbers = new HashMap<>();
    for (int i = 0; i < cacheOfAllocation.length; i++) {
      Origin origin = reading.listed.get(reading.origins.getInt(i));
      int name = reading.names.getInt(i);
      if (name != UNNAMED) {
        named++;
      } else if ((name = reading.nameOfSite(origin)) != UNNAMED) {
        bySite++;
      } else if ((name = reading.nameOfSizes(origin)) != UNNAMED) {
        bySize++;
      } else {
        unknown++;
      }
      cacheOfAllocation[i] = number(origin, name, reading.table, numbers);
    }
  }

  private int number(Origin origin, int name, NameTable names, Map<Identity, Integer> numbers) {
    Identity identity =
        name == UNNAMED
            ? new Identity(
                "unknown-" + origin.requested() + "-" + origin.allocated(),
                origin.requested(),
                origin.allocated())
            : new Identity(names.name(name), 0, origin.allocated());
    Integer known = numbers.get(identity);
    if (known == null) {
      known = caches.size();
      numbers.put(identity, known);
      caches.add(new InferredCache(identity.name(), origin.requested(), origin.allocated()));
      unknownCaches += name == UNNAMED ? 1 : 0;
    }
    caches.get(known).prints(origin.requested());
    return known;
  }

  /** Reads a trace to its end. */
  static CacheInference of(KernelTraceReader reader) {
    Reading reading = new Reading(reader.caches());
    while (reader.next()) {
      reading.see(reader.event());
    }
    return new CacheInference(reading);
  }

  /** Number of the cache of the n-th object that the trace allocates from a cache. */
  int cache(int allocation) {
    return cacheOfAllocation[allocation];
  }

  CacheSpec spec(int cache) {
    return caches.get(cache).spec();
  }

  void report(MetricSink sink) {
    count(sink, "", caches.size(), "Caches that the trace's objects came from");
    count(sink, ".unknown", unknownCaches, "Caches that no free of the trace names");
    count(sink, ".named", named, "Objects whose cache was named at their own free");
    count(sink, ".by-site", bySite, "Objects whose cache was named for their call site and sizes");
    count(sink, ".by-size", bySize, "Objects whose cache is the only one named for their sizes");
    count(
        sink,
        ".not-named",
        unknown,
        "Objects of unknown caches; those of the same sizes are taken to be of one cache");
  }

  private static void count(MetricSink sink, String name, long value, String meaning) {
    sink.metric("workload.caches" + name, value, "count", meaning);
  }

  /** What the first reading of the trace gathers. */
  private static final class Reading {

    private final NameTable table;
    private final Map<Origin, Integer> numbers = new HashMap<>();
    private final List<Origin> listed = new ArrayList<>();

    /** By allocation: number of its origin, and of the name at its free. */
    private final IntArrayList origins = new IntArrayList();

    private final IntArrayList names = new IntArrayList();
    private final Long2IntOpenHashMap live = new Long2IntOpenHashMap();

    /** How often a name was printed for objects of an origin, and for objects of two sizes. */
    private final Map<Origin, SortedMap<Integer, Long>> bySite = new HashMap<>();

    private final Map<Origin, SortedMap<Integer, Long>> bySizes = new HashMap<>();

    Reading(NameTable table) {
      this.table = table;
      live.defaultReturnValue(UNNAMED);
    }

    void see(KernelEvent event) {
      if (event.kind() == EventKind.CACHE_ALLOCATE) {
        Origin origin = new Origin(event.callSite(), event.requestedBytes(), event.bytes());
        Integer number = numbers.get(origin);
        if (number == null) {
          number = listed.size();
          numbers.put(origin, number);
          listed.add(origin);
        }
        live.put(event.address(), origins.size());
        origins.add(number.intValue());
        names.add(UNNAMED);
      } else if (event.kind() == EventKind.CACHE_FREE) {
        int allocation = live.remove(event.address());
        int name = event.cache();
        if (allocation != UNNAMED && name >= 0 && name != NameTable.OVERFLOW) {
          names.set(allocation, name);
          Origin origin = listed.get(origins.getInt(allocation));
          vote(bySite, origin, name);
          vote(bySizes, sizes(origin), name);
        }
      }
    }

    private static Origin sizes(Origin origin) {
      return new Origin(0, origin.requested(), origin.allocated());
    }

    private static void vote(Map<Origin, SortedMap<Integer, Long>> votes, Origin origin, int name) {
      votes.computeIfAbsent(origin, any -> new TreeMap<>()).merge(name, 1L, Long::sum);
    }

    /** The name printed most often; of equals, the one that came first in the trace. */
    int nameOfSite(Origin origin) {
      SortedMap<Integer, Long> votes = bySite.get(origin);
      int best = UNNAMED;
      long most = 0;
      if (votes != null) {
        for (Map.Entry<Integer, Long> vote : votes.entrySet()) {
          if (vote.getValue() > most) {
            most = vote.getValue();
            best = vote.getKey();
          }
        }
      }
      return best;
    }

    int nameOfSizes(Origin origin) {
      SortedMap<Integer, Long> votes = bySizes.get(sizes(origin));
      return votes != null && votes.size() == 1 ? votes.firstKey() : UNNAMED;
    }
  }
}
