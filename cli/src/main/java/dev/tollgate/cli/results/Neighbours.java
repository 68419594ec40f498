package dev.tollgate.cli.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.safety.NeighbourRow;
import dev.tollgate.core.safety.NeighboursFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a run said of the bytes that devices could reach beside their buffers.
 *
 * @param picoseconds length of the run
 * @param rows by domain, kind and asker
 */
public record Neighbours(long picoseconds, ImmutableList<NeighbourRow> rows) {

  private static final int SCHEMA = 1;

  /**
   * What the runs in a folder of results left, by their numbers; runs that left none are missing.
   *
   * @param name of the file in each run's folder, one of those of {@link NeighboursFile}
   * @throws BadInputException if a file cannot be read or understood
   */
  public static ImmutableSortedMap<Integer, Neighbours> read(
      Path folder, Results results, String name) {
    ImmutableSortedMap.Builder<Integer, Neighbours> all = ImmutableSortedMap.naturalOrder();
    for (RunRecord run : results.runs()) {
      Path file = folder.resolve(RunFiles.folder(run.number())).resolve(name);
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
   * The content of a file.
   *
   * @param name of the file, for complaints
   * @throws BadInputException if the text cannot be understood
   */
  public static Neighbours parse(String name, String text) {
    JsonNode tree;
    try {
      tree = Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new BadInputException(name + ": no neighbours: " + e.getOriginalMessage(), e);
    }
    if (tree.path("schema").asInt() != SCHEMA) {
      throw new BadInputException(
          "%s: written with schema %s; this Tollgate reads schema %d"
              .formatted(name, tree.path("schema").asText("?"), SCHEMA));
    }
    ImmutableList.Builder<NeighbourRow> rows = ImmutableList.builder();
    for (JsonNode row : tree.path("rows")) {
      rows.add(
          new NeighbourRow(
              row.path("domain").asInt(),
              row.path("kind").asText(),
              row.path("site").asText(),
              row.path("source").asText(),
              row.path("reach").asLong(),
              row.path("stale").asLong(),
              row.path("most").asLong()));
    }
    return new Neighbours(tree.path("picoseconds").asLong(), rows.build());
  }
}
