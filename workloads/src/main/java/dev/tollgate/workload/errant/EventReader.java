package dev.tollgate.workload.errant;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.util.Locale;
import java.util.TreeMap;

/** One line of a file with a sequence of events. */
final class EventReader {

  private static final JsonFactory JSON = new JsonFactory();

  private final String file;
  private final int number;
  private final TreeMap<String, String> fields = new TreeMap<>();

  /**
   * Reads a line.
   *
   * @throws BadInputException unless it is an object of texts, numbers and truth values
   */
  EventReader(String file, int number, String line) {
    this.file = file;
    this.number = number;
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw complaint("expected an object in braces");
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String key = json.currentName();
        if (!json.nextToken().isScalarValue()) {
          throw complaint(key + " is neither a text, a number nor a truth value");
        }
        if (fields.put(key, json.getText()) != null) {
          throw complaint(key + " stands there twice");
        }
      }
      if (json.nextToken() != null) {
        throw complaint("expected nothing behind the object");
      }
    } catch (IOException e) {
      throw new BadInputException(
          "%s:%d: is not JSON: %s".formatted(file, number, e.getMessage()), e);
    }
  }

  /** The attack that the first line names. */
  Attack attack() {
    if (integer("sequence", 0, Integer.MAX_VALUE) != SequenceFile.VERSION) {
      throw complaint(
          "has layout %s; expected %d".formatted(fields.get("sequence"), SequenceFile.VERSION));
    }
    String word = text("attack");
    if (!Attack.words().contains(word)) {
      throw complaint("attack is %s; expected one of %s".formatted(word, Attack.words()));
    }
    return Attack.of(word);
  }

  /** The event of a line. */
  Event event() {
    return switch (text("event")) {
      case "allocate" -> new Event.Allocate(buffer(), (int) integer("size", 1, 2048));
      case "free" -> new Event.Free(buffer());
      case "fill" -> new Event.Fill(buffer());
      case "check" -> new Event.Check(buffer());
      case "use" -> new Event.Use(buffer());
      case "map" ->
          new Event.Map(
              (int) integer("device", 0, Scene.DEVICES.size() - 1),
              buffer(),
              mapping(),
              choice("direction", DmaDirection.class));
      case "access" -> new Event.Access(mapping(), truth("write"));
      case "sync" -> new Event.Sync(mapping());
      case "unmap" -> new Event.Unmap(mapping());
      case "wait" -> new Event.Wait(integer("picoseconds", 0, Long.MAX_VALUE));
      case "traffic" ->
          new Event.Traffic(
              (int) integer("steps", 0, Integer.MAX_VALUE),
              fields.containsKey("part") ? choice("part", Event.Part.class) : Event.Part.ALL);
      case "strike" -> strike();
      case "take" -> new Event.Take((int) integer("guest", 0, 1), buffer());
      case "grant" -> new Event.Grant(buffer());
      case "revoke" -> new Event.Revoke(buffer());
      case "release" -> new Event.Release(buffer());
      case "surrender" -> new Event.Surrender(buffer());
      case "receive" ->
          new Event.Receive(buffer(), (int) integer("place", 1, Scene.MOST_NAMES - 1));
      default ->
          throw complaint(
              "event is %s; expected one of allocate, free, fill, check, use, map, access, sync,"
                      .formatted(text("event"))
                  + " unmap, wait, traffic, strike, take, grant, revoke, release, surrender,"
                  + " receive");
    };
  }

  private Event strike() {
    boolean write = truth("write");
    int length = (int) integer("length", 1, 4096);
    return fields.containsKey("mapping")
        ? new Event.Strike(mapping(), integer("offset", -1L << 40, 1L << 40), length, write)
        : new Event.StrikeAt(integer("bus", 0, Long.MAX_VALUE), length, write);
  }

  private int buffer() {
    return (int) integer("buffer", 1, Scene.MOST_NAMES - 1);
  }

  private int mapping() {
    return (int) integer("mapping", 1, Scene.MOST_NAMES - 1);
  }

  private boolean truth(String key) {
    String word = text(key);
    if (!word.equals("true") && !word.equals("false")) {
      throw complaint("%s is %s; expected true or false".formatted(key, word));
    }
    return word.equals("true");
  }

  private <E extends Enum<E>> E choice(String key, Class<E> choices) {
    String word = text(key);
    for (E choice : choices.getEnumConstants()) {
      if (choice.name().equals(word.toUpperCase(Locale.ROOT))) {
        return choice;
      }
    }
    throw complaint(
        "%s is %s; expected one of %s"
            .formatted(key, word, java.util.Arrays.toString(choices.getEnumConstants())));
  }

  private long integer(String key, long least, long most) {
    String word = text(key);
    long value;
    try {
      value = Long.decode(word);
    } catch (NumberFormatException e) {
      throw new BadInputException(
          "%s:%d: %s is %s; expected a whole number".formatted(file, number, key, word), e);
    }
    if (value < least || value > most) {
      throw complaint("%s is %d; expected %d to %d".formatted(key, value, least, most));
    }
    return value;
  }

  private String text(String key) {
    String value = fields.get(key);
    if (value == null) {
      throw complaint("%s is missing; there are %s".formatted(key, fields.keySet()));
    }
    return value;
  }

  private BadInputException complaint(String what) {
    return BadInputException.at(file, number, what);
  }
}
