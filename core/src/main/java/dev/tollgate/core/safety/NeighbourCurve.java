package dev.tollgate.core.safety;

import com.google.common.primitives.ImmutableLongArray;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.metric.Series;
import java.util.Arrays;

/**
 * How many bytes of each kind were within reach over time. Looked at whenever something changes and
 * the next look is due; when there are too many looks, every other one is dropped and they come
 * half as often.
 */
final class NeighbourCurve {

  private static final int MOST = 512;
  private static final long FIRST_STEP = 1_000_000; // picoseconds
  private static final String AT = "safety.neighbours.time";

  private final int kinds = NeighbourKind.ALL.size();
  private final long[] times = new long[MOST + 1];
  private final long[][] values = new long[MOST + 1][];
  private int count;
  private long step = FIRST_STEP;
  private long next;

  void sample(long now, long[] bytes) {
    if (now >= next) {
      take(now, bytes);
      next = (now / step + 1) * step;
    }
  }

  private void take(long now, long[] bytes) {
    if (count == MOST) {
      for (int i = 0; 2 * i < count; i++) {
        times[i] = times[2 * i];
        values[i] = values[2 * i];
      }
      count = (count + 1) / 2;
      step *= 2;
    }
    times[count] = now;
    values[count++] = bytes.clone();
  }

  void finish(long now, long[] bytes) {
    if (count == 0 || times[count - 1] < now) {
      take(now, bytes);
    }
  }

  void report(MetricSink sink) {
    if (count == 0) {
      return;
    }
    sink.series(
        new Series(
            AT,
            "ps",
            "When the bytes beside buffers were looked at",
            AT,
            ImmutableLongArray.copyOf(Arrays.copyOf(times, count))));
    for (int kind = 0; kind < kinds; kind++) {
      NeighbourKind what = NeighbourKind.ALL.get(kind);
      ImmutableLongArray.Builder curve = ImmutableLongArray.builder(count);
      for (int i = 0; i < count; i++) {
        curve.add(values[i][kind]);
      }
      sink.series(
          new Series(
              "safety.neighbours." + what.id(),
              "bytes",
              "Bytes that devices could reach beside their buffers " + what.meaning(),
              AT,
              curve.build()));
    }
  }
}
