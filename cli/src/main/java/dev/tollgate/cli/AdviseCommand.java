package dev.tollgate.cli;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.advice.AdviceJson;
import dev.tollgate.cli.advice.AdviceText;
import dev.tollgate.cli.advice.TrialResult;
import dev.tollgate.cli.results.Json;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import dev.tollgate.workload.advisor.Advice;
import dev.tollgate.workload.advisor.Weight;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tollgate advise}: says what could be better about kmalloc for a trace. */
@Command(
    name = "advise",
    description = {
      "Say what could be better about kmalloc for the requests of a trace: the best size classes,",
      "what the least alignment costs, and call sites worth a cache of their own; and try it, by",
      "replaying the trace."
    })
final class AdviseCommand implements Callable<Integer> {

  private static final List<Integer> ALIGNMENTS = List.of(8, 16, 32, 64, 128);

  private final Terminal terminal;

  @Parameters(
      arity = "1",
      paramLabel = "TRACE",
      description = "A trace with kmalloc events, plain or gzip.")
  private Path trace = Path.of("");

  @Option(
      names = "--weigh",
      paramLabel = "HOW",
      defaultValue = "peak",
      description =
          "What counts: peak, objects held when most bytes were; mean, objects held on average;"
              + " total, allocations. By default ${DEFAULT-VALUE}.")
  private String weigh = "peak";

  @Option(
      names = "--align",
      paramLabel = "BYTES",
      defaultValue = "8",
      description = "Least alignment of the classes: 8, 16, 32, 64 or 128; by default 8.")
  private int alignment = 8;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many call sites to list, by default ${DEFAULT-VALUE}.")
  private int top = 10;

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      defaultValue = "lab",
      description = "Machine to try the advice on, by default ${DEFAULT-VALUE}.")
  private String machine = "lab";

  @Option(
      names = "--no-replay",
      description = "Only work it out; do not try the advice by replaying the trace.")
  private boolean skipReplays;

  @Option(names = "--json", description = "As JSON, with all call sites.")
  private boolean json;

  AdviseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!ALIGNMENTS.contains(alignment)) {
      throw new BadInputException("--align is " + alignment + "; expected one of " + ALIGNMENTS);
    }
    if (top < 1) {
      throw new BadInputException("--top is " + top + "; expected at least 1");
    }
    Advice advice = Advice.of(trace, weight(), alignment);
    ImmutableList<TrialResult> trials =
        skipReplays
            ? ImmutableList.of()
            : TrialResult.of(terminal.tollgate(), trace, machine, advice);
    terminal
        .out()
        .print(
            json ? Json.pretty(AdviceJson.of(advice, trials)) : AdviceText.of(advice, trials, top));
    return ExitCode.FINE;
  }

  private Weight weight() {
    List<String> words = Arrays.stream(Weight.values()).map(Weight::word).toList();
    String word = Ascii.toLowerCase(weigh);
    for (Weight weight : Weight.values()) {
      if (weight.word().equals(word)) {
        return weight;
      }
    }
    throw new BadInputException("--weigh is " + weigh + NearestName.hint(weigh, words, "weights"));
  }
}
