package dev.tollgate.workload.stream.netperf;

import com.google.common.collect.ImmutableList;

/** Outputs chosen by name, in the three forms of netperf's src/nettest_omni.c. */
final class SelectedOutputs {

  private static final int TITLE_LINES = 4;

  private static final ImmutableList<OutputName> TIME_AND_THROUGHPUT =
      ImmutableList.of(OutputName.ELAPSED_TIME, OutputName.THROUGHPUT, OutputName.THROUGHPUT_UNITS);

  private static final ImmutableList<OutputName> CPU =
      ImmutableList.of(
          OutputName.LOCAL_CPU_UTIL,
          OutputName.LOCAL_CPU_METHOD,
          OutputName.REMOTE_CPU_UTIL,
          OutputName.REMOTE_CPU_METHOD,
          OutputName.LOCAL_SD,
          OutputName.REMOTE_SD,
          OutputName.SD_UNITS);

  private SelectedOutputs() {}

  static String of(Figures figures) {
    ImmutableList<ImmutableList<OutputName>> blocks = figures.options().output().selected();
    if (blocks.isEmpty()) {
      blocks = ImmutableList.of(byTest(figures.options()));
    }
    return switch (figures.options().output().mode()) {
      case KEY_VALUE -> keyValue(figures, blocks);
      case CSV -> csv(figures, blocks);
      case HUMAN -> human(figures, blocks);
      case CLASSIC -> throw new IllegalArgumentException("a classic table selects no outputs");
    };
  }

  /** What netperf 2.6 prints if nothing is named (set_output_list_by_test). */
  private static ImmutableList<OutputName> byTest(NetperfOptions options) {
    ImmutableList.Builder<OutputName> names = ImmutableList.builder();
    switch (options.test()) {
      case TCP_STREAM, UDP_STREAM ->
          names.add(OutputName.LSS_SIZE_END, OutputName.RSR_SIZE_END, OutputName.LOCAL_SEND_SIZE);
      case TCP_MAERTS ->
          names.add(OutputName.RSS_SIZE_END, OutputName.LSR_SIZE_END, OutputName.REMOTE_SEND_SIZE);
      case TCP_RR ->
          names.add(
              OutputName.LSS_SIZE_END,
              OutputName.LSR_SIZE_END,
              OutputName.RSR_SIZE_END,
              OutputName.RSS_SIZE_END,
              OutputName.REQUEST_SIZE,
              OutputName.RESPONSE_SIZE);
    }
    names.addAll(TIME_AND_THROUGHPUT);
    if (options.output().cpu()) {
      names.addAll(CPU);
    }
    return names.build();
  }

  private static String keyValue(Figures figures, ImmutableList<ImmutableList<OutputName>> blocks) {
    StringBuilder out = new StringBuilder();
    for (ImmutableList<OutputName> block : blocks) {
      for (OutputName name : block) {
        out.append(name.name()).append('=').append(name.value(figures)).append('\n');
      }
    }
    return out.toString();
  }

  /** All blocks in one line, below a line of titles. */
  private static String csv(Figures figures, ImmutableList<ImmutableList<OutputName>> blocks) {
    ImmutableList.Builder<String> titles = ImmutableList.builder();
    ImmutableList.Builder<String> values = ImmutableList.builder();
    for (ImmutableList<OutputName> block : blocks) {
      for (OutputName name : block) {
        titles.add(name.heading());
        values.add(name.value(figures));
      }
    }
    String line = String.join(",", values.build()) + "\n";
    return figures.options().output().headers()
        ? String.join(",", titles.build()) + "\n" + line
        : line;
  }

  /** Columns as wide as their widest text, values counting one more, with a blank between. */
  private static String human(Figures figures, ImmutableList<ImmutableList<OutputName>> blocks) {
    StringBuilder out = new StringBuilder();
    for (ImmutableList<OutputName> block : blocks) {
      if (out.length() > 0) {
        out.append('\n');
      }
      for (int line = 0; line < TITLE_LINES && figures.options().output().headers(); line++) {
        for (OutputName name : block) {
          column(out, name.title(line), width(name, figures));
        }
        out.append('\n');
      }
      for (OutputName name : block) {
        column(out, name.value(figures), width(name, figures));
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static int width(OutputName name, Figures figures) {
    int width = name.value(figures).length() + 1;
    for (int line = 0; line < TITLE_LINES; line++) {
      width = Math.max(width, name.title(line).length());
    }
    return width;
  }

  private static void column(StringBuilder out, String text, int width) {
    out.append(text).append(" ".repeat(width + 1 - text.length()));
  }
}
