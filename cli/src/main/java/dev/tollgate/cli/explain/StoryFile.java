package dev.tollgate.cli.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.AtomicFile;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The stories kept in the folder {@code explained} of a folder of results. */
public final class StoryFile {

  private static final String FOLDER = "explained";

  private StoryFile() {}

  /**
   * Keeps a story.
   *
   * @throws BadInputException if it cannot be written
   */
  public static void write(Path folder, Story story) {
    Path file = folder.resolve(FOLDER).resolve(name(story));
    try {
      Files.createDirectories(folder.resolve(FOLDER));
      AtomicFile.write(file, writer -> writer.write(Json.pretty(story)));
    } catch (IOException e) {
      throw new BadInputException(file + " cannot be written: " + e, e);
    }
  }

  private static String name(Story story) {
    return story.attack() == null
        ? "run-%d-buffer-%d.json".formatted(story.run(), story.buffer())
        : "run-%d-attack.json".formatted(story.run());
  }

  /**
   * The stories of runs that results still hold, by run and buffer; those of runs that have been
   * replaced by others are left out.
   *
   * @throws BadInputException if one cannot be read
   */
  public static ImmutableList<Story> read(Path folder, Results results) {
    Path stories = folder.resolve(FOLDER);
    if (!Files.isDirectory(stories)) {
      return ImmutableList.of();
    }
    try (Stream<Path> files = Files.list(stories)) {
      List<Path> sorted = files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      ImmutableList.Builder<Story> found = ImmutableList.builder();
      for (Path file : sorted) {
        Story story = parse(file, Files.readString(file));
        if (results.runs().stream().anyMatch(run -> isOf(story, run))) {
          found.add(story);
        }
      }
      return ImmutableList.sortedCopyOf(
          Comparator.comparingInt(Story::run).thenComparingInt(Story::buffer), found.build());
    } catch (IOException e) {
      throw new BadInputException(stories + " cannot be read: " + e, e);
    }
  }

  private static Story parse(Path file, String text) {
    try {
      return Json.read(text, Story.class);
    } catch (JsonProcessingException e) {
      throw new BadInputException(file + ": no story of a buffer: " + e.getOriginalMessage(), e);
    }
  }

  private static boolean isOf(Story story, RunRecord run) {
    return run.number() == story.run() && Json.line(run.spec()).equals(Json.line(story.spec()));
  }
}
