package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.MachineRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.Results.PluginRecord;
import dev.tollgate.cli.results.RunRecord;
import java.util.LinkedHashSet;
import java.util.Set;

/** What was run on: machines, parameters of every part, plugins. Enough to repeat it. */
final class SpecSection implements ReportSection {

  @Override
  public void write(Html html, Results results) {
    html.open("section", "id", "setup");
    html.element("h2", "Setup");
    html.open("dl");
    for (MachineRecord machine : machines(results)) {
      html.element("dt", "Machine " + machine.name());
      html.element(
          "dd",
          "%s CPUs: %d at %s. Memory: %s. Page allocator: %s."
              .formatted(
                  sentence(machine.description()),
                  machine.cpus(),
                  Units.format(machine.cpuHz(), "Hz"),
                  Units.format(machine.ramBytes(), "bytes"),
                  machine.pageAllocator()));
    }
    html.element("dt", "Plugins");
    html.element(
        "dd", String.join(", ", results.plugins().stream().map(SpecSection::name).toList()));
    html.close();
    html.open("details").element("summary", "Parameters of every part");
    new HtmlTable(3, ImmutableList.of("Part", "Parameter", "Value"), parameters(results))
        .write(html);
    html.close();
    html.close();
  }

  private static String name(PluginRecord plugin) {
    return plugin.id() + " " + plugin.version();
  }

  private static String sentence(String text) {
    return text.isEmpty() || text.endsWith(".") ? text : text + ".";
  }

  private static Set<MachineRecord> machines(Results results) {
    Set<MachineRecord> machines = new LinkedHashSet<>();
    results.runs().forEach(run -> machines.add(run.spec().machine()));
    return machines;
  }

  /** Each value once, whichever run had it. */
  private static ImmutableList<ImmutableList<String>> parameters(Results results) {
    Set<ImmutableList<String>> rows = new LinkedHashSet<>();
    for (RunRecord run : results.runs()) {
      run.spec()
          .parameters()
          .forEach(
              (part, values) ->
                  values.forEach(
                      (name, value) ->
                          rows.add(ImmutableList.of(part, name, String.valueOf(value)))));
    }
    return ImmutableList.copyOf(rows);
  }
}
