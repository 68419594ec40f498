package dev.tollgate.workload.errant;

import java.util.EnumMap;

/** How often each of some things happened. */
final class Counts<E extends Enum<E>> {

  private final EnumMap<E, long[]> counts;

  Counts(Class<E> kinds) {
    counts = new EnumMap<>(kinds);
    for (E kind : kinds.getEnumConstants()) {
      counts.put(kind, new long[1]);
    }
  }

  void add(E kind) {
    counter(kind)[0]++;
  }

  long of(E kind) {
    return counter(kind)[0];
  }

  private long[] counter(E kind) {
    long[] counter = counts.get(kind);
    if (counter == null) {
      throw new AssertionError(kind);
    }
    return counter;
  }
}
