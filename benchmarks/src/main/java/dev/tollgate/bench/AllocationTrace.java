package dev.tollgate.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.CacheSpec.Flag;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * An allocation trace of the plain form, held in arrays, so that a replay does nothing but call the
 * allocator.
 */
final class AllocationTrace {

  private static final List<String> VERBS = List.of("cache", "kmalloc", "kfree", "alloc", "free");
  private static final int CACHE = 0;
  private static final int KMALLOC = 1;
  private static final int KFREE = 2;
  private static final int ALLOC = 3;

  private final int[] verbs;
  private final int[] objects;
  private final int[] arguments;
  private final List<CacheSpec> specs = new ArrayList<>();
  private final long[] addresses;
  private final ObjectCache[] caches;

  AllocationTrace(Path file) throws IOException {
    List<List<String>> lines;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), US_ASCII))) {
      lines =
          reader
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(Splitter.on(' ')::splitToList)
              .toList();
    }
    verbs = new int[lines.size()];
    objects = new int[lines.size()];
    arguments = new int[lines.size()];
    Map<String, Integer> objectNumbers = new HashMap<>();
    Map<String, Integer> cacheNumbers = new HashMap<>();
    for (int i = 0; i < verbs.length; i++) {
      List<String> words = lines.get(i);
      verbs[i] = VERBS.indexOf(words.get(0));
      if (verbs[i] == CACHE) {
        arguments[i] = specs.size();
        cacheNumbers.put(words.get(1), specs.size());
        specs.add(spec(words));
        continue;
      }
      boolean ofCache = verbs[i] >= ALLOC;
      String object = words.get(ofCache ? 2 : 1);
      objects[i] = objectNumbers.computeIfAbsent(object, key -> objectNumbers.size());
      if (ofCache) {
        arguments[i] = cacheNumbers.getOrDefault(words.get(1), -1);
      } else if (verbs[i] == KMALLOC) {
        arguments[i] = Integer.parseInt(words.get(2));
      }
    }
    addresses = new long[objectNumbers.size()];
    caches = new ObjectCache[specs.size()];
  }

  private static CacheSpec spec(List<String> words) {
    ImmutableSet.Builder<Flag> flags = ImmutableSet.builder();
    if (!words.get(4).equals("-")) {
      Splitter.on('|').split(words.get(4)).forEach(flag -> flags.add(Flag.valueOf(flag)));
    }
    return new CacheSpec(
        words.get(1), Long.parseLong(words.get(2)), Long.parseLong(words.get(3)), flags.build());
  }

  /** Events in it. */
  int count() {
    return verbs.length;
  }

  /** Replays it whole; answers the sum of all addresses given. */
  long replay(KernelAllocator allocator) {
    long sum = 0;
    Arrays.fill(addresses, KernelAllocator.FAILED);
    for (int i = 0; i < verbs.length; i++) {
      int object = objects[i];
      switch (verbs[i]) {
        case CACHE -> caches[arguments[i]] = allocator.createCache(specs.get(arguments[i]));
        case KMALLOC -> sum += addresses[object] = allocator.kmalloc(arguments[i]);
        case ALLOC -> sum += addresses[object] = caches[arguments[i]].allocate();
        default -> {
          long address = addresses[object];
          addresses[object] = KernelAllocator.FAILED;
          if (address != KernelAllocator.FAILED) {
            if (verbs[i] == KFREE) {
              allocator.kfree(address);
            } else {
              caches[arguments[i]].free(address);
            }
          }
        }
      }
    }
    return sum;
  }
}
