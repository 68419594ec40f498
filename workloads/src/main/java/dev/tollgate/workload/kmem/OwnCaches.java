package dev.tollgate.workload.kmem;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import dev.tollgate.workload.trace.NameTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Caches that some call sites take their objects from instead of kmalloc: what the kernel would
 * hold if each of these places had a cache of its own. A cache is made at the first request of its
 * call site; requests larger than its objects are left to kmalloc.
 */
final class OwnCaches {

  /** What a site that was not yet asked about has. */
  private static final int UNASKED = 0;

  /** Numbers of caches, see {@link #numberFor}, go down from here. */
  private static final int FIRST = LiveObjects.KMALLOC - 1;

  private final ImmutableMap<String, Integer> bytesOfSite;
  private final KernelAllocator allocator;
  private final RequestSource requests;
  private final List<ObjectCache> caches = new ArrayList<>();

  /** By the trace's number of a call site: number of its cache, or UNASKED. */
  private int[] numbers = new int[64];

  private long objects;

  /**
   * Caches, none of which is made yet.
   *
   * @param bytesOfSite bytes of an object, by the call site as the trace prints it
   */
  OwnCaches(
      ImmutableMap<String, Integer> bytesOfSite,
      KernelAllocator allocator,
      RequestSource requests) {
    this.bytesOfSite = bytesOfSite;
    this.allocator = allocator;
    this.requests = requests;
  }

  /**
   * Reads {@code SITE=BYTES}, joined by commas.
   *
   * @param key what the text is the value of
   * @throws BadInputException if it is something else, or names a site twice
   */
  static ImmutableMap<String, Integer> parse(String key, String text) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    for (String entry : Splitter.on(',').trimResults().omitEmptyStrings().split(text)) {
      int equals = entry.lastIndexOf('=');
      String bytes = entry.substring(equals + 1);
      if (equals < 1 || !bytes.matches("[1-9][0-9]{0,6}")) {
        throw new BadInputException(
            "%s: '%s' names no cache; expected SITE=BYTES, as in alloc_pipe_info+0x6c/0x220=192"
                .formatted(key, entry));
      }
      if (sizes.put(entry.substring(0, equals), Integer.valueOf(bytes)) != null) {
        throw new BadInputException(
            key + ": " + entry.substring(0, equals) + " stands there twice; expected once");
      }
    }
    return ImmutableMap.copyOf(sizes);
  }

  /**
   * Number of the cache for the kmalloc that the source stands on, below {@link
   * LiveObjects#KMALLOC}, or that itself if kmalloc is to serve it.
   *
   * @param size bytes asked for
   */
  int numberFor(long size) {
    int site = requests.callSite();
    if (bytesOfSite.isEmpty() || site < 0 || site == NameTable.OVERFLOW || size == 0) {
      return LiveObjects.KMALLOC;
    }
    int number = site < numbers.length ? numbers[site] : UNASKED;
    if (number == UNASKED) {
      number = ask(site);
    }
    return number != LiveObjects.KMALLOC && size <= cache(number).objectSize()
        ? number
        : LiveObjects.KMALLOC;
  }

  private int ask(int site) {
    if (site >= numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(site + 1, 2 * numbers.length));
    }
    String name = requests.callSiteName(site);
    Integer bytes = bytesOfSite.get(name);
    if (bytes == null) {
      numbers[site] = LiveObjects.KMALLOC;
    } else {
      numbers[site] = FIRST - caches.size();
      caches.add(
          allocator.createCache(
              new CacheSpec(name.replace(' ', '_'), bytes, 0, ImmutableSet.of())));
    }
    return numbers[site];
  }

  /** The cache of a number below {@link LiveObjects#KMALLOC}. */
  ObjectCache cache(int number) {
    return caches.get(FIRST - number);
  }

  /** That cache, to take an object from. */
  ObjectCache use(int number) {
    objects++;
    return cache(number);
  }

  void report(MetricSink sink) {
    if (!bytesOfSite.isEmpty()) {
      sink.metric(
          "workload.own-caches",
          caches.size(),
          "count",
          "Call sites that had a cache of their own, of those chosen for one");
      sink.metric(
          "workload.own-caches.objects", objects, "count", "Requests that these caches served");
    }
  }
}
