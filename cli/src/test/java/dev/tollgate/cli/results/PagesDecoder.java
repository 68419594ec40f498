package dev.tollgate.cli.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code pages.json} as {@code docs/results.md} describes it. */
public final class PagesDecoder {

  private PagesDecoder() {}

  /**
   * A cell.
   *
   * @param parts bytes asked for, beyond the request, metadata, free
   */
  public record Cell(String kind, String cache, String source, String site, List<Long> parts) {

    /** All bytes of it that somebody holds. */
    public long bytes() {
      return parts.stream().mapToLong(Long::longValue).sum();
    }

    /** Whether the allocator holds it. */
    public boolean isAllocators() {
      return !List.of("reserved", "kernel's own", "programs").contains(kind);
    }
  }

  /** A moment, with every cell that somebody holds by its number. */
  public record Moment(long event, long held, List<Long> sums, SortedMap<Integer, Cell> cells) {}

  /** All moments of a file. */
  public static List<Moment> moments(String text) {
    JsonNode file = (JsonNode) Json.tree(text);
    List<Moment> moments = new ArrayList<>();
    SortedMap<Integer, Cell> cells = new TreeMap<>();
    for (JsonNode moment : file.get("moments")) {
      JsonNode changes = moment.get("changes");
      int cell = 0;
      for (int i = 0; i < changes.size(); i += 3) {
        cell += changes.get(i).intValue();
        for (int n = changes.get(i + 1).intValue(); n > 0; n--, cell++) {
          int state = changes.get(i + 2).intValue();
          if (state < 0) {
            cells.remove(cell);
          } else {
            cells.put(cell, cell(file, file.get("states").get(state)));
          }
        }
      }
      moments.add(
          new Moment(
              moment.get("event").longValue(),
              moment.get("held").longValue(),
              List.of(
                  moment.get("requested").longValue(),
                  moment.get("beyond").longValue(),
                  moment.get("metadata").longValue(),
                  moment.get("free").longValue()),
              new TreeMap<>(cells)));
    }
    return moments;
  }

  private static Cell cell(JsonNode file, JsonNode state) {
    JsonNode place = file.get("places").get(state.get(0).intValue());
    List<Long> parts = new ArrayList<>();
    for (int part = 1; part < state.size(); part++) {
      parts.add(state.get(part).longValue());
    }
    return new Cell(
        name(file, place, 0),
        name(file, place, 1),
        name(file, place, 2),
        name(file, place, 3),
        parts);
  }

  private static String name(JsonNode file, JsonNode place, int column) {
    return file.get("names").get(place.get(column).intValue()).textValue();
  }
}
