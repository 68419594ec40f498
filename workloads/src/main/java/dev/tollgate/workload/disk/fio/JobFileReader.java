package dev.tollgate.workload.disk.fio;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a job file apart: sections in brackets, options below them, comments from {@code ;} or
 * {@code #} to the end of the line. Options of {@code [global]} hold for all jobs after it.
 */
final class JobFileReader {

  private static final String GLOBAL = "global";

  /**
   * A job before its options are understood.
   *
   * @param own its own options
   * @param defaults those that held when it began
   */
  private record Found(String name, JobSection own, JobSection defaults) {}

  private final String file;
  private final List<Found> jobs = new ArrayList<>();
  private JobSection global;
  private JobSection current;
  private boolean inSection;
  private int number;

  JobFileReader(String file) {
    this.file = file;
    this.global = new JobSection(file, 1);
    this.current = global;
  }

  FioJobFile read(String text) {
    for (String whole : Splitter.on('\n').split(text)) {
      number++;
      String line = withoutComment(whole).strip();
      if (line.startsWith("[")) {
        section(line);
      } else if (!line.isEmpty()) {
        option(line);
      }
    }
    keepGlobal();
    if (jobs.isEmpty()) {
      throw BadInputException.at(file, Math.max(1, number), "no jobs; expected a section [NAME]");
    }
    ImmutableList.Builder<FioJob> read = ImmutableList.builder();
    for (Found job : jobs) {
      read.add(new JobReader(job.name(), job.own(), job.own().over(job.defaults())).read());
    }
    return new FioJobFile(global.given(), read.build());
  }

  private static String withoutComment(String line) {
    int end = line.length();
    for (char mark : new char[] {';', '#'}) {
      int at = line.indexOf(mark);
      end = at >= 0 && at < end ? at : end;
    }
    return line.substring(0, end);
  }

  private void section(String line) {
    int end = line.indexOf(']');
    if (end != line.length() - 1 || end == 1) {
      throw bad("'" + line + "' is no section; expected [NAME]");
    }
    keepGlobal();
    inSection = true;
    String name = line.substring(1, end);
    current = new JobSection(file, number);
    if (!name.equals(GLOBAL)) {
      jobs.add(new Found(name, current, global));
    }
  }

  /** Options of a global section that has ended hold from now on. */
  private void keepGlobal() {
    boolean wasGlobal = inSection && jobs.stream().noneMatch(job -> job.own() == current);
    if (wasGlobal && current != global) {
      global = current.over(global);
      current = global;
    }
  }

  private void option(String line) {
    if (!inSection) {
      throw bad(
          "'" + line + "' stands outside of a section; expected [global] or [NAME] before it");
    }
    int equals = line.indexOf('=');
    String name = (equals < 0 ? line : line.substring(0, equals)).strip();
    JobOption option = JobOption.of(name);
    if (option == null) {
      throw bad(JobOption.refusal(name));
    }
    if (equals < 0) {
      if (!option.standsAlone()) {
        throw bad(name + " needs a value: " + name + "=...");
      }
      current.put(option, new JobSection.Given(null, number));
      return;
    }
    String value = line.substring(equals + 1);
    if (value.isEmpty()) {
      throw bad(name + "= has no value");
    }
    if (Character.isWhitespace(value.charAt(0))) {
      throw bad(
          "fio takes the blank after '=' for a part of the value; expected "
              + name
              + "="
              + value.strip());
    }
    current.put(option, new JobSection.Given(value, number));
  }

  private BadInputException bad(String message) {
    return BadInputException.at(file, number, message);
  }
}
