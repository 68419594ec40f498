package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableList;
import dev.tollgate.workload.text.CFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * FFSB's output, byte for byte, from a profile and a result (main.c). The version says {@code
 * ~simulated}, as a distribution would name its own changes.
 */
public final class FfsbReport {

  private static final String VERSION = "6.0-RC2~simulated";
  private static final long SECOND = 1_000_000_000_000L;

  /** C's ctime: the day is padded with a blank. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy\n", Locale.ROOT);

  private FfsbReport() {}

  /** The whole output, with a line feed at its end. */
  public static String print(FfsbProfile profile, FfsbResult result) {
    StringBuilder out = new StringBuilder();
    out.append("FFSB version ").append(VERSION).append(" started\n\n");
    if (profile.seconds() > 0) {
      out.append("benchmark time = ").append(profile.seconds()).append('\n');
    } else {
      out.append("Only creating the fileset, not running benchmark.\n");
    }
    ConfigurationEcho.print(out, profile, result.utilizations());
    for (FfsbFilesystem filesystem : profile.filesystems()) {
      out.append("creating new fileset ").append(filesystem.location()).append('\n');
    }
    out.append("fs setup took ").append(result.setupPicoseconds() / SECOND).append(" secs\n");
    if (profile.seconds() == 0) {
      return out.append("Setup complete, exiting\n").toString();
    }
    sync(out, result.syncPicoseconds().before());
    out.append("Starting Actual Benchmark At: ").append(time(result.startSeconds())).append('\n');
    sync(out, result.syncPicoseconds().after());
    out.append("FFSB benchmark finished   at: ");
    out.append(time(result.startSeconds() + result.elapsedPicoseconds() / SECOND)).append('\n');
    results(out, profile, result);
    return out.toString();
  }

  private static void sync(StringBuilder out, long picoseconds) {
    out.append("Syncing()...").append(picoseconds / SECOND).append(" sec\n");
  }

  private static String time(long seconds) {
    return ZonedDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC).format(TIME);
  }

  private static void results(StringBuilder out, FfsbProfile profile, FfsbResult result) {
    double seconds = (double) result.elapsedPicoseconds() / SECOND;
    out.append("Results:\n");
    out.append(CFormat.format("Benchmark took %.2f sec\n\n", seconds));
    ImmutableList<FfsbResult.Group> groups = result.groups();
    if (groups.size() > 1) {
      for (int i = 0; i < groups.size(); i++) {
        out.append("ThreadGroup ").append(i).append("\n===============\n");
        ResultTable.print(out, groups.subList(i, i + 1), seconds);
        LatencyTable.print(out, groups.get(i), profile.groups().get(i).statistics());
        out.append('\n');
      }
    }
    out.append("Total Results\n===============\n");
    ResultTable.print(out, groups, seconds);
    if (groups.size() == 1) {
      LatencyTable.print(out, groups.get(0), profile.groups().get(0).statistics());
    }
    double user = (double) result.userPicoseconds() / SECOND;
    double system = (double) result.systemPicoseconds() / SECOND;
    out.append("\n\n\n");
    out.append(CFormat.format("%.1f%% User   Time\n", 100 * user / seconds));
    out.append(CFormat.format("%.1f%% System Time\n", 100 * system / seconds));
    out.append(CFormat.format("%.1f%% CPU Utilization\n", 100 * (user + system) / seconds));
  }
}
