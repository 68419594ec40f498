package dev.tollgate.hypervisor.xen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Grants, transfers and reservations of Xen 3.1 written down as plainly as possible: nothing is
 * counted, everything is looked for in lists.
 */
final class SlowXen {

  static final int HOST = 2;
  static final int DEVICE = 1;
  static final int READ_ONLY = 4;

  /** A grant entry as its guest wrote it. */
  record Entry(int type, int user, long frame, boolean readOnly, boolean came) {}

  /** What is left of a mapping. */
  static final class Mapping {
    final int taker;
    final int granter;
    final int reference;
    final long frame;
    final boolean readOnly;
    final int slot;
    boolean host;
    boolean device;

    Mapping(int taker, int granter, int reference, long frame, boolean readOnly, int slot) {
      this.taker = taker;
      this.granter = granter;
      this.reference = reference;
      this.frame = frame;
      this.readOnly = readOnly;
      this.slot = slot;
    }
  }

  /** A domain: what its page table maps of its own, and what it grants. */
  static final class Guest {
    final Map<Integer, Long> pages = new HashMap<>();
    final Map<Integer, Entry> grants = new HashMap<>();
    final int most;

    Guest(int most) {
      this.most = most;
    }
  }

  final Map<Integer, Guest> guests = new HashMap<>();
  final Map<Long, Integer> owners = new HashMap<>();
  final List<Long> givenBack = new ArrayList<>();
  final Map<Integer, Map<Integer, Mapping>> handles = new HashMap<>();

  /** What the first word of each frame holds, as far as the test wrote it. */
  final Map<Long, Long> words = new HashMap<>();

  List<Mapping> uses(int granter, int reference) {
    return handles.values().stream()
        .flatMap(all -> all.values().stream())
        .filter(use -> use.granter == granter && use.reference == reference)
        .toList();
  }

  long references(long frame) {
    long count = owners.containsKey(frame) && !givenBack.contains(frame) ? 1 : 0;
    for (Guest guest : guests.values()) {
      count += guest.pages.values().stream().filter(page -> page == frame).count();
    }
    for (Map<Integer, Mapping> all : handles.values()) {
      for (Mapping use : all.values()) {
        if (use.frame == frame) {
          count += (use.host ? 1 : 0) + (use.device ? 1 : 0);
        }
      }
    }
    return count;
  }

  int pages(int domain) {
    return (int) owners.values().stream().filter(owner -> owner == domain).count();
  }

  /** A frame that nobody refers to any more is free. */
  void collect(long frame) {
    if (references(frame) == 0) {
      owners.remove(frame);
      givenBack.remove(frame);
    }
  }

  Guest guest(int id) {
    return Objects.requireNonNull(guests.get(id));
  }

  boolean isGrantedSlot(int domain, int slot) {
    return handles.getOrDefault(domain, Map.of()).values().stream()
        .anyMatch(use -> use.host && use.slot == slot);
  }

  int flags(int granter, int reference) {
    Entry entry = guest(granter).grants.get(reference);
    if (entry == null) {
      return 0;
    }
    if (entry.type == 2) {
      return entry.came ? 2 | 1 << 2 | 1 << 3 : 2;
    }
    List<Mapping> uses = uses(granter, reference);
    int flags = entry.type | (entry.readOnly ? 1 << 2 : 0);
    if (!uses.isEmpty()) {
      flags |= 1 << 3;
    }
    return uses.stream().anyMatch(use -> !use.readOnly) ? flags | 1 << 4 : flags;
  }

  /** The status that a use by some domain should have; 0 if it may. */
  int mayUse(int user, int granter, int reference, boolean readOnly) {
    if (!guests.containsKey(granter)) {
      return -2;
    }
    if (reference < 0 || reference >= 2048) {
      return -3;
    }
    List<Mapping> uses = uses(granter, reference);
    if (!uses.isEmpty() && uses.get(0).taker != user) {
      return -1;
    }
    boolean written = uses.stream().anyMatch(use -> !use.readOnly);
    if (uses.isEmpty() || (!readOnly && !written)) {
      Entry entry = guest(granter).grants.get(reference);
      if (entry == null || entry.type != 1 || entry.user != user || (!readOnly && entry.readOnly)) {
        return -1;
      }
    }
    return owners.getOrDefault(frame(granter, reference), -1) == granter ? 0 : -1;
  }

  long frame(int granter, int reference) {
    List<Mapping> uses = uses(granter, reference);
    @Nullable Entry entry = guest(granter).grants.get(reference);
    return uses.isEmpty() ? (entry == null ? -1 : entry.frame) : uses.get(0).frame;
  }

  int map(int taker, int granter, int reference, int flags, int slot, int handle) {
    if ((flags & (HOST | DEVICE)) == 0) {
      return -3;
    }
    boolean readOnly = (flags & READ_ONLY) != 0;
    int status = mayUse(taker, granter, reference, readOnly);
    if (status != 0) {
      return status;
    }
    boolean host = (flags & HOST) != 0;
    if (host && isGrantedSlot(taker, slot)) {
      return -1;
    }
    Mapping made =
        new Mapping(taker, granter, reference, frame(granter, reference), readOnly, slot);
    made.host = host;
    made.device = (flags & DEVICE) != 0;
    handles.computeIfAbsent(taker, id -> new HashMap<>()).put(handle, made);
    if (host) {
      unmapPage(taker, slot);
    }
    return 0;
  }

  int unmap(int taker, int handle, int slot, boolean device) {
    Map<Integer, Mapping> all = handles.getOrDefault(taker, Map.of());
    Mapping made = all.get(handle);
    if (made == null) {
      return -4;
    }
    if (slot >= 0 && made.host && slot != made.slot && !sameFrame(taker, slot, made.frame)) {
      return -1;
    }
    if (slot >= 0) {
      made.host = false;
    }
    if (device) {
      made.device = false;
    }
    if (!made.host && !made.device) {
      all.remove(handle);
    }
    collect(made.frame);
    return 0;
  }

  private boolean sameFrame(int taker, int slot, long frame) {
    return handles.getOrDefault(taker, Map.of()).values().stream()
        .anyMatch(use -> use.host && use.slot == slot && use.frame == frame);
  }

  void unmapPage(int domain, int slot) {
    Long before = guest(domain).pages.remove(slot);
    if (before != null) {
      collect(before);
    }
  }

  boolean mapPage(int domain, int slot, long frame) {
    if (owners.getOrDefault(frame, -1) != domain) {
      return false;
    }
    Long before = guest(domain).pages.put(slot, frame);
    if (before != null && before != frame) {
      collect(before);
    }
    return true;
  }

  boolean giveBack(int domain, long frame) {
    if (owners.getOrDefault(frame, -1) != domain || givenBack.contains(frame)) {
      return false;
    }
    givenBack.add(frame);
    collect(frame);
    return true;
  }

  int transfer(int giver, long frame, int receiver, int reference) {
    if (owners.getOrDefault(frame, -1) != giver
        || givenBack.contains(frame)
        || references(frame) != 1) {
      return -9;
    }
    owners.remove(frame);
    if (!guests.containsKey(receiver)) {
      return -2;
    }
    Entry entry = guest(receiver).grants.get(reference);
    if (entry == null
        || entry.type != 2
        || entry.came
        || entry.user != giver
        || pages(receiver) >= guest(receiver).most) {
      return -1;
    }
    owners.put(frame, receiver);
    guest(receiver).grants.put(reference, new Entry(2, giver, frame, false, true));
    return 0;
  }
}
