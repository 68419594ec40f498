package dev.tollgate.cli.results;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.google.common.hash.Hashing;
import dev.tollgate.core.allocator.AccountingReport;
import dev.tollgate.core.run.RunResult;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** The files that a run with an allocator leaves beside {@code results.json}. */
public final class RunFiles {

  /** What the names of all such folders look like, as a glob. */
  public static final String FOLDERS = "run-[0-9]*";

  private static final Pattern OURS =
      Pattern.compile(
          "\\.?(buddyinfo|bootmem|pages\\.json|neighbours(-recorded)?\\.json|netperf\\.txt|kmalloc(\\.json|\\.csv)?"
              + "|(meminfo|slabinfo)-[0-9.]+(-statistics)?)(\\.part)?");

  private RunFiles() {}

  /** SHA-256 of the content of files, by name. */
  public static ImmutableSortedMap<String, String> digests(SortedMap<String, String> files) {
    return ImmutableSortedMap.copyOfSorted(Maps.transformValues(files, RunFiles::digest));
  }

  /** SHA-256 of the content of a file. */
  public static String digest(String content) {
    return Hashing.sha256().hashString(content, StandardCharsets.UTF_8).toString();
  }

  /** Whether a file of that name is one that runs write, or one they did not get to the end of. */
  public static boolean isOurs(String name) {
    return OURS.matcher(name).matches();
  }

  /** Name of the folder of a run's files, in the folder of results. */
  public static String folder(int number) {
    return "run-" + number;
  }

  /** Their contents by name; none without an allocator. */
  public static ImmutableSortedMap<String, String> of(RunResult result) {
    ImmutableSortedMap.Builder<String, String> files = ImmutableSortedMap.naturalOrder();
    files.putAll(result.texts());
    AccountingReport accounting = result.accounting();
    if (accounting != null) {
      AccountingRecord account = AccountingRecord.of(accounting);
      files.put(AccountingRecord.NAME, Json.pretty(account));
      files.put(CallSiteCsv.NAME, CallSiteCsv.text(account.callSites()));
    }
    return files.buildOrThrow();
  }
}
