package dev.tollgate.workload.disk;

import dev.tollgate.core.metric.MetricSink;
import java.util.function.LongConsumer;

/** A benchmark that runs on a disk: FFSB or fio. */
interface Benchmark {

  /** Runs it to its end over a disk that is ready, and leaves nothing in the page cache dirty. */
  void run(DiskStack stack, long seed, LongConsumer progress);

  /** Reports its figures, named {@code disk.…}, and what it prints. */
  void report(MetricSink sink);
}
