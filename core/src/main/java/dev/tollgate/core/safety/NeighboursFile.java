package dev.tollgate.core.safety;

import java.util.List;

/**
 * The file {@code neighbours.json}: what devices could reach beside their buffers, a row for each
 * domain and each place in the kernel that had asked for it, the most first, then a row for each
 * kind of bytes that nobody asked for.
 */
public final class NeighboursFile {

  /** Its name. */
  public static final String NAME = "neighbours.json";

  /** Name of one that says the same of the recorded machine's memory, where a trace tells. */
  public static final String RECORDED = "neighbours-recorded.json";

  private static final int SCHEMA = 1;

  private NeighboursFile() {}

  /**
   * The text.
   *
   * @param picoseconds length of the run
   */
  public static String text(List<NeighbourRow> rows, long picoseconds) {
    StringBuilder text = new StringBuilder();
    text.append("{\n  \"schema\": ").append(SCHEMA);
    text.append(",\n  \"picoseconds\": ").append(picoseconds);
    text.append(",\n  \"rows\": [");
    String comma = "";
    for (NeighbourRow row : rows) {
      text.append(comma).append("\n    {\"domain\": ").append(row.domain());
      text.append(", \"kind\": ").append(quoted(row.kind()));
      text.append(", \"site\": ").append(quoted(row.site()));
      text.append(", \"source\": ").append(quoted(row.source()));
      text.append(", \"reach\": ").append(row.reach());
      text.append(", \"stale\": ").append(row.stale());
      text.append(", \"most\": ").append(row.most()).append('}');
      comma = ",";
    }
    return text.append("\n  ]\n}\n").toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char at = text.charAt(i);
      if (at == '"' || at == '\\') {
        quoted.append('\\').append(at);
      } else if (at < ' ') {
        quoted.append(String.format("\\u%04x", (int) at));
      } else {
        quoted.append(at);
      }
    }
    return quoted.append('"').toString();
  }
}
