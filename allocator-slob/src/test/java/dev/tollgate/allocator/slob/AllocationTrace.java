package dev.tollgate.allocator.slob;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.CacheSpec.Flag;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/** An allocation trace in the plain form, and a run of it through an allocator. */
final class AllocationTrace {

  /** Kinds of event. */
  enum Kind {
    CACHE,
    KMALLOC,
    KFREE,
    ALLOC,
    FREE
  }

  /** One line; {@code argument} is the size of a kmalloc or the number of a cache. */
  record Event(Kind kind, int id, long argument) {}

  private static final Path ORACLE = Path.of("../../shared/data/oracle");

  private final List<Event> events = new ArrayList<>();
  private final List<CacheSpec> caches = new ArrayList<>();

  private AllocationTrace() {}

  /** Where the full set of traces is, if it is there. */
  static Path oracle() {
    return ORACLE;
  }

  static AllocationTrace of(List<String> lines) {
    AllocationTrace trace = new AllocationTrace();
    Map<String, Integer> byName = new HashMap<>();
    for (String line : lines) {
      if (!line.startsWith("#")) {
        trace.add(line.split(" "), byName);
      }
    }
    return trace;
  }

  private void add(String[] words, Map<String, Integer> byName) {
    Kind kind = Kind.valueOf(words[0].toUpperCase(Locale.ROOT));
    switch (kind) {
      case CACHE -> {
        byName.put(words[1], caches.size());
        ImmutableSet.Builder<Flag> flags = ImmutableSet.builder();
        if (!words[4].equals("-")) {
          for (String flag : words[4].split("\\|")) {
            flags.add(Flag.valueOf(flag));
          }
        }
        events.add(new Event(kind, caches.size(), 0));
        caches.add(
            new CacheSpec(
                words[1], Long.parseLong(words[2]), Long.parseLong(words[3]), flags.build()));
      }
      case KMALLOC ->
          events.add(new Event(kind, Integer.parseInt(words[1]), Long.parseLong(words[2])));
      case KFREE -> events.add(new Event(kind, Integer.parseInt(words[1]), 0));
      default ->
          events.add(
              new Event(
                  kind, Integer.parseInt(words[2]), byName.getOrDefault(words[1], -1).longValue()));
    }
  }

  int size() {
    return events.size();
  }

  /** Addresses and sizes that a run was answered, one line each. */
  static final class Run {
    final StringBuilder placements = new StringBuilder();
    long failed;
    long requested;
    long requestedPeak;
    long live;
  }

  /** Replays the trace; {@code after} hears the number of each event once it is done. */
  Run replay(KernelAllocator allocator, LongConsumer after) {
    Run run = new Run();
    ObjectCache[] made = new ObjectCache[caches.size()];
    Int2LongOpenHashMap addresses = new Int2LongOpenHashMap();
    Int2LongOpenHashMap sizes = new Int2LongOpenHashMap();
    addresses.defaultReturnValue(KernelAllocator.FAILED);
    long count = 0;
    for (Event event : events) {
      switch (event.kind()) {
        case CACHE -> made[event.id()] = allocator.createCache(caches.get(event.id()));
        case KMALLOC -> {
          long address = allocator.kmalloc(event.argument());
          addresses.put(event.id(), address);
          sizes.put(event.id(), event.argument());
          long ksize = address == KernelAllocator.FAILED ? 0 : allocator.ksize(address);
          place(run, event.id(), address, ksize, event.argument());
        }
        case ALLOC -> {
          ObjectCache cache = made[(int) event.argument()];
          long address = cache.allocate();
          addresses.put(event.id(), address);
          sizes.put(event.id(), cache.objectSize());
          place(run, event.id(), address, cache.slotSize(), cache.objectSize());
        }
        default -> {
          long address = addresses.remove(event.id());
          if (address != KernelAllocator.FAILED) {
            run.requested -= sizes.remove(event.id());
            run.live--;
            if (event.kind() == Kind.KFREE) {
              allocator.kfree(address);
            } else {
              made[(int) event.argument()].free(address);
            }
          }
        }
      }
      after.accept(++count);
    }
    return run;
  }

  private static void place(Run run, int id, long address, long ksize, long requested) {
    run.placements.append(id);
    if (address == KernelAllocator.FAILED) {
      run.placements.append(" null 0\n");
      run.failed++;
      return;
    }
    run.live++;
    run.requested += requested;
    run.requestedPeak = Math.max(run.requestedPeak, run.requested);
    if (address == KernelAllocator.ZERO_SIZE) {
      run.placements.append(" zero 0\n");
    } else {
      run.placements.append(' ').append(Long.toHexString(address));
      run.placements.append(' ').append(ksize).append('\n');
    }
  }

  /** The lines of a file beside this class. */
  static List<String> resource(String name) {
    try (InputStream in = AllocationTrace.class.getResourceAsStream(name)) {
      return lines(in, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a file of the oracle. */
  static List<String> oracle(String name) {
    try (InputStream in = Files.newInputStream(oracle().resolve(name))) {
      return lines(in, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(InputStream in, String name) throws IOException {
    InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(in) : in;
    return new BufferedReader(new InputStreamReader(plain, US_ASCII)).lines().toList();
  }
}
