package dev.tollgate.core.iommu;

import static dev.tollgate.core.iommu.NextFitBitmap.NONE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.machine.Fnv1a;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plays a trace of maps and unmaps as a driver would, over a bitmap and a table of 8-byte entries.
 */
final class AreaTraceReplay {

  private static final long TABLE_ADDRESS = 0x100000;

  private record Area(long first, int count) {}

  private final List<String> placements = new ArrayList<>();
  private final Map<Integer, Area> live = new HashMap<>();
  private final NextFitBitmap bitmap;
  private final EntryTable table;
  private final long boundary;
  private int events;
  private int flushes;
  private int failed;

  AreaTraceReplay(ImmutableList<String> trace) {
    String[] tableLine =
        trace.stream()
            .filter(line -> line.startsWith("table "))
            .findFirst()
            .orElseThrow()
            .split(" ");
    int entries = Integer.parseInt(tableLine[1]);
    boundary = tableLine.length > 2 ? Long.parseLong(tableLine[2]) : 1048576;
    bitmap = new NextFitBitmap(entries);
    PhysicalMemory memory = new PhysicalMemory(TABLE_ADDRESS + 8L * entries);
    table = new EntryTable(memory, TABLE_ADDRESS, entries, EntryFormat.LONG_BIG_ENDIAN);
    for (String line : trace) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "map" -> {
          int align = words.length > 3 ? Integer.parseInt(words[3]) : 1;
          map(Integer.parseInt(words[1]), Integer.parseInt(words[2]), align);
        }
        case "unmap" -> unmap(Integer.parseInt(words[1]));
        default -> {}
      }
    }
  }

  private void map(int id, int count, int align) {
    events++;
    String wrapped = "";
    long first = bitmap.next(count, align - 1, boundary);
    if (first == NONE) {
      flushes++;
      wrapped = " *";
      first = bitmap.fromStart(count, align - 1, boundary);
    }
    if (first == NONE) {
      failed++;
      placements.add(id + " full" + wrapped);
      return;
    }
    placements.add(id + " " + first + wrapped);
    live.put(id, new Area(first, count));
    for (int page = 0; page < count; page++) {
      table.store(first + page, ((id & 0xfffffffL) + page) * 4096 + 3);
    }
  }

  private void unmap(int id) {
    events++;
    Area area = live.remove(id);
    if (area != null) {
      table.fill(area.first, area.count, 0);
      if (bitmap.free(area.first, area.count) != area.count) {
        throw new AssertionError("entries of " + id + " were not in use");
      }
    }
  }

  ImmutableList<String> placements() {
    return ImmutableList.copyOf(placements);
  }

  NextFitBitmap bitmap() {
    return bitmap;
  }

  /** What the report beside a trace says, in its order. */
  ImmutableMap<String, String> report() {
    byte[] list = (String.join("\n", placements) + "\n").getBytes(UTF_8);
    return ImmutableMap.<String, String>builder()
        .put("allocator", "iommu")
        .put("events", "" + events)
        .put("entries", "" + bitmap.size())
        .put("boundary", "" + boundary)
        .put("flushes", "" + flushes)
        .put("failed", "" + failed)
        .put("used", "" + bitmap.used())
        .put("used_peak", "" + bitmap.usedPeak())
        .put("hint", "" + bitmap.hint())
        .put("address_digest", hex(Fnv1a.update(Fnv1a.OFFSET_BASIS, list, 0, list.length)))
        .put("table_digest", hex(table.digest()))
        .buildOrThrow();
  }

  private static String hex(long digest) {
    return "%016x".formatted(digest);
  }
}
