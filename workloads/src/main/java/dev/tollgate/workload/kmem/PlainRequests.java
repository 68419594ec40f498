package dev.tollgate.workload.kmem;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.settings.NearestName;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.workload.trace.PlainTraceReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The requests of a plain trace: {@code cache}, {@code kmalloc}, {@code kfree}, {@code alloc} and
 * {@code free} lines. Such a trace is complete and has no times.
 */
final class PlainRequests implements RequestSource {

  private static final List<String> FLAGS =
      Arrays.stream(CacheSpec.Flag.values()).map(Enum::name).toList();

  private final PlainTraceReader reader;
  private final List<CacheSpec> caches = new ArrayList<>();
  private int[] cacheOfName = new int[16];
  private RequestKind kind = RequestKind.OTHER;
  private int cache;

  PlainRequests(PlainTraceReader reader) {
    this.reader = reader;
  }

  @Override
  public boolean next() {
    if (!reader.next()) {
      return false;
    }
    cache = -1;
    switch (reader.kind()) {
      case CACHE -> {
        kind = RequestKind.CACHE;
        declare();
      }
      case KMALLOC -> kind = RequestKind.KMALLOC;
      case KFREE -> kind = RequestKind.KFREE;
      case ALLOC -> {
        kind = RequestKind.ALLOC;
        cache = declared();
      }
      case FREE -> {
        kind = RequestKind.FREE;
        cache = declared();
      }
      case TABLE, MAP, UNMAP ->
          throw complaint(
              "'" + reader.kind().word() + "' in a replay of allocations; leave out --allocator");
    }
    return true;
  }

  private void declare() {
    int name = reader.name();
    if (name >= cacheOfName.length) {
      cacheOfName = Arrays.copyOf(cacheOfName, Math.max(name + 1, 2 * name));
    }
    if (cacheOfName[name] != 0) {
      throw complaint("there is a cache " + reader.names().name(name) + " already");
    }
    long alignment = reader.alignment();
    if (Long.bitCount(alignment) > 1) {
      throw complaint(
          "ALIGN is "
              + alignment
              + "; expected 0 or a power of two, as in cache NAME SIZE ALIGN …");
    }
    cache = caches.size();
    caches.add(new CacheSpec(reader.names().name(name), reader.size(), alignment, flags()));
    cacheOfName[name] = caches.size();
  }

  private ImmutableSet<CacheSpec.Flag> flags() {
    ImmutableSet.Builder<CacheSpec.Flag> flags = ImmutableSet.builder();
    if (!reader.flags().equals("-")) {
      for (String word : Splitter.on('|').split(reader.flags())) {
        if (!FLAGS.contains(word)) {
          throw complaint("unknown flag " + word + NearestName.hint(word, FLAGS, "flags"));
        }
        flags.add(CacheSpec.Flag.valueOf(word));
      }
    }
    return flags.build();
  }

  private int declared() {
    int name = reader.name();
    int number = name < cacheOfName.length ? cacheOfName[name] - 1 : -1;
    if (number < 0) {
      throw complaint(
          "there is no cache %s yet; expected a line cache %s … before"
              .formatted(reader.names().name(name), reader.names().name(name)));
    }
    return number;
  }

  private BadInputException complaint(String message) {
    return BadInputException.at(reader.file().toString(), reader.line(), message);
  }

  @Override
  public RequestKind kind() {
    return kind;
  }

  @Override
  public long id() {
    return reader.id();
  }

  @Override
  public long size() {
    return reader.size();
  }

  @Override
  public int cache() {
    return cache;
  }

  @Override
  public CacheSpec spec(int number) {
    return caches.get(number);
  }

  @Override
  public long line() {
    return reader.line();
  }

  @Override
  public long picoseconds() {
    return UNKNOWN;
  }

  @Override
  public long bytesAllocated() {
    return UNKNOWN;
  }

  @Override
  public boolean isComplete() {
    return true;
  }

  @Override
  public void report(MetricSink sink) {}

  @Override
  public void close() {
    reader.close();
  }
}
