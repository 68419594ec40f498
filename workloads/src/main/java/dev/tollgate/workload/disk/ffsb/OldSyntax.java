package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * What profiles of FFSB 5.x must keep to and those of 6.0 need not: clauses are counted beforehand
 * and numbered from 0, global options stand in a fixed order.
 */
final class OldSyntax {

  private static final ImmutableList<String> COUNTS =
      ImmutableList.of("num_filesystems", "num_threadgroups");

  private static final ImmutableList<String> ORDER =
      ImmutableList.of("directio", "alignio", "bufferedio", "bufferio", "verbose", "callout");

  private OldSyntax() {}

  static void check(ProfileSection root) {
    for (String count : COUNTS) {
      if (!root.has(count)) {
        throw root.at(1, "no " + count + "; profiles of FFSB 5 have both counts, those of 6 none");
      }
    }
    count(root, "num_filesystems", SectionKind.FILESYSTEM);
    count(root, "num_threadgroups", SectionKind.THREADGROUP);
    if (root.line("num_threadgroups") < root.line("num_filesystems")) {
      throw root.at(
          root.line("num_filesystems"), "num_filesystems must stand before num_threadgroups");
    }
    String last = "num_threadgroups";
    for (String name : ORDER) {
      if (root.has(name)) {
        if (root.line(name) < root.line(last)) {
          throw root.at(
              root.line(last),
              last
                  + " must stand before "
                  + name
                  + ": profiles with num_filesystems are read in the order of FFSB 5, "
                  + String.join(", ", ORDER));
        }
        last = name;
      }
    }
  }

  private static void count(ProfileSection root, String option, SectionKind kind) {
    List<ProfileSection> clauses = root.children(kind);
    if (root.count(option) != clauses.size()) {
      throw root.at(
          root.line(option),
          option
              + " = "
              + root.count(option)
              + ", but there are "
              + clauses.size()
              + " clauses ["
              + kind.word()
              + "N]");
    }
    for (int i = 0; i < clauses.size(); i++) {
      ProfileSection clause = clauses.get(i);
      if (clause.number() != i) {
        throw clause.at(
            clause.line(), "clauses are numbered from 0; expected [" + kind.word() + i + "]");
      }
    }
  }
}
