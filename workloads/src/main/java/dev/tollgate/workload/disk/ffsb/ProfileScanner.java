package dev.tollgate.workload.disk.ffsb;

import com.google.common.base.Splitter;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a profile apart into clauses and options. {@code #} begins a comment anywhere in a line,
 * blanks and tabs around names, values and the equals sign do not count.
 */
final class ProfileScanner {

  private static final Pattern CLAUSE = Pattern.compile("\\[\\s*([A-Za-z]+)\\s*([0-9]{0,6})\\s*]");
  private static final Pattern OPTION = Pattern.compile("([A-Za-z_][A-Za-z_0-9]*)\\s*=\\s*(.*)");
  private static final Pattern LISTED = Pattern.compile("([A-Za-z_][A-Za-z_0-9]*)\\s+(.*)");
  private static final String END = "end";

  private final String file;
  private final ProfileSection root;
  private final Deque<ProfileSection> open = new ArrayDeque<>();
  private boolean old;
  private int number;

  ProfileScanner(String file) {
    this.file = file;
    this.root = new ProfileSection(file, SectionKind.GLOBAL, 1, -1);
    open.push(root);
  }

  /** Reads the whole text. */
  ProfileSection scan(String text) {
    for (String whole : Splitter.on('\n').split(text)) {
      number++;
      int comment = whole.indexOf('#');
      String line = (comment < 0 ? whole : whole.substring(0, comment)).strip();
      if (!line.isEmpty()) {
        line(line);
      }
    }
    if (open.size() > 1) {
      ProfileSection section = current();
      throw section.at(
          section.line(),
          "[" + section.kind().word() + "] has no [end] before the end of the file");
    }
    return root;
  }

  /** Whether counts at the beginning say that the syntax is that of 5.x. */
  boolean old() {
    return old;
  }

  private ProfileSection current() {
    return open.getFirst();
  }

  private void line(String line) {
    Matcher clause = CLAUSE.matcher(line);
    if (clause.matches()) {
      clause(clause.group(1).toLowerCase(Locale.ROOT), clause.group(2));
      return;
    }
    Matcher option = OPTION.matcher(line);
    Matcher listed = LISTED.matcher(line);
    if (option.matches()) {
      option(option.group(1), option.group(2));
    } else if (listed.matches() && current().kind().lists().contains(listed.group(1))) {
      option(listed.group(1), listed.group(2));
    } else {
      throw bad("'" + line + "' is neither name = value nor a clause in brackets");
    }
  }

  private void option(String name, String value) {
    if (value.isEmpty()) {
      throw bad(name + " has no value");
    }
    old |= name.equals("num_filesystems") || name.equals("num_threadgroups");
    current().add(name, new ProfileSection.Entry(value, number));
  }

  private void clause(String word, String digits) {
    int clauseNumber = digits.isEmpty() ? -1 : Integer.parseInt(digits);
    if (word.equals(END)) {
      end(clauseNumber);
      return;
    }
    for (SectionKind kind : SectionKind.values()) {
      if (kind != SectionKind.GLOBAL && kind.word().equals(word)) {
        if (!kind.fits(current().kind())) {
          throw bad("[" + word + "] cannot stand " + current().kind().place());
        }
        ProfileSection section = new ProfileSection(file, kind, number, clauseNumber);
        current().add(section);
        open.push(section);
        return;
      }
    }
    throw bad(
        "unknown clause ["
            + word
            + "]"
            + NearestName.hint(
                word,
                Arrays.stream(SectionKind.values())
                    .filter(kind -> kind != SectionKind.GLOBAL)
                    .map(SectionKind::word)
                    .toList(),
                "clauses"));
  }

  private void end(int clauseNumber) {
    if (open.size() == 1) {
      throw bad("[end] without a clause to end");
    }
    ProfileSection section = open.pop();
    if (old && clauseNumber >= 0 && section.number() >= 0 && clauseNumber != section.number()) {
      throw bad(
          "[end"
              + clauseNumber
              + "] ends ["
              + section.kind().word()
              + section.number()
              + "] of line "
              + section.line()
              + "; expected [end"
              + section.number()
              + "]");
    }
  }

  private BadInputException bad(String message) {
    return BadInputException.at(file, number, message);
  }
}
