package dev.tollgate.workload.disk.fio;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * fio's report in JSON ({@code --output-format=json}), with all fields of fio 3.33 in their order.
 * What a simulation has nothing for is what fio prints without it: no short or dropped I/O, no
 * samples of bandwidth, no trims, syncs or page faults. The version says that it is simulated.
 */
public final class FioReport {

  private static final String VERSION = "fio-3.33-simulated";
  private static final long MILLISECOND = 1_000_000_000L;
  private static final int ETA_UNKNOWN = Integer.MAX_VALUE;

  private static final ImmutableList<String> BATCHES =
      ImmutableList.of("0", "4", "8", "16", "32", "64", ">=64");

  private static final ImmutableList<String> UNITS =
      ImmutableList.of("latency_ns", "latency_us", "latency_ms");

  /** C's ctime: the day is padded with a blank. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

  private FioReport() {}

  /** The whole report, with a line feed at its end. */
  public static String print(FioJobFile file, FioResult result) {
    long end = result.endMilliseconds();
    FioJson json = new FioJson().begin();
    json.put("fio version", VERSION);
    json.put("timestamp", Math.floorDiv(end, 1000L));
    json.put("timestamp_ms", end);
    json.put("time", Instant.ofEpochMilli(end).atZone(ZoneOffset.UTC).format(TIME));
    if (!file.global().isEmpty()) {
      options(json, "global options", file.global());
    }
    json.begin("jobs", '[');
    for (FioResult.Entry entry : result.entries()) {
      job(json, entry);
    }
    json.end(']');
    if (!result.disks().isEmpty()) {
      json.begin("disk_util", '[');
      for (FioResult.Disk disk : result.disks()) {
        disk(json, disk);
      }
      json.end(']');
    }
    return json.end('}').text();
  }

  private static void options(FioJson json, String name, ImmutableMap<String, String> options) {
    json.begin(name, '{');
    options.forEach(json::put);
    json.end('}');
  }

  private static void job(FioJson json, FioResult.Entry entry) {
    long milliseconds = entry.runtimePicoseconds() / MILLISECOND;
    json.begin();
    json.put("jobname", entry.job().name());
    json.put("groupid", entry.group());
    json.put("error", 0);
    json.put("eta", ETA_UNKNOWN);
    json.put("elapsed", (milliseconds + 999) / 1000);
    if (!entry.job().options().isEmpty()) {
      options(json, "job options", entry.job().options());
    }
    DirectionReport.print(json, "read", entry.read());
    DirectionReport.print(json, "write", entry.write());
    DirectionReport.print(json, "trim", FioDirection.NONE);
    json.begin("sync", '{');
    json.put("total_ios", 0);
    DirectionReport.latency(json, "lat_ns", FioLatency.NONE);
    json.end('}');
    json.put("job_runtime", milliseconds);
    json.put("usr_cpu", percent(entry.userPicoseconds(), entry.runtimePicoseconds()));
    json.put("sys_cpu", percent(entry.systemPicoseconds(), entry.runtimePicoseconds()));
    json.put("ctx", entry.contextSwitches());
    json.put("majf", 0);
    json.put("minf", 0);
    json.begin("iodepth_level", '{');
    for (int i = 0; i < FioDepthCounts.NAMES.size(); i++) {
      json.put(FioDepthCounts.NAMES.get(i), entry.depths().percent(i));
    }
    json.end('}');
    boolean any = entry.read().ios() + entry.write().ios() > 0;
    oneByOne(json, "iodepth_submit", any);
    oneByOne(json, "iodepth_complete", any);
    latencies(json, entry.latencies());
    json.put("latency_depth", entry.job().depth());
    json.put("latency_target", 0);
    json.put("latency_percentile", 100.0);
    json.put("latency_window", 0);
    json.end('}');
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }

  /** I/Os are issued and reaped one by one, which is in fio's range up to 4. */
  private static void oneByOne(FioJson json, String name, boolean any) {
    json.begin(name, '{');
    for (String batch : BATCHES) {
      json.put(batch, any && batch.equals("4") ? 100.0 : 0.0);
    }
    json.end('}');
  }

  private static void latencies(FioJson json, FioLatencyCounts counts) {
    for (int unit = 0; unit < UNITS.size(); unit++) {
      int first = FioLatencyCounts.first(unit);
      json.begin(UNITS.get(unit), '{');
      for (int i = 0; i < FioLatencyCounts.ENDS.size(); i++) {
        json.put(FioLatencyCounts.ENDS.get(i).toString(), counts.percent(first + i));
      }
      if (unit == UNITS.size() - 1) {
        int rest = first + FioLatencyCounts.ENDS.size();
        json.put("2000", counts.percent(rest));
        json.put(">=2000", counts.percent(rest + 1));
      }
      json.end('}');
    }
  }

  private static void disk(FioJson json, FioResult.Disk disk) {
    json.begin();
    json.put("name", disk.name());
    json.put("read_ios", disk.reads());
    json.put("write_ios", disk.writes());
    json.put("read_merges", 0);
    json.put("write_merges", 0);
    json.put("read_ticks", disk.readMilliseconds());
    json.put("write_ticks", disk.writeMilliseconds());
    json.put("in_queue", disk.queueMilliseconds());
    json.put("util", disk.busyPercent());
    json.end('}');
  }
}
