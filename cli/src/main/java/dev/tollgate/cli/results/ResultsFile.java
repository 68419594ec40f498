package dev.tollgate.cli.results;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file {@code results.json} of a folder of results. */
public final class ResultsFile {

  /** Its name. */
  public static final String NAME = "results.json";

  private ResultsFile() {}

  /** The content of the file for {@code results}. */
  static String text(Results results) {
    return Json.pretty(results);
  }

  /** Writes the content of the file. */
  public static void write(Results results, Writer writer) throws IOException {
    Json.pretty(results, writer);
  }

  /**
   * The results in a folder.
   *
   * @throws BadInputException if there are none, or they cannot be understood
   */
  public static Results read(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.isDirectory(folder)) {
      throw new BadInputException(
          folder
              + (Files.exists(folder) ? " is no folder" : " does not exist")
              + "; expected a folder of results, as made with --out");
    }
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(folder + " holds no " + NAME + "; it is no folder of results");
    }
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new BadInputException(file + " cannot be read: " + e, e);
    }
  }

  /**
   * Results from the text of a file.
   *
   * @param name of the file, for complaints
   * @throws BadInputException if the text cannot be understood
   */
  public static Results parse(String name, String text) {
    try {
      JsonNode tree = Json.MAPPER.readTree(text);
      JsonNode schema = tree.path("schema");
      if (!schema.isIntegralNumber()) {
        throw new BadInputException(name + ": no results of Tollgate: the key schema is missing");
      }
      if (schema.longValue() != Results.SCHEMA) {
        throw new BadInputException(
            "%s: written with schema %s by Tollgate %s; this one reads schema %d"
                .formatted(name, schema, tree.path("tollgate").asText("?"), Results.SCHEMA));
      }
      return Json.MAPPER.readValue(text, Results.class);
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      String problem = "no results of Tollgate: " + e.getOriginalMessage();
      throw place == null
          ? new BadInputException(name + ": " + problem, e)
          : BadInputException.at(name, place.getLineNr(), problem);
    }
  }
}
