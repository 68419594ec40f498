package dev.tollgate.workload.disk.fio;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.settings.NearestName;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An option of a job that is read, by its name in fio. */
enum JobOption {
  RW("readwrite"),
  BS("blocksize"),
  BSSPLIT,
  SIZE,
  IOENGINE,
  IODEPTH,
  NUMJOBS,
  RWMIXREAD,
  RWMIXWRITE,
  DIRECT,
  BUFFERED,
  RUNTIME("timeout"),
  TIME_BASED,
  FILENAME,
  STONEWALL("wait_for_previous"),
  GROUP_REPORTING,
  // Nothing depends on the following ones.
  NAME,
  DESCRIPTION,
  DIRECTORY,
  THREAD,
  RANDREPEAT,
  NORANDOMMAP,
  INVALIDATE,
  NEW_GROUP;

  /** Options that users try first, with the reason why they are not taken. */
  private static final ImmutableMap<String, String> REFUSED =
      ImmutableMap.<String, String>builder()
          .put("bsrange", "sizes have fixed shares; expected bssplit")
          .put("fsync", "writes are not synchronised one by one")
          .put("fdatasync", "writes are not synchronised one by one")
          .put("io_size", "a job moves as much as its region holds, or until its time is over")
          .put("offset", "regions begin at 0")
          .put("loops", "a job goes through its region once, or until its time is over")
          .put("startdelay", "jobs begin at once, or after those before them with stonewall")
          .put("ramp_time", "all of a run counts")
          .put("rate", "I/O is not paced")
          .put("rate_iops", "I/O is not paced")
          .put("thinktime", "I/O is not paced")
          .put("verify", "every transfer is checked anyway")
          .put("random_distribution", "random offsets are uniform")
          .put("randseed", "the experiment has the seed")
          .put("iodepth_batch", "I/Os are issued one by one")
          .put("iodepth_batch_submit", "I/Os are issued one by one")
          .put("unified_rw_reporting", "reads and writes are reported apart")
          .put("include", "a job file is one file")
          .buildOrThrow();

  private final ImmutableList<String> aliases;

  JobOption(String... aliases) {
    this.aliases = ImmutableList.copyOf(aliases);
  }

  /** The name in job files and reports. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it can stand without a value. */
  boolean standsAlone() {
    return switch (this) {
      case TIME_BASED, STONEWALL, GROUP_REPORTING, THREAD, NORANDOMMAP, NEW_GROUP -> true;
      default -> false;
    };
  }

  /** Whether its value is 0 or 1. */
  boolean isFlag() {
    return standsAlone()
        || this == DIRECT
        || this == BUFFERED
        || this == RANDREPEAT
        || this == INVALIDATE;
  }

  static @Nullable JobOption of(String word) {
    for (JobOption option : values()) {
      if (option.word().equals(word) || option.aliases.contains(word)) {
        return option;
      }
    }
    return null;
  }

  /** Why a name is not taken. */
  static String refusal(String word) {
    String reason = REFUSED.get(word);
    if (reason != null) {
      return "option " + word + " is not simulated: " + reason;
    }
    return "option "
        + word
        + " is not simulated"
        + NearestName.hint(word, Arrays.stream(values()).map(JobOption::word).toList(), "options");
  }
}
