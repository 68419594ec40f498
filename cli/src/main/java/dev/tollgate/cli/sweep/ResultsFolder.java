package dev.tollgate.cli.sweep;

import dev.tollgate.cli.report.CsvReport;
import dev.tollgate.cli.report.HtmlReport;
import dev.tollgate.cli.results.AtomicFile;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunFiles;
import dev.tollgate.cli.results.RunJournal;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** A folder that receives results. */
public final class ResultsFolder {

  private final Path folder;

  private ResultsFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * The folder at a path, made if need be.
   *
   * @throws BadInputException if nothing can be written there
   */
  public static ResultsFolder at(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".tollgate", ".part"));
      return new ResultsFolder(folder);
    } catch (FileAlreadyExistsException e) {
      throw new BadInputException(
          folder + " cannot be written: " + e.getFile() + " is a file; expected a folder", e);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  /** Begins the journal of finished runs; what runs of an earlier experiment left goes. */
  RunJournal journal() {
    forgetRuns();
    try {
      return RunJournal.create(folder);
    } catch (IOException e) {
      throw unwritable(folder.resolve(RunJournal.NAME), e);
    }
  }

  /** Writes the files of one run into a folder of their own; without any there is none. */
  void writeRun(int number, Map<String, String> files) {
    if (files.isEmpty()) {
      return;
    }
    Path own = folder.resolve(RunFiles.folder(number));
    try {
      Files.createDirectories(own);
      for (Map.Entry<String, String> file : files.entrySet()) {
        AtomicFile.write(own.resolve(file.getKey()), writer -> writer.write(file.getValue()));
      }
    } catch (IOException e) {
      throw unwritable(own, e);
    }
  }

  private void forgetRuns() {
    try (DirectoryStream<Path> runs = Files.newDirectoryStream(folder, RunFiles.FOLDERS)) {
      for (Path run : runs) {
        forget(run);
      }
    } catch (IOException e) {
      throw unwritable(folder, e);
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

  /**
   * Writes {@code results.json}, {@code results.csv} and {@code report.html}, each as a whole.
   *
   * @throws BadInputException if that is not possible; what was there is then still there
   */
  public void write(Results results) {
    write(ResultsFile.NAME, writer -> ResultsFile.write(results, writer));
    render(results);
  }

  /** Writes only what is made from {@code results.json}. */
  public void render(Results results) {
    write(CsvReport.NAME, writer -> CsvReport.write(results, writer));
    write(HtmlReport.NAME, writer -> writer.write(HtmlReport.of(results)));
  }

  /** The report in it. */
  public Path report() {
    return folder.resolve(HtmlReport.NAME);
  }

  private void write(String name, AtomicFile.Content content) {
    Path file = folder.resolve(name);
    try {
      AtomicFile.write(file, content);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** The complaint that the journal cannot be continued. */
  BadInputException unwritableJournal(IOException problem) {
    return unwritable(folder.resolve(RunJournal.NAME), problem);
  }

  private static BadInputException unwritable(Path path, IOException problem) {
    String reason = problem.getMessage();
    if (problem instanceof AccessDeniedException) {
      reason = "permission denied";
    } else if (problem instanceof FileSystemException file && file.getReason() != null) {
      reason = file.getReason();
    }
    return new BadInputException(path + " cannot be written: " + reason, problem);
  }
}
