package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.tollgate.core.settings.NearestName;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the clauses of threadgroups (init_threadgroup and verify_tg in FFSB's parser.c). */
final class ThreadGroupReader {

  private static final ImmutableSet<FfsbOperation> NEED_READ_BLOCKS =
      Sets.immutableEnumSet(FfsbOperation.READ, FfsbOperation.READALL);

  private final List<String> locations;

  ThreadGroupReader(List<String> locations) {
    this.locations = locations;
  }

  FfsbThreadGroup read(ProfileSection section) {
    ImmutableMap<FfsbOperation, Long> weights = weights(section);
    if (weights.isEmpty()) {
      throw section.at(
          section.line(), "a threadgroup has at least one operation with a weight above 0");
    }
    FfsbThreadGroup.Reads reads =
        new FfsbThreadGroup.Reads(
            section.flag("read_random"),
            section.size("read_size"),
            section.size("read_blocksize"),
            section.flag("read_skip"),
            section.size("read_skipsize"));
    FfsbThreadGroup.Writes writes =
        new FfsbThreadGroup.Writes(
            section.flag("write_random"),
            section.size("write_size"),
            section.size("write_blocksize"),
            section.flag("fsync_file"));
    check(section, weights.keySet(), reads, writes);
    long threads = section.count("num_threads");
    if (threads == 0) {
      throw section.at(section.line("num_threads"), "a threadgroup has at least one thread");
    }
    return new FfsbThreadGroup(
        threads,
        filesystem(section),
        section.count("op_delay"),
        weights,
        reads,
        writes,
        statistics(section));
  }

  private static ImmutableMap<FfsbOperation, Long> weights(ProfileSection section) {
    ImmutableMap.Builder<FfsbOperation, Long> weights = ImmutableMap.builder();
    for (FfsbOperation operation : FfsbOperation.values()) {
      long weight = section.count(operation.weightOption());
      if (weight > 0) {
        weights.put(operation, weight);
      }
    }
    return weights.buildOrThrow();
  }

  private static void check(
      ProfileSection section,
      Set<FfsbOperation> operations,
      FfsbThreadGroup.Reads reads,
      FfsbThreadGroup.Writes writes) {
    for (FfsbOperation operation : operations) {
      if (NEED_READ_BLOCKS.contains(operation) && reads.blockSize() == 0) {
        throw section.at(
            section.line(operation.weightOption()),
            operation.weightOption() + " needs a read_blocksize above 0");
      }
      if (operation.writes() && writes.blockSize() == 0) {
        throw section.at(
            section.line(operation.weightOption()),
            operation.weightOption() + " needs a write_blocksize above 0");
      }
    }
    if (reads.random() && reads.skip()) {
      throw section.at(section.line("read_skip"), "read_random and read_skip exclude each other");
    }
    if (reads.skip() && reads.skipSize() == 0) {
      throw section.at(section.line("read_skip"), "read_skip needs a read_skipsize above 0");
    }
  }

  /** The number of the file system that {@code bindfs} names by location or number. */
  private int filesystem(ProfileSection section) {
    String bound = section.text("bindfs");
    if (bound == null) {
      return -1;
    }
    int index = locations.indexOf(bound);
    if (index < 0 && bound.matches("[0-9]{1,6}") && Integer.parseInt(bound) < locations.size()) {
      index = Integer.parseInt(bound);
    }
    if (index < 0) {
      throw section.at(
          section.line("bindfs"),
          "bindfs = "
              + bound
              + ": no [filesystem] with this location"
              + NearestName.hint(bound, locations, "locations"));
    }
    return index;
  }

  private static @Nullable FfsbStatistics statistics(ProfileSection group) {
    List<ProfileSection> sections = group.children(SectionKind.STATS);
    if (sections.isEmpty()) {
      return null;
    }
    if (sections.size() > 1) {
      throw group.at(sections.get(1).line(), "a threadgroup has at most one [stats]");
    }
    ProfileSection section = sections.get(0);
    EnumSet<FfsbCall> ignored = EnumSet.noneOf(FfsbCall.class);
    for (ProfileSection.Entry entry : section.list("ignore")) {
      ignored.add(call(section, entry));
    }
    ImmutableList.Builder<FfsbStatistics.Range> ranges = ImmutableList.builder();
    for (ProfileSection.Entry entry : section.list("msec_range")) {
      ranges.add(range(section, entry));
    }
    boolean inRanges = section.flag("enable_range");
    if (!section.flag("enable_stats")) {
      return null;
    }
    return new FfsbStatistics(
        Sets.immutableEnumSet(ignored), inRanges ? ranges.build() : ImmutableList.of());
  }

  private static FfsbCall call(ProfileSection section, ProfileSection.Entry entry) {
    for (FfsbCall call : FfsbCall.values()) {
      if (call.word().equalsIgnoreCase(entry.value())) {
        return call;
      }
    }
    throw section.at(
        entry.line(),
        "ignore = "
            + entry.value()
            + ": no such system call"
            + NearestName.hint(
                entry.value(),
                Arrays.stream(FfsbCall.values()).map(FfsbCall::word).toList(),
                "calls"));
  }

  /** Two times in milliseconds; what is less than a microsecond is cut off, as FFSB does. */
  private static FfsbStatistics.Range range(ProfileSection section, ProfileSection.Entry entry) {
    String[] words = entry.value().split("\\s+", -1);
    String number = "[0-9]{1,7}(\\.[0-9]{0,9})?";
    if (words.length != 2 || !words[0].matches(number) || !words[1].matches(number)) {
      throw section.at(
          entry.line(), "msec_range " + entry.value() + ": expected two times, such as 0.00 0.01");
    }
    long from = microseconds(words[0]);
    long to = microseconds(words[1]);
    if (from > to) {
      throw section.at(entry.line(), "msec_range " + entry.value() + " ends before it begins");
    }
    return new FfsbStatistics.Range(from, to);
  }

  private static long microseconds(String milliseconds) {
    return new BigDecimal(milliseconds).movePointRight(3).longValue();
  }
}
