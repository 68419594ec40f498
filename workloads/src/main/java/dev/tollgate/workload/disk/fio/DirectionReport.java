package dev.tollgate.workload.disk.fio;

import dev.tollgate.workload.text.CFormat;

/** The part of fio's report about the reads, writes or trims of a job. */
final class DirectionReport {

  private static final long MILLISECOND = 1_000_000_000L;

  private DirectionReport() {}

  static void print(FioJson json, String name, FioDirection direction) {
    long milliseconds = direction.runtimePicoseconds() / MILLISECOND;
    long bytesPerSecond = perSecond(direction.bytes(), milliseconds);
    json.begin(name, '{');
    json.put("io_bytes", direction.bytes());
    json.put("io_kbytes", direction.bytes() >> 10);
    json.put("bw_bytes", bytesPerSecond);
    json.put("bw", bytesPerSecond >> 10);
    json.put("iops", milliseconds == 0 ? 0.0 : 1000.0 * direction.ios() / milliseconds);
    json.put("runtime", milliseconds);
    json.put("total_ios", direction.ios());
    json.put("short_ios", 0);
    json.put("drop_ios", 0);
    latency(json, "slat_ns", direction.submission().withoutPercentiles());
    latency(json, "clat_ns", direction.completion());
    latency(json, "lat_ns", direction.total().withoutPercentiles());
    // fio samples bandwidth twice a second; the simulation does not.
    json.put("bw_min", 0);
    json.put("bw_max", 0);
    json.put("bw_agg", 0.0);
    json.put("bw_mean", 0.0);
    json.put("bw_dev", 0.0);
    json.put("bw_samples", 0);
    json.put("iops_min", 0);
    json.put("iops_max", 0);
    json.put("iops_mean", 0.0);
    json.put("iops_stddev", 0.0);
    json.put("iops_samples", 0);
    json.end('}');
  }

  /** Whole units per second, cut off, from whole milliseconds as fio counts them. */
  private static long perSecond(long amount, long milliseconds) {
    return milliseconds == 0 ? 0 : Math.multiplyExact(amount, 1000L) / milliseconds;
  }

  static void latency(FioJson json, String name, FioLatency latency) {
    json.begin(name, '{');
    json.put("min", latency.minimum());
    json.put("max", latency.maximum());
    json.put("mean", latency.mean());
    json.put("stddev", latency.deviation());
    json.put("N", latency.count());
    if (!latency.percentiles().isEmpty()) {
      json.begin("percentile", '{');
      for (int i = 0; i < FioLatency.PERCENTILES.size(); i++) {
        json.put(CFormat.format("%f", FioLatency.PERCENTILES.get(i)), latency.percentiles().get(i));
      }
      json.end('}');
    }
    json.end('}');
  }
}
