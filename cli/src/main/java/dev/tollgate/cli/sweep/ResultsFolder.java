package dev.tollgate.cli.sweep;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.experiment.PlannedRun;
import dev.tollgate.cli.explain.StoryFile;
import dev.tollgate.cli.explain.StorySection;
import dev.tollgate.cli.report.CsvReport;
import dev.tollgate.cli.report.HtmlReport;
import dev.tollgate.cli.report.NeighbourTable;
import dev.tollgate.cli.report.SummaryCsv;
import dev.tollgate.cli.results.AtomicFile;
import dev.tollgate.cli.results.Neighbours;
import dev.tollgate.cli.results.PagePictures;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunJournal;
import dev.tollgate.cli.results.RunJournal.Line;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.safety.NeighboursFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A folder that receives results. */
public final class ResultsFolder {

  private final Path folder;
  private final RunFolders runs;

  private ResultsFolder(Path folder) {
    this.folder = folder;
    this.runs = new RunFolders(folder);
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

  /**
   * Opens the journal of finished runs.
   *
   * @throws BadInputException if somebody else is writing it
   */
  RunJournal journal() {
    try {
      return RunJournal.open(folder);
    } catch (IOException e) {
      throw unwritable(folder.resolve(RunJournal.NAME), e);
    }
  }

  /**
   * The runs of the journal that are planned again and need not be done again, at the places they
   * now have. Everything else that runs left here goes.
   *
   * @param digest tells which runs are the same one
   */
  ImmutableList<Line> keep(RunJournal journal, List<PlannedRun> planned, RunDigest digest)
      throws IOException {
    // Parts of an experiment may hold the same run twice: each line serves one of them.
    Map<String, ArrayDeque<Line>> lines = new HashMap<>();
    for (Line line : journal.lines()) {
      if (line.digest() != null && line.run().finished() && runs.areIntact(line)) {
        lines.computeIfAbsent(line.digest(), digested -> new ArrayDeque<>()).add(line);
      }
    }
    ImmutableList.Builder<Line> before = ImmutableList.builder();
    ImmutableList.Builder<Line> after = ImmutableList.builder();
    for (PlannedRun run : planned) {
      String same = digest.of(run);
      ArrayDeque<Line> known = same == null ? null : lines.get(same);
      Line line = known == null ? null : known.poll();
      if (line != null) {
        before.add(line);
        after.add(line.with(line.run().at(run.number(), run.coordinates())));
      }
    }
    runs.arrange(before.build(), after.build());
    journal.restart(after.build());
    return after.build();
  }

  /** Deletes what runs left here, so that all of them are done again. */
  public void forgetRuns() {
    try (RunJournal journal = journal()) {
      keep(journal, ImmutableList.of(), RunDigest.NONE);
    } catch (IOException e) {
      throw unwritableJournal(e);
    }
  }

  /** Writes the files of one run into a folder of their own; without any there is none. */
  void writeRun(int number, Map<String, String> files) {
    try {
      runs.write(number, files);
    } catch (IOException e) {
      throw unwritable(runs.of(number), e);
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
    if (results.summary().isEmpty()) {
      deleteSummary();
    } else {
      write(SummaryCsv.NAME, writer -> SummaryCsv.write(results, writer));
    }
    String report =
        HtmlReport.of(
            results,
            PagePictures.read(folder, results),
            NeighbourTable.of(
                results,
                Neighbours.read(folder, results, NeighboursFile.NAME),
                Neighbours.read(folder, results, NeighboursFile.RECORDED)),
            ImmutableList.of(new StorySection(StoryFile.read(folder, results))));
    write(HtmlReport.NAME, writer -> writer.write(report));
  }

  /** One that an earlier experiment left would be taken for part of these results. */
  private void deleteSummary() {
    Path file = folder.resolve(SummaryCsv.NAME);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /**
   * Writes one more page made from {@code results.json}.
   *
   * @return where it is
   */
  public Path writePage(String name, String page) {
    write(name, writer -> writer.write(page));
    return folder.resolve(name);
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
