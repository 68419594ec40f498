package dev.tollgate.workload.boot;

import static dev.tollgate.core.machine.PhysicalMemory.FRAME_BYTES;
import static dev.tollgate.core.machine.PhysicalMemory.FRAME_SHIFT;

import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.metric.MetricSink;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What every byte of RAM is for when a boot is over. The parts are counted one by one and must add
 * up to all of it, hole included.
 */
final class RamMap {

  private final Map<String, Long> parts = new LinkedHashMap<>();
  private final Map<String, String> meanings = new LinkedHashMap<>();

  void put(String part, long bytes, String meaning) {
    parts.put(part, bytes);
    meanings.put(part, meaning);
  }

  /** Bytes of one part. */
  long bytes(String part) {
    Long bytes = parts.get(part);
    if (bytes == null) {
      throw new IllegalArgumentException("no part of RAM is called " + part);
    }
    return bytes;
  }

  /** Bytes of all parts. */
  long sum() {
    return parts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Compares the sum with what there is.
   *
   * @throws InvariantViolation if a byte is missing or counted twice
   */
  void check(long ramBytes) {
    if (sum() != ramBytes) {
      throw new InvariantViolation(
          "boot: the parts of RAM add up to %d bytes, the machine has %d: %s"
              .formatted(sum(), ramBytes, parts));
    }
  }

  void report(MetricSink sink) {
    parts.forEach(
        (part, bytes) ->
            sink.metric(
                "workload.boot.ram." + part, bytes, "bytes", String.valueOf(meanings.get(part))));
  }

  /** Whole frames for {@code bytes}, in bytes. */
  static long frames(long bytes) {
    return (bytes + FRAME_BYTES - 1) >> FRAME_SHIFT << FRAME_SHIFT;
  }
}
