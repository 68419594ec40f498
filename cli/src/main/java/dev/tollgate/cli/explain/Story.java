package dev.tollgate.cli.explain;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.SpecRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of one buffer of a run, as it is kept beside the results.
 *
 * @param run number of the run
 * @param name of the run, for readers
 * @param spec of the run: the story is that of another run if this differs
 * @param buffer number of the mapping, from 1
 * @param device it was mapped for
 * @param bus where the device found it, hexadecimal
 * @param physical first byte of the driver's buffer, hexadecimal
 * @param size bytes
 * @param direction what the device was entitled to
 * @param window picoseconds from the unmap until no page of it led a device to where it had led;
 *     null if it was never unmapped
 * @param open whether that had not come at the end of the run
 * @param events what happened, in order
 * @param leftOut how many more events there were than a story holds
 * @param attack what attack it shows, if it is told of the shortest sequence that shows one; else
 *     null
 * @param sequence the events of that sequence, a sentence each
 */
public record Story(
    int run,
    String name,
    SpecRecord spec,
    int buffer,
    int device,
    String bus,
    String physical,
    long size,
    String direction,
    @Nullable Long window,
    boolean open,
    List<Event> events,
    int leftOut,
    @Nullable String attack,
    List<String> sequence) {

  /** Copies what it is given. */
  public Story {
    events = ImmutableList.copyOf(events);
    sequence = ImmutableList.copyOf(sequence);
  }

  /** The story of an attack on memory that was never mapped. */
  static Story ofNoBuffer(
      int run, String name, SpecRecord spec, String shown, List<String> sentences) {
    return new Story(
        run, name, spec, 0, 0, "", "", 0, "", null, false, ImmutableList.of(), 0, shown, sentences);
  }

  /** The same story as that of an attack. */
  Story of(String shown, List<String> sentences) {
    return new Story(
        run, name, spec, buffer, device, bus, physical, size, direction, window, open, events,
        leftOut, shown, sentences);
  }

  /**
   * Something that happened to the buffer or its I/O pages.
   *
   * @param at when, in picoseconds
   * @param kind one word: {@code map}, {@code entry}, {@code fill}, {@code access}, {@code unmap},
   *     {@code forget}, {@code evict}, {@code stray}, {@code reuse}, {@code share}
   * @param text what, as a sentence without full stop
   * @param before bytes of the table's entry before, hexadecimal; null if no entry changed
   * @param after bytes of the entry afterwards
   * @param entitled whether the driver then entitled the device to the buffer
   * @param entry whether an entry then led to one of its pages
   * @param cached whether the unit then held the translation of one of its pages
   * @param times how often it happened in a row
   */
  public record Event(
      long at,
      String kind,
      String text,
      @Nullable String before,
      @Nullable String after,
      boolean entitled,
      boolean entry,
      boolean cached,
      int times) {

    boolean isLike(Event other) {
      return kind.equals(other.kind)
          && text.equals(other.text)
          && before == null
          && other.before == null
          && entitled == other.entitled
          && entry == other.entry
          && cached == other.cached;
    }

    Event more() {
      return new Event(at, kind, text, before, after, entitled, entry, cached, times + 1);
    }
  }
}
