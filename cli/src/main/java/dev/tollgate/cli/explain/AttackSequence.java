package dev.tollgate.cli.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.Json;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The shortest sequence of events that shows an attack, as the workload {@code errant} keeps it;
 * see docs/attacks.md.
 *
 * @param head what it shows
 * @param events in order
 */
record AttackSequence(JsonNode head, ImmutableList<JsonNode> events) {

  /** Name of the file in the folder of a run. */
  static final String NAME = "attack.jsonl";

  /**
   * The sequence in a file.
   *
   * @throws BadInputException if it cannot be read
   */
  static AttackSequence read(Path file) {
    try {
      ImmutableList.Builder<JsonNode> lines = ImmutableList.builder();
      for (String line : Splitter.on('\n').omitEmptyStrings().split(Files.readString(file))) {
        lines.add(Json.read(line, JsonNode.class));
      }
      ImmutableList<JsonNode> all = lines.build();
      if (all.isEmpty()) {
        throw new BadInputException(file + " is empty; expected the events of an attack");
      }
      return new AttackSequence(all.get(0), all.subList(1, all.size()));
    } catch (JsonProcessingException e) {
      throw new BadInputException(file + ": no sequence of events: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new BadInputException(file + " cannot be read: " + e, e);
    }
  }

  /** {@code stale-read: the device holds a secret}. */
  String title() {
    String harm =
        switch (head.path("harm").asText()) {
          case "read" -> "the device holds a secret";
          case "corrupted" -> "memory has changed that the device had no right to write";
          case "freelist" -> "the allocator's list of free memory is broken";
          case "rewritten" -> "the CPU used other bytes than it had checked";
          default -> head.path("harm").asText();
        };
    return head.path("attack").asText() + ": " + harm;
  }

  /** The last event: the strike that does the harm, unless something else shows it. */
  @Nullable JsonNode strike() {
    for (JsonNode event : events.reverse()) {
      if (event.path("event").asText().equals("strike")) {
        return event;
      }
    }
    return null;
  }

  /** The event that maps a mapping, or null. */
  @Nullable JsonNode map(long mapping) {
    for (JsonNode event : events) {
      if (event.path("event").asText().equals("map") && event.path("mapping").asLong() == mapping) {
        return event;
      }
    }
    return null;
  }

  /** A sentence for each event. */
  ImmutableList<String> sentences() {
    return events.stream().map(AttackSequence::sentence).collect(ImmutableList.toImmutableList());
  }

  private static String sentence(JsonNode event) {
    String buffer = "buffer " + event.path("buffer").asText();
    String mapping = "mapping " + event.path("mapping").asText();
    String device = "device " + event.path("device").asText();
    String write = event.path("write").asBoolean() ? "writes" : "reads";
    return switch (event.path("event").asText()) {
      case "allocate" ->
          "a driver takes %s, %s bytes at %s, and puts a secret into it"
              .formatted(buffer, event.path("size").asText(), event.path("physical").asText());
      case "free" -> "the driver gives " + buffer + " back to the allocator";
      case "fill" -> "the CPU puts a new secret into " + buffer;
      case "map" ->
          "the driver maps %s for %s as %s, %s, at bus address %s"
              .formatted(
                  buffer,
                  device,
                  mapping,
                  event.path("direction").asText().toLowerCase(Locale.ROOT).replace('_', ' '),
                  event.path("bus").asText());
      case "access" -> "%s %s %s, as it may: %s".formatted(device, write, mapping, outcome(event));
      case "sync" -> "the driver syncs " + mapping + " for the CPU";
      case "check" -> "the CPU looks at the first bytes of " + buffer + " and finds them good";
      case "use" -> "the CPU uses the bytes of " + buffer + " that it checked";
      case "unmap" -> "the driver unmaps " + mapping;
      case "wait" -> "time passes: " + event.path("picoseconds").asText() + " ps";
      case "traffic" ->
          "honest traffic of %s: %s steps%s"
              .formatted(
                  device,
                  event.path("steps").asText(),
                  event.has("part") ? ", " + event.path("part").asText() + " only" : "");
      case "strike" ->
          "%s %s %s bytes at %s, to which it has no right: %s%s"
              .formatted(
                  device,
                  write,
                  event.path("length").asText(),
                  event.path("bus").asText(),
                  outcome(event),
                  event.has("physical") ? ", memory at " + event.path("physical").asText() : "");
      case "take" ->
          "%s takes a page at %s as %s, and puts a secret into it"
              .formatted(guest(event), event.path("physical").asText(), buffer);
      case "grant" -> "domU grants " + buffer + " to dom0, which maps it, to read";
      case "revoke" -> "domU revokes the grant of %s: %s".formatted(buffer, outcome(event));
      case "release" -> "dom0 ends its mapping of the grant of " + buffer;
      case "surrender" -> "its guest gives " + buffer + " back to the hypervisor";
      case "receive" ->
          "in place of buffer %s its guest gets a page at %s from the hypervisor, and puts a secret into it as %s"
              .formatted(event.path("place").asText(), event.path("physical").asText(), buffer);
      default -> event.toString();
    };
  }

  private static String guest(JsonNode event) {
    return event.path("guest").asInt() == 0 ? "dom0" : "domU";
  }

  private static String outcome(JsonNode event) {
    return event.path("outcome").asText("?");
  }
}
