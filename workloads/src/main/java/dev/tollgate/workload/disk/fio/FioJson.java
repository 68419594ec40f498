package dev.tollgate.workload.disk.fio;

import dev.tollgate.workload.text.CFormat;

/**
 * A JSON text as fio lays it out: two blanks of indentation for each level, a blank on both sides
 * of colons, six decimals. Members stay in the order they are added in.
 */
final class FioJson {

  private final StringBuilder out = new StringBuilder();
  private int level;
  private boolean first = true;

  /** Begins an object without a name: the whole text, or an element. */
  FioJson begin() {
    return begin("{");
  }

  /** Begins an object with a name. */
  FioJson begin(String name, char bracket) {
    name(name);
    out.append(bracket).append('\n');
    level++;
    first = true;
    return this;
  }

  private FioJson begin(String bracket) {
    separate();
    out.append(bracket).append('\n');
    level++;
    first = true;
    return this;
  }

  /** Ends the object or array begun last. */
  FioJson end(char bracket) {
    if (!first) {
      out.append('\n');
    }
    level--;
    indent();
    out.append(bracket);
    first = false;
    return this;
  }

  FioJson put(String name, long value) {
    name(name);
    out.append(value);
    return this;
  }

  FioJson put(String name, double value) {
    name(name);
    out.append(CFormat.fixed(value, 6));
    return this;
  }

  FioJson put(String name, String value) {
    name(name);
    quote(value);
    return this;
  }

  /** The text, with a line feed at its end. */
  String text() {
    return out + "\n";
  }

  private void name(String name) {
    separate();
    quote(name);
    out.append(" : ");
  }

  private void separate() {
    if (!first) {
      out.append(",\n");
    }
    first = false;
    indent();
  }

  private void indent() {
    out.append("  ".repeat(level));
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(c == '\t' ? "\\t" : CFormat.format("\\u%s", hex(c)));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static String hex(char c) {
    String digits = Integer.toHexString(c);
    return "0".repeat(4 - digits.length()) + digits;
  }
}
