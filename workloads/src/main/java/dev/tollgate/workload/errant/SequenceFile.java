package dev.tollgate.workload.errant;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Sequences of events as files of JSON lines; {@code docs/attacks.md} describes them. */
final class SequenceFile {

  /** Name of the file in the folder of a run. */
  static final String NAME = "attack.jsonl";

  /** Version of the layout. */
  static final int VERSION = 1;

  private static final JsonFactory JSON = new JsonFactory();

  private SequenceFile() {}

  /** What a file holds. */
  record Sequence(Attack attack, ImmutableList<Event> events) {}

  /**
   * Reads a file.
   *
   * @throws BadInputException if it cannot be read or is not such a file
   */
  static Sequence read(String file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e, e);
    }
    return parse(file, lines);
  }

  /**
   * Reads the lines of a file.
   *
   * @throws BadInputException if they are not such a file, naming the line
   */
  static Sequence parse(String file, List<String> lines) {
    if (lines.isEmpty()) {
      throw BadInputException.at(file, 1, "is empty; expected the first line of a sequence");
    }
    Attack attack = new EventReader(file, 1, lines.get(0)).attack();
    ImmutableList.Builder<Event> events = ImmutableList.builder();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        events.add(new EventReader(file, i + 1, lines.get(i)).event());
      }
    }
    return new Sequence(attack, events.build());
  }

  /** A whole file. */
  static String text(Attack attack, Harm harm, int events, int recorded, List<String> lines) {
    String first =
        line(
            json -> {
              json.writeNumberField("sequence", VERSION);
              json.writeStringField("attack", attack.word());
              json.writeStringField("harm", harm.word());
              json.writeNumberField("events", events);
              json.writeNumberField("recorded", recorded);
            });
    return first + "\n" + String.join("\n", lines) + "\n";
  }

  /** An event that has just happened, and what was seen of it. */
  static String line(Event event, Scene scene) {
    return line(json -> write(event, scene, json));
  }

  private static void write(Event event, Scene scene, JsonGenerator json) throws IOException {
    json.writeStringField("event", word(event));
    if (event instanceof Event.Allocate it) {
      json.writeNumberField("buffer", it.buffer());
      json.writeNumberField("size", it.size());
      address(json, "physical", scene.buffers().physical(scene.buffer(it.buffer())));
    } else if (event instanceof Event.Free it) {
      json.writeNumberField("buffer", it.buffer());
    } else if (event instanceof Event.Fill it) {
      json.writeNumberField("buffer", it.buffer());
    } else if (event instanceof Event.Check it) {
      json.writeNumberField("buffer", it.buffer());
    } else if (event instanceof Event.Use it) {
      json.writeNumberField("buffer", it.buffer());
      json.writeStringField("outcome", scene.latest().word());
    } else if (event instanceof Event.Map it) {
      json.writeNumberField("device", it.device());
      json.writeNumberField("buffer", it.buffer());
      json.writeNumberField("mapping", it.mapping());
      json.writeStringField("direction", it.direction().name());
      address(json, "bus", scene.mappings().bus(it.mapping()));
    } else if (event instanceof Event.Access it) {
      json.writeNumberField("device", scene.mappings().device(it.mapping()));
      json.writeNumberField("mapping", it.mapping());
      json.writeBooleanField("write", it.write());
      json.writeStringField("outcome", scene.accessOutcome());
    } else if (event instanceof Event.Sync it) {
      json.writeNumberField("mapping", it.mapping());
    } else if (event instanceof Event.Unmap it) {
      json.writeNumberField("mapping", it.mapping());
    } else if (event instanceof Event.Wait it) {
      json.writeNumberField("picoseconds", it.picoseconds());
    } else if (event instanceof Event.Traffic it) {
      json.writeNumberField("device", Scene.BYSTANDER);
      json.writeNumberField("steps", it.steps());
      if (it.part() != Event.Part.ALL) {
        json.writeStringField("part", it.part().name().toLowerCase(Locale.ROOT));
      }
    } else if (event instanceof Event.Strike it) {
      json.writeNumberField("device", Striker.ERRANT);
      json.writeNumberField("mapping", it.mapping());
      json.writeNumberField("offset", it.offset());
      struck(
          json, it.length(), it.write(), scene.mappings().bus(it.mapping()) + it.offset(), scene);
    } else if (event instanceof Event.StrikeAt it) {
      json.writeNumberField("device", Striker.ERRANT);
      struck(json, it.length(), it.write(), it.bus(), scene);
    } else {
      writeOfGuests(event, scene, json);
    }
    json.writeNumberField("at", scene.machine().now());
  }

  private static void writeOfGuests(Event event, Scene scene, JsonGenerator json)
      throws IOException {
    if (event instanceof Event.Take it) {
      json.writeNumberField("guest", it.guest());
      json.writeNumberField("buffer", it.buffer());
      address(json, "physical", scene.buffers().physical(scene.buffer(it.buffer())));
    } else if (event instanceof Event.Receive it) {
      json.writeNumberField("buffer", it.buffer());
      json.writeNumberField("place", it.place());
      address(json, "physical", scene.buffers().physical(scene.buffer(it.buffer())));
    } else if (event instanceof Event.Grant it) {
      json.writeNumberField("buffer", it.buffer());
    } else if (event instanceof Event.Revoke it) {
      json.writeNumberField("buffer", it.buffer());
      json.writeStringField("outcome", scene.guests().isGranted(it.buffer()) ? "refused" : "ended");
    } else if (event instanceof Event.Release it) {
      json.writeNumberField("buffer", it.buffer());
    } else if (event instanceof Event.Surrender it) {
      json.writeNumberField("buffer", it.buffer());
    }
  }

  private static void struck(JsonGenerator json, int length, boolean write, long bus, Scene scene)
      throws IOException {
    json.writeNumberField("length", length);
    json.writeBooleanField("write", write);
    address(json, "bus", bus);
    json.writeStringField("outcome", scene.latest().word());
    if (scene.reached() != AddressTranslation.FAULT) {
      address(json, "physical", scene.reached());
    }
  }

  /** The word that names what kind of event it is. */
  private static String word(Event event) {
    return event instanceof Event.StrikeAt
        ? "strike"
        : event.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static void address(JsonGenerator json, String key, long address) throws IOException {
    json.writeStringField(key, "0x" + Long.toHexString(address));
  }

  /** What stands between the braces of a line. */
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static String line(Fields fields) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString();
  }
}
