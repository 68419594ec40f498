package dev.tollgate.cli.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.allocator.PageTimeline;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The pictures of memory page by page that runs left in their folders. */
public final class PagePictures {

  private static final int SCHEMA = 1;

  private PagePictures() {}

  /**
   * Where memory stood at one moment.
   *
   * @param event how many events had passed
   * @param held pages that the allocator held
   * @param requested bytes in them that were asked for; then those beyond, metadata, free
   */
  public record Moment(
      long event, long held, long requested, long beyond, long metadata, long free) {}

  /**
   * What one run left.
   *
   * @param text all of it, on one line
   * @param most the moment with most pages held
   * @param end the last moment
   */
  public record Pictures(String text, Moment most, Moment end) {}

  /**
   * The pictures in a folder of results, by the number of their run; runs without any are missing.
   *
   * @throws BadInputException if a file cannot be read or understood
   */
  public static ImmutableSortedMap<Integer, Pictures> read(Path folder, Results results) {
    ImmutableSortedMap.Builder<Integer, Pictures> all = ImmutableSortedMap.naturalOrder();
    for (RunRecord run : results.runs()) {
      Path file = folder.resolve(RunFiles.folder(run.number())).resolve(PageTimeline.FILE);
      if (run.finished() && Files.isRegularFile(file)) {
        try {
          all.put(run.number(), parse(file.toString(), Files.readString(file)));
        } catch (IOException e) {
          throw new BadInputException(file + " cannot be read: " + e, e);
        }
      }
    }
    return all.buildOrThrow();
  }

  /**
   * Pictures from the text of a file.
   *
   * @param name of the file, for complaints
   * @throws BadInputException if the text cannot be understood
   */
  public static Pictures parse(String name, String text) {
    JsonNode tree;
    try {
      tree = Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new BadInputException(name + ": no pictures of memory: " + e.getOriginalMessage(), e);
    }
    if (tree.path("schema").asInt() != SCHEMA) {
      throw new BadInputException(
          "%s: written with schema %s; this Tollgate reads schema %d"
              .formatted(name, tree.path("schema").asText("?"), SCHEMA));
    }
    List<Moment> moments = new ArrayList<>();
    tree.path("moments").forEach(moment -> moments.add(moment(moment)));
    int most = tree.path("most").asInt(-1);
    if (most < 0 || most >= moments.size()) {
      throw new BadInputException(
          "%s: most is %s; expected the number of one of its %d moments"
              .formatted(name, tree.path("most").asText("missing"), moments.size()));
    }
    return new Pictures(Json.line(tree), moments.get(most), moments.get(moments.size() - 1));
  }

  private static Moment moment(JsonNode moment) {
    return new Moment(
        moment.path("event").asLong(),
        moment.path("held").asLong(),
        moment.path("requested").asLong(),
        moment.path("beyond").asLong(),
        moment.path("metadata").asLong(),
        moment.path("free").asLong());
  }
}
