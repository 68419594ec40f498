package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.report.CallSiteOrder;
import dev.tollgate.cli.report.CallSiteTable;
import dev.tollgate.cli.report.PerfKmemTable;
import dev.tollgate.cli.results.AccountingRecord;
import dev.tollgate.cli.results.CallSiteCsv;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tollgate show kmalloc}. */
@Command(
    name = "kmalloc",
    description = "Print who took and holds kernel memory, of a run that kept account of it.")
final class ShowKmallocCommand implements Callable<Integer> {

  private static final String MISSING =
      "no account was kept; run it again with --accounting, or run.allocator-accounting = tiny";

  private static final ImmutableList<String> FORMS =
      ImmutableList.of("proc", "sites", "leaks", "perf", "json", "csv");

  private final Terminal terminal;

  @Mixin private final ShownRun run = new ShownRun();

  @Option(
      names = "--form",
      paramLabel = "FORM",
      defaultValue = "proc",
      description = {
        "proc: /proc/kmalloc, the default; sites: every call site and cache, with live slack, high"
            + " water and age; leaks: what is live at the end, the oldest first; perf: as perf kmem"
            + " stat --caller; json, csv: all figures."
      })
  private String form = "proc";

  @Option(
      names = "--sort",
      split = ",",
      paramLabel = "KEY",
      description =
          "Keys joined by commas, the most first: frag, hit, bytes, slack, pingpong, live, peak, age,"
              + " callsite. For sites, leaks and perf.")
  private List<String> sort = new ArrayList<>();

  @Option(names = "--lines", paramLabel = "N", description = "Most rows; all if not given.")
  private @Nullable Integer lines;

  ShowKmallocCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!FORMS.contains(form)) {
      throw new BadInputException("unknown form " + form + NearestName.hint(form, FORMS, "forms"));
    }
    if (lines != null && lines < 1) {
      throw new BadInputException("--lines is " + lines + "; expected a number above 0");
    }
    terminal.out().print(text());
    return ExitCode.FINE;
  }

  private String text() {
    switch (form) {
      case "proc" -> {
        return run.text("kmalloc", MISSING);
      }
      case "json" -> {
        return run.text(AccountingRecord.NAME, MISSING);
      }
      case "csv" -> {
        return run.text(CallSiteCsv.NAME, MISSING);
      }
      default -> {
        return table(
            AccountingRecord.parse(
                AccountingRecord.NAME, run.text(AccountingRecord.NAME, MISSING)));
      }
    }
  }

  private String table(AccountingRecord account) {
    int most = lines == null ? Integer.MAX_VALUE : lines;
    return switch (form) {
      case "perf" -> PerfKmemTable.text(account.callSites(), order(PerfKmemTable.ORDER), most);
      case "leaks" -> CallSiteTable.leaks(account, order(CallSiteTable.LEAK_ORDER), most);
      default -> CallSiteTable.text(account, order(CallSiteTable.ORDER), most);
    };
  }

  private ImmutableList<CallSiteOrder> order(ImmutableList<CallSiteOrder> usual) {
    return sort.isEmpty() ? usual : CallSiteOrder.of(sort);
  }
}
