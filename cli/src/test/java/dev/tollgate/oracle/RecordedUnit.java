package dev.tollgate.oracle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * What a recorded machine's own IOMMU held and forgot, from its kernel's trace and its unit's log
 * alone. Written apart from the product, line by line and without its readers, to judge it by.
 * Times are microseconds.
 *
 * <p>The clocks are brought together by what must hold of every fill: it shows the page's frame, so
 * it came while the trace had that page mapped to that frame. The distance that most fills allow is
 * taken, and of a range of such distances the largest.
 */
final class RecordedUnit {

  private static final Pattern MAPPING =
      Pattern.compile(
          " (\\d+)\\.(\\d{6}): (map|unmap): IOMMU: iova=0x(\\w+) - 0x(\\w+)(?: paddr=0x(\\w+))?");
  private static final Pattern LOGGED = Pattern.compile("@(\\d+)\\.(\\d{6}):vtd_(\\w+) (.*)");
  private static final Pattern FILL = Pattern.compile("iova 0x(\\w+) slpte 0x(\\w+)");
  private static final Pattern CHOSEN = Pattern.compile("addr 0x(\\w+) mask 0x(\\w+)");

  /** In the order in which they count within one microsecond. */
  private enum Kind {
    MAP,
    ACCESS,
    UNMAP,
    FORGET,
    FORGET_ALL
  }

  private record Event(long time, Kind kind, long page, long pages, long frame) {}

  private record Span(long from, long to) {}

  private final String domain;
  private final List<Event> kernel = new ArrayList<>();
  private final List<Event> unit = new ArrayList<>();
  private final Map<List<Long>, List<Span>> mapped = new HashMap<>(); // by page and frame

  /** Lengths of the windows that ended, ascending: 0 for pages that the unit did not hold. */
  final List<Long> windows = new ArrayList<>();

  /** When it was made to forget the whole domain, by the trace's clock, within its time. */
  final List<Long> wholeInvalidations = new ArrayList<>();

  /** Orders to forget chosen pages, within the trace's time. */
  int chosenInvalidations;

  /** Ranges that the trace unmaps. */
  int unmaps;

  RecordedUnit(Path trace, Path log, String domain) throws IOException {
    this.domain = domain;
    eachMatch(trace, MAPPING, this::readMapping);
    eachMatch(log, LOGGED, this::readLogged);
    play(distance());
    Collections.sort(windows);
  }

  private interface MatchReader {
    void read(Matcher line);
  }

  private static void eachMatch(Path file, Pattern pattern, MatchReader reader) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher match = pattern.matcher(line);
        if (match.find()) {
          reader.read(match);
        }
      }
    }
  }

  private static long time(Matcher line, int group) {
    return Long.parseLong(line.group(group)) * 1_000_000 + Long.parseLong(line.group(group + 1));
  }

  private static long page(String address) {
    return Long.parseUnsignedLong(address, 16) >>> 12;
  }

  private void readMapping(Matcher line) {
    long first = page(line.group(4));
    boolean isMap = line.group(3).equals("map");
    kernel.add(
        new Event(
            time(line, 1),
            isMap ? Kind.MAP : Kind.UNMAP,
            first,
            page(line.group(5)) - first,
            isMap ? page(line.group(6)) : -1));
    unmaps += isMap ? 0 : 1;
  }

  private void readLogged(Matcher line) {
    String what = line.group(3);
    String text = line.group(4);
    long time = time(line, 1);
    if (what.startsWith("iotlb_page") && text.endsWith("domain " + domain)) {
      Matcher fill = FILL.matcher(text);
      if (fill.find()) {
        long frame = what.endsWith("update") ? page(fill.group(2)) : -1;
        unit.add(new Event(time, Kind.ACCESS, page(fill.group(1)), 1, frame));
      }
    } else if (what.equals("inv_desc_iotlb_domain") && text.endsWith("domain " + domain)) {
      unit.add(new Event(time, Kind.FORGET_ALL, 0, 0, -1));
    } else if (what.equals("inv_desc_iotlb_pages") && text.contains("domain " + domain + " ")) {
      Matcher chosen = CHOSEN.matcher(text);
      if (chosen.find()) {
        long pages = 1L << Long.parseLong(chosen.group(2), 16);
        unit.add(new Event(time, Kind.FORGET, page(chosen.group(1)), pages, -1));
      }
    }
  }

  /** What the log's clock is ahead of the trace's. */
  private long distance() {
    noteSpans();
    List<long[]> bounds = new ArrayList<>(); // a distance, and whether ranges begin or end there
    for (Event fill : unit) {
      for (Span span : mapped.getOrDefault(List.of(fill.page, fill.frame), List.of())) {
        bounds.add(new long[] {fill.time - span.to, 0});
        bounds.add(new long[] {fill.time - span.from, 1});
      }
    }
    bounds.sort(Comparator.<long[]>comparingLong(at -> at[0]).thenComparingLong(at -> at[1]));
    int open = 0;
    int most = 0;
    long best = 0;
    for (long[] bound : bounds) {
      if (bound[1] == 0) {
        open++;
      } else {
        if (open > most) {
          most = open;
          best = bound[0];
        }
        open--;
      }
    }
    return best;
  }

  private void noteSpans() {
    Map<Long, Event> live = new HashMap<>();
    for (Event event : kernel) {
      for (long i = 0; i < event.pages; i++) {
        long page = event.page + i;
        Event before = event.kind == Kind.MAP ? null : live.remove(page);
        if (event.kind == Kind.MAP) {
          live.put(page, event);
        } else if (before != null) {
          mapped
              .computeIfAbsent(
                  List.of(page, before.frame + page - before.page), key -> new ArrayList<>())
              .add(new Span(before.time, event.time));
        }
      }
    }
  }

  private void play(long distance) {
    long first = kernel.get(0).time;
    long last = kernel.get(kernel.size() - 1).time;
    List<Event> all = new ArrayList<>(kernel);
    for (Event event : unit) {
      long time = event.time - distance;
      if (time >= first && time <= last) {
        all.add(new Event(time, event.kind, event.page, event.pages, event.frame));
      }
    }
    all.sort(Comparator.comparingLong(Event::time).thenComparing(Event::kind));
    Set<Long> held = new HashSet<>();
    Map<Long, Long> stale = new HashMap<>(); // since when
    for (Event event : all) {
      switch (event.kind) {
        case MAP -> {}
        case ACCESS -> held.add(event.page);
        case UNMAP -> {
          for (long page = event.page; page < event.page + event.pages; page++) {
            if (held.contains(page)) {
              stale.putIfAbsent(page, event.time);
            } else {
              windows.add(0L);
            }
          }
        }
        case FORGET -> {
          chosenInvalidations++;
          for (long page = event.page; page < event.page + event.pages; page++) {
            held.remove(page);
            Long since = stale.remove(page);
            if (since != null) {
              windows.add(event.time - since);
            }
          }
        }
        case FORGET_ALL -> {
          wholeInvalidations.add(event.time);
          stale.values().forEach(since -> windows.add(event.time - since));
          held.clear();
          stale.clear();
        }
      }
    }
  }

  /** The smallest length that at least {@code percent} of all windows do not exceed. */
  long percentile(int percent) {
    return windows.get((windows.size() * percent + 99) / 100 - 1);
  }

  /** Sum of all lengths. */
  long total() {
    return windows.stream().mapToLong(Long::longValue).sum();
  }
}
