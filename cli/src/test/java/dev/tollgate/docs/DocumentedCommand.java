package dev.tollgate.docs;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command that a document shows, and the output that it shows for it.
 *
 * <p>Commands are the lines of a block fenced as {@code sh}; if it is one command, the block that
 * follows at once is its output. In a block fenced as {@code console}, lines that begin with {@code
 * $} are commands, and what follows is their output. An ellipsis in the output stands for anything
 * in that line; alone on a line, for any lines.
 *
 * @param document name of the file
 * @param line where the command stands, from 1
 * @param words the command, for a shell
 * @param output what it prints, or null if the document does not show it
 */
record DocumentedCommand(String document, int line, String words, @Nullable String output) {

  private static final String ELLIPSIS = "…";
  private static final Pattern PLUGIN = Pattern.compile("(?m)^(\\S+) \\S+  \\(.*\\)$");
  private static final Pattern COMMENT = Pattern.compile("\\s+# .*|^# .*");

  /** A fenced block: where its first line stands, what it says it holds, and its lines. */
  private record Block(int line, String kind, List<String> lines, boolean directlyAfterAnother) {}

  static List<DocumentedCommand> in(Path file) throws IOException {
    String document = file.getFileName().toString();
    List<DocumentedCommand> commands = new ArrayList<>();
    List<Block> blocks = blocks(Files.readAllLines(file));
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      switch (block.kind) {
        case "sh" -> {
          List<DocumentedCommand> these = shell(document, block);
          Block next = i + 1 < blocks.size() ? blocks.get(i + 1) : null;
          if (these.size() == 1 && next != null && next.directlyAfterAnother && isOutput(next)) {
            DocumentedCommand only = these.get(0);
            these =
                List.of(
                    new DocumentedCommand(
                        document, only.line, only.words, String.join("\n", next.lines)));
          }
          commands.addAll(these);
        }
        case "console" -> commands.addAll(console(document, block));
        default -> refuseUnlabelled(document, block);
      }
    }
    return commands;
  }

  private static boolean isOutput(Block block) {
    return block.kind.isEmpty() || block.kind.equals("text");
  }

  private static List<Block> blocks(List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    List<String> content = null;
    String kind = "";
    int start = 0;
    boolean adjacent = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("```")) {
        if (content == null) {
          content = new ArrayList<>();
          kind = line.substring(3).strip().toLowerCase(Locale.ROOT);
          start = i + 2;
        } else {
          blocks.add(new Block(start, kind, content, adjacent));
          content = null;
          adjacent = true;
        }
      } else if (content != null) {
        content.add(line);
      } else if (!line.isBlank()) {
        adjacent = false;
      }
    }
    return blocks;
  }

  private static List<DocumentedCommand> shell(String document, Block block) {
    List<DocumentedCommand> commands = new ArrayList<>();
    StringBuilder words = new StringBuilder();
    int start = 0;
    for (int i = 0; i < block.lines.size(); i++) {
      String line = block.lines.get(i);
      if (words.length() == 0) {
        start = block.line + i;
      }
      words.append(words.length() == 0 ? "" : "\n").append(line);
      boolean open = words.chars().filter(c -> c == '\'').count() % 2 == 1 || line.endsWith("\\");
      if (!open) {
        String command = COMMENT.matcher(words).replaceAll("").strip();
        if (!command.isEmpty()) {
          commands.add(new DocumentedCommand(document, start, command, null));
        }
        words.setLength(0);
      }
    }
    return commands;
  }

  private static List<DocumentedCommand> console(String document, Block block) {
    List<DocumentedCommand> commands = new ArrayList<>();
    for (int i = 0; i < block.lines.size(); i++) {
      if (block.lines.get(i).startsWith("$ ")) {
        int end = i + 1;
        while (end < block.lines.size() && !block.lines.get(end).startsWith("$ ")) {
          end++;
        }
        commands.add(
            new DocumentedCommand(
                document,
                block.line + i,
                block.lines.get(i).substring(2),
                String.join("\n", block.lines.subList(i + 1, end))));
      }
    }
    return commands;
  }

  /** A command in a block that does not say so would never be tried. */
  private static void refuseUnlabelled(String document, Block block) {
    for (String line : block.lines) {
      if (line.startsWith("$ ") || line.startsWith("./tollgate ") || line.startsWith("mvn ")) {
        throw new AssertionError(
            document + ":" + block.line + ": fence commands as sh or console: " + line);
      }
    }
  }

  /** Whether a program's output is the one shown. */
  boolean matches(String printed) {
    return output == null || pattern(output).matcher(neutral(printed)).matches();
  }

  private static Pattern pattern(String shown) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    for (String line : Splitter.on('\n').split(neutral(shown))) {
      lines.add(
          line.equals(ELLIPSIS)
              ? "(?s:.*)"
              : String.join(
                  ".*", Splitter.on(ELLIPSIS).splitToStream(line).map(Pattern::quote).toList()));
    }
    return Pattern.compile(String.join("\n", lines.build()).replace("\n(?s:.*)", "(?s:\n.*)?"));
  }

  /** Without blanks at the ends of lines, and without versions and places of plugins. */
  private static String neutral(String text) {
    return PLUGIN.matcher(text.replaceAll("[ \r]+(\n|$)", "$1")).replaceAll("$1").stripTrailing();
  }
}
