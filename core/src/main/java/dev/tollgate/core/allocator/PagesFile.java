package dev.tollgate.core.allocator;

import com.google.common.base.Joiner;
import com.google.common.primitives.Ints;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file {@code pages.json}: pictures of memory page by page, each as its changes against the one
 * before it.
 *
 * <p>{@code names}, {@code places} and {@code states} are tables, numbered from 0 by first
 * appearance, of texts; of what a cell is, {@code [kind, cache, what lives there, who asked]}, each
 * the number of a name; and of a cell's place and bytes, {@code [place, asked for, beyond the
 * request, metadata, free]}. {@code changes} are threes of numbers: cells to pass by, then cells
 * that change, then their state, or -1 if nobody holds them any more. A cell is {@code
 * framesPerCell} frames; its bytes sum up to those of the frames that are held.
 */
final class PagesFile {

  private static final int SCHEMA = 1;
  private static final int NOBODY = -1;
  private static final Joiner COMMAS = Joiner.on(',');

  private final PagePlaces known;
  private final long frames;
  private final int cellShift;
  private final Map<String, Integer> names = new LinkedHashMap<>();
  private final Map<Integer, Integer> placeNumbers = new LinkedHashMap<>();
  private final List<String> places = new ArrayList<>();
  private final Map<State, Integer> states = new LinkedHashMap<>();

  private record State(int place, int requested, int beyond, int metadata, int free) {}

  PagesFile(PagePlaces known, long frames, int cellShift) {
    this.known = known;
    this.frames = frames;
    this.cellShift = cellShift;
    names.put("", 0);
  }

  /**
   * The text.
   *
   * @param moments in the order of their events
   * @param most which of them holds most pages
   */
  String text(List<PageSnapshot> moments, int most) {
    StringBuilder lines = new StringBuilder();
    int[] cells = {};
    int[] before = {};
    for (PageSnapshot moment : moments) {
      int[] now = numbers(moment);
      lines.append(lines.length() == 0 ? "" : ",\n").append("    {\"event\": ");
      lines.append(moment.event).append(", \"time\": ").append(moment.time);
      lines.append(", \"held\": ").append(moment.held);
      lines.append(", \"requested\": ").append(moment.requested);
      lines.append(", \"beyond\": ").append(moment.beyond);
      lines.append(", \"metadata\": ").append(moment.metadata);
      lines.append(", \"free\": ").append(moment.free);
      lines.append(", \"changes\": [");
      appendChanges(lines, cells, before, moment.cells, now);
      lines.append("]}");
      cells = moment.cells;
      before = now;
    }
    StringBuilder text = new StringBuilder();
    text.append("{\n  \"schema\": ").append(SCHEMA);
    text.append(",\n  \"frameBytes\": ").append(PhysicalMemory.FRAME_BYTES);
    text.append(",\n  \"frames\": ").append(frames);
    text.append(",\n  \"framesPerCell\": ").append(1L << cellShift);
    text.append(",\n  \"most\": ").append(most);
    text.append(",\n  \"names\": [");
    COMMAS.appendTo(text, names.keySet().stream().map(PagesFile::quoted).iterator());
    text.append("],\n  \"places\": [");
    COMMAS.appendTo(text, places);
    text.append("],\n  \"states\": [");
    COMMAS.appendTo(text, states.keySet().stream().map(PagesFile::row).iterator());
    text.append("],\n  \"moments\": [\n").append(lines).append("\n  ]\n}\n");
    return text.toString();
  }

  private static String row(State state) {
    return "[%d,%d,%d,%d,%d]"
        .formatted(state.place, state.requested, state.beyond, state.metadata, state.free);
  }

  /** The state of each cell, by its number in the file. */
  private int[] numbers(PageSnapshot moment) {
    int[] numbers = new int[moment.size()];
    for (int i = 0; i < numbers.length; i++) {
      State state =
          new State(
              place(moment.places[i]),
              moment.parts[0][i],
              moment.parts[1][i],
              moment.parts[2][i],
              moment.parts[3][i]);
      Integer number = states.get(state);
      if (number == null) {
        number = states.size();
        states.put(state, number);
      }
      numbers[i] = number;
    }
    return numbers;
  }

  private int place(int place) {
    Integer number = placeNumbers.get(place);
    if (number == null) {
      PagePlaces.Place is = known.place(place);
      number = places.size();
      placeNumbers.put(place, number);
      places.add(
          "[%d,%d,%d,%d]"
              .formatted(
                  name(is.kind().word()), name(is.label()), name(is.source()), name(is.site())));
    }
    return number;
  }

  private int name(String name) {
    Integer number = names.get(name);
    if (number == null) {
      number = names.size();
      names.put(name, number);
    }
    return number;
  }

  private static void appendChanges(
      StringBuilder text, int[] oldCells, int[] oldStates, int[] newCells, int[] newStates) {
    int end = 0;
    int from = 0;
    int length = 0;
    int state = 0;
    int i = 0;
    int j = 0;
    boolean any = false;
    while (i < oldCells.length || j < newCells.length) {
      int old = i < oldCells.length ? oldCells[i] : Integer.MAX_VALUE;
      int cell = Math.min(old, j < newCells.length ? newCells[j] : Integer.MAX_VALUE);
      int before = old == cell ? oldStates[i++] : NOBODY;
      int now = j < newCells.length && newCells[j] == cell ? newStates[j++] : NOBODY;
      if (before == now) {
        continue;
      }
      if (length > 0 && cell == from + length && now == state) {
        length++;
        continue;
      }
      if (length > 0) {
        any = append(text, any, from - end, length, state);
        end = from + length;
      }
      from = cell;
      length = 1;
      state = now;
    }
    if (length > 0) {
      append(text, any, from - end, length, state);
    }
  }

  private static boolean append(StringBuilder text, boolean any, int skip, int length, int state) {
    text.append(any ? "," : "").append(Ints.join(",", skip, length, state));
    return true;
  }

  private static String quoted(String name) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
