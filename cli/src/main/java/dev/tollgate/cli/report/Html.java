package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/** A page of HTML as it grows. Everything that goes in as text or attribute is escaped. */
public final class Html {

  private static final Pattern ENDS_ELEMENT =
      Pattern.compile("<(/script|/style|script|!--)", Pattern.CASE_INSENSITIVE);

  /** Elements after which a line break would show. */
  private static final ImmutableSet<String> INLINE =
      ImmutableSet.of("code", "strong", "span", "label");

  private final StringBuilder page = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Begins an element; {@code attributes} are names and values in turn. */
  public Html open(String tag, String... attributes) {
    tag(tag, attributes);
    open.push(tag);
    return this;
  }

  /** Ends the element begun last. */
  public Html close() {
    page.append("</").append(open.pop()).append(">\n");
    return this;
  }

  /** A whole element that contains text only. */
  public Html element(String tag, String text, String... attributes) {
    tag(tag, attributes);
    text(text);
    page.append("</").append(tag).append(INLINE.contains(tag) ? ">" : ">\n");
    return this;
  }

  /** An element that never contains anything. */
  public Html single(String tag, String... attributes) {
    tag(tag, attributes);
    page.append('\n');
    return this;
  }

  /** Text within the element begun last. */
  public Html text(String text) {
    page.append(escape(text));
    return this;
  }

  /**
   * The content of a script or style element, which HTML does not escape.
   *
   * @throws IllegalArgumentException if it would end the element, or hide its end
   */
  public Html raw(String content) {
    if (ENDS_ELEMENT.matcher(content).find()) {
      throw new IllegalArgumentException("raw content must not contain end tags or comments");
    }
    page.append(content);
    return this;
  }

  /** A script in whose string literals every end tag is written so that HTML does not see it. */
  static String harmlessScript(String script) {
    return ENDS_ELEMENT.matcher(script).replaceAll("\\\\x3c$1");
  }

  private void tag(String tag, String... attributes) {
    page.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      page.append(' ').append(attributes[i]).append("=\"").append(escape(attributes[i + 1]));
      page.append('"');
    }
    page.append('>');
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return page.toString();
  }
}
