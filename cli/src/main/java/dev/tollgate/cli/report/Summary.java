package dev.tollgate.cli.report;

import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.SpecRecord;
import java.util.function.Function;

/** One line that says what was run. */
public final class Summary {

  private Summary() {}

  /** {@code 14 runs: 2 IOMMUs, 4 policies, 2 scenes; 3 combinations not applicable}. */
  public static String of(Results results) {
    StringBuilder line = new StringBuilder(count(results.runs().size(), "run", "runs"));
    long allocators = chosen(results, SpecRecord::allocator);
    long iommus = chosen(results, SpecRecord::iommu);
    String separator = ": ";
    if (iommus > 0 || allocators == 0) {
      line.append(": ").append(count(iommus, "IOMMU", "IOMMUs"));
      line.append(", ").append(count(chosen(results, SpecRecord::policy), "policy", "policies"));
      separator = ", ";
    }
    if (allocators > 0) {
      line.append(separator).append(count(allocators, "allocator", "allocators"));
    }
    long scenes = Scenes.of(results).keySet().size();
    if (scenes > 1) {
      line.append(", ").append(count(scenes, "scene", "scenes"));
    }
    long failed = results.runs().stream().filter(run -> !run.finished()).count();
    if (failed > 0) {
      line.append("; ").append(failed).append(" failed");
    }
    long gaps = results.notApplicable().size();
    if (gaps > 0) {
      line.append("; ")
          .append(count(gaps, "combination", "combinations"))
          .append(" not applicable");
    }
    return line.toString();
  }

  /** How many different names occur, {@code off} and {@code none} not counted. */
  private static long chosen(Results results, Function<SpecRecord, String> name) {
    return results.runs().stream()
        .map(run -> name.apply(run.spec()))
        .filter(word -> !word.equals("off") && !word.equals("none"))
        .distinct()
        .count();
  }

  private static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
