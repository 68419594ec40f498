package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.workload.disk.ffsb.FfsbOperation;
import dev.tollgate.workload.disk.ffsb.FfsbResult;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** How often each operation was done by one group of threads, and what it moved. */
final class FfsbOperations {

  private static final class Count {
    long transactions;
    long chosen;
    long bytes;
  }

  private final Map<FfsbOperation, Count> counts = new EnumMap<>(FfsbOperation.class);

  FfsbOperations() {
    for (FfsbOperation operation : FfsbOperation.values()) {
      counts.put(operation, new Count());
    }
  }

  /** An operation was done. */
  void done(FfsbOperation operation, long transactions, long bytes) {
    Count count = Objects.requireNonNull(counts.get(operation));
    count.chosen++;
    count.transactions += transactions;
    count.bytes += bytes;
  }

  /** Transactions of all operations. */
  long transactions() {
    return counts.values().stream().mapToLong(count -> count.transactions).sum();
  }

  /** Bytes that operations read, or wrote. */
  long bytes(boolean written) {
    return counts.entrySet().stream()
        .filter(entry -> written ? entry.getKey().writes() : entry.getKey().reads())
        .mapToLong(entry -> entry.getValue().bytes)
        .sum();
  }

  /** What there is to print. */
  ImmutableMap<FfsbOperation, FfsbResult.Operation> result() {
    ImmutableMap.Builder<FfsbOperation, FfsbResult.Operation> result = ImmutableMap.builder();
    counts.forEach(
        (operation, count) -> {
          if (count.chosen > 0) {
            result.put(
                operation, new FfsbResult.Operation(count.transactions, count.chosen, count.bytes));
          }
        });
    return result.buildOrThrow();
  }
}
