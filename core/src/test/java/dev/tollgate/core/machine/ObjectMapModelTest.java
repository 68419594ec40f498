package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A map of objects says what a list of all of them would, and tells of each change in order. */
class ObjectMapModelTest {

  private static final int FRAMES = 40;

  private record Item(long address, long bytes, int who) {

    boolean isIn(long frame) {
      return address >>> 12 <= frame && frame <= (address + Math.max(1, bytes) - 1) >>> 12;
    }

    String in(long frame, String what) {
      long begin = frame << 12;
      long from = Math.max(0, address - begin);
      long to = Math.min(4096, address + bytes - begin);
      return "%s %d-%d of %d".formatted(what, from, to, who);
    }
  }

  private final SplittableRandom random = new SplittableRandom(5);
  private final ObjectMap map = new ObjectMap();
  private final List<Item> items = new ArrayList<>(); // the last taken first
  private final List<String> told = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();
  private final int[] watchers = new int[FRAMES + 8];

  @Test
  void answersAndTellsAsAListDoesUnderManyChanges() {
    map.tell(
        (frame, from, to, who, isTaken) ->
            told.add(frame + (isTaken ? " +" : " -") + " %d-%d of %d".formatted(from, to, who)));
    for (int step = 0; step < 40_000; step++) {
      change();
      assertThat(told).isEqualTo(expected);
      told.clear();
      expected.clear();
      ask();
    }
  }

  private void change() {
    int command = random.nextInt(20);
    long address = random.nextLong(FRAMES * 4096L / 64) * 64;
    if (command < 8) {
      long bytes = random.nextInt(8) == 0 ? random.nextInt(20_000) : random.nextInt(600);
      int who = random.nextInt(5);
      give(address);
      take(new Item(address, bytes, who));
      map.allocated(address, bytes, who);
    } else if (command < 15) {
      long there = items.isEmpty() ? address : items.get(random.nextInt(items.size())).address;
      give(there);
      map.freed(there);
    } else if (command < 16) {
      long bytes = random.nextInt(9_000) + 1L;
      forget(address, bytes);
      map.forget(address, bytes);
    } else {
      int frame = random.nextInt(FRAMES);
      if (watchers[frame] > 0 && random.nextBoolean()) {
        watchers[frame]--;
        map.unwatch(frame);
      } else {
        watchers[frame]++;
        map.watch(frame);
      }
    }
  }

  private void take(Item item) {
    items.add(0, item);
    tell(item, " +");
  }

  private void give(long address) {
    for (Item item : items) {
      if (item.address == address) {
        items.remove(item);
        tell(item, " -");
        return;
      }
    }
  }

  private void forget(long address, long bytes) {
    for (long frame = address >>> 12; frame <= (address + bytes - 1) >>> 12; frame++) {
      for (Item item : List.copyOf(items)) {
        if (item.isIn(frame)
            && item.address < address + bytes
            && item.address + item.bytes > address) {
          give(item.address);
        }
      }
    }
  }

  private void tell(Item item, String what) {
    for (int frame = 0; frame < watchers.length; frame++) {
      if (watchers[frame] > 0 && item.isIn(frame)) {
        expected.add(frame + item.in(frame, what));
      }
    }
  }

  private void ask() {
    long frame = random.nextInt(FRAMES + 20);
    List<String> seen = new ArrayList<>();
    map.visit(frame, (from, to, who) -> seen.add("object %d-%d of %d".formatted(from, to, who)));
    List<String> there = new ArrayList<>();
    long address = (frame << 12) + random.nextInt(4096);
    long holder = -1;
    for (Item item : items) {
      if (item.isIn(frame)) {
        there.add(item.in(frame, "object"));
        boolean isHolder = item.address <= address && address < item.address + item.bytes;
        holder = holder < 0 && isHolder ? item.address : holder;
      }
    }
    assertThat(seen).isEqualTo(there);
    assertThat(map.objectAt(address)).isEqualTo(holder);
    for (Item item : items.isEmpty() ? items : items.subList(0, 1)) {
      assertThat(map.bytesAt(item.address)).isEqualTo(item.bytes);
    }
  }
}
