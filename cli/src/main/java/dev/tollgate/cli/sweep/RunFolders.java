package dev.tollgate.cli.sweep;

import dev.tollgate.cli.results.AtomicFile;
import dev.tollgate.cli.results.RunFiles;
import dev.tollgate.cli.results.RunJournal.Line;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The folders {@code run-N} in a folder of results, for runs that leave files of their own. */
final class RunFolders {

  /** Where the files of kept runs wait while the runs change places. */
  private static final String WAITING = ".kept-";

  private final Path folder;

  RunFolders(Path folder) {
    this.folder = folder;
  }

  /** The folder of a run. */
  Path of(int number) {
    return folder.resolve(RunFiles.folder(number));
  }

  /** Writes the files of one run; without any there is no folder. */
  void write(int number, Map<String, String> files) throws IOException {
    if (files.isEmpty()) {
      return;
    }
    Path own = Files.createDirectories(of(number));
    for (Map.Entry<String, String> file : files.entrySet()) {
      AtomicFile.write(own.resolve(file.getKey()), writer -> writer.write(file.getValue()));
    }
  }

  /** Whether the files that a line tells of are there, as they were written. */
  boolean areIntact(Line line) {
    Path own = of(line.run().number());
    return line.files().entrySet().stream()
        .allMatch(
            file -> {
              try {
                return RunFiles.digest(Files.readString(own.resolve(file.getKey())))
                    .equals(file.getValue());
              } catch (IOException e) {
                return false;
              }
            });
  }

  /**
   * Puts the files of kept runs where their runs now belong, and deletes those of all other runs.
   * What is cut short is noticed later, by {@link #areIntact}.
   *
   * @param before the runs at their old places
   * @param after the same runs, in the same order, at their new places
   */
  void arrange(List<Line> before, List<Line> after) throws IOException {
    Set<Path> kept = new HashSet<>();
    for (int i = 0; i < before.size(); i++) {
      int from = before.get(i).run().number();
      int to = after.get(i).run().number();
      if (from != to) {
        move(before.get(i), of(from), folder.resolve(WAITING + to));
      } else if (!before.get(i).files().isEmpty()) {
        kept.add(of(from));
      }
    }
    forgetAllBut(RunFiles.FOLDERS, kept);
    for (int i = 0; i < before.size(); i++) {
      int to = after.get(i).run().number();
      if (before.get(i).run().number() != to) {
        move(before.get(i), folder.resolve(WAITING + to), of(to));
      }
    }
    forgetAllBut(WAITING + "*", Set.of());
  }

  private static void move(Line line, Path from, Path to) throws IOException {
    for (String name : line.files().keySet()) {
      Files.createDirectories(to);
      Files.move(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void forgetAllBut(String folders, Set<Path> kept) throws IOException {
    try (DirectoryStream<Path> runs = Files.newDirectoryStream(folder, folders)) {
      for (Path run : runs) {
        if (!kept.contains(run)) {
          forget(run);
        }
      }
    }
  }

  /** Deletes the files that runs write, and their folder unless something else is in it. */
  private static void forget(Path run) throws IOException {
    if (!Files.isDirectory(run, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    boolean empty = true;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(run)) {
      for (Path file : files) {
        if (RunFiles.isOurs(file.getFileName().toString())) {
          Files.delete(file);
        } else {
          empty = false;
        }
      }
    }
    if (empty) {
      Files.delete(run);
    }
  }
}
