package dev.tollgate.workload.errant;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.FrameMappings;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.Hypervisor;
import dev.tollgate.core.spi.HypervisorCapability;
import dev.tollgate.core.spi.MemoryExchange;
import dev.tollgate.core.spi.SharedFrames;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whole pages of the hypervisor's guests: taken, granted, given back, and got again by others. Each
 * is a buffer of the scene; one that was given back goes on naming the memory that it was.
 *
 * <p>Guest 0 drives the devices. What does not make sense is refused, as everything is where there
 * is no second guest.
 */
final class GuestPages {

  /** What an environment must offer for the attacks across domains. */
  static final ImmutableSet<HypervisorCapability> NEEDS =
      ImmutableSet.of(HypervisorCapability.SHARED_MEMORY, HypervisorCapability.MEMORY_EXCHANGE);

  /** The guest whose secrets are none of the device's business. */
  static final int OTHER = 1;

  private static final int DRIVING = 0;
  private static final int NO_GRANT = SharedFrames.NONE;

  private final Scene scene;
  private final @Nullable Hypervisor hypervisor;
  private final @Nullable SharedFrames shared;
  private final @Nullable MemoryExchange exchange;
  private final FrameMappings list = new FrameMappings(1);
  private final TreeMap<Integer, Page> pages = new TreeMap<>();

  /** A page as its guest knows it. */
  private static final class Page {
    final int guest;
    final long number;
    final long frame;

    /** The frame that its guest's page allocator handed out; behind the number may be another. */
    final long taken;

    int grant = NO_GRANT;
    int handle = -1;
    boolean surrendered;

    Page(int guest, long number, long frame, long taken) {
      this.guest = guest;
      this.number = number;
      this.frame = frame;
      this.taken = taken;
    }
  }

  GuestPages(Scene scene, @Nullable Hypervisor hypervisor) {
    this.scene = scene;
    this.hypervisor = hypervisor;
    this.shared = hypervisor == null ? null : hypervisor.as(SharedFrames.class);
    this.exchange = hypervisor == null ? null : hypervisor.as(MemoryExchange.class);
  }

  private boolean isSingle() {
    return hypervisor == null || shared == null || exchange == null;
  }

  private Guest guest(int number) {
    return Objects.requireNonNull(hypervisor).guests().get(number);
  }

  /** A guest takes a page; false if there is no such guest, or it has none. */
  boolean take(int number, int name) {
    if (isSingle() || scene.has(name)) {
      return false;
    }
    long frame = guest(number).machine().pages().allocate(0);
    if (frame == PageAllocator.NO_FRAME) {
      return false;
    }
    add(name, new Page(number, guest(number).numberOf(frame), frame, frame));
    return true;
  }

  private void add(int name, Page page) {
    int buffer =
        scene.buffers().add(page.frame << PhysicalMemory.FRAME_SHIFT, PhysicalMemory.FRAME_BYTES);
    scene.name(name, buffer);
    pages.put(name, page);
  }

  /** The other guest grants a page, and the one with the devices maps it, to read. */
  boolean grant(int name) {
    Page page = pages.get(name);
    if (page == null || page.guest != OTHER || page.surrendered || page.grant != NO_GRANT) {
      return false;
    }
    SharedFrames frames = Objects.requireNonNull(shared);
    page.grant = frames.grant(OTHER, DRIVING, page.frame, true);
    if (page.grant == NO_GRANT) {
      return false;
    }
    list.clear();
    list.add(OTHER, page.grant, true, false);
    frames.map(DRIVING, list);
    if (list.status[0] == FrameMappings.DONE) {
      page.handle = list.handle[0];
    }
    return list.status[0] == FrameMappings.DONE;
  }

  /** The guest that granted a page ends the grant, if nobody uses it. */
  boolean revoke(int name) {
    Page page = pages.get(name);
    if (page == null || page.grant == NO_GRANT) {
      return false;
    }
    if (Objects.requireNonNull(shared).end(OTHER, page.grant)) {
      page.grant = NO_GRANT;
    }
    return true;
  }

  /** Whether a page is granted: {@link #revoke} does not end a grant that is in use. */
  boolean isGranted(int name) {
    Page page = pages.get(name);
    return page != null && page.grant != NO_GRANT;
  }

  /** The guest with the devices ends its mapping of a granted page. */
  boolean release(int name) {
    Page page = pages.get(name);
    if (page == null || page.handle < 0) {
      return false;
    }
    list.clear();
    list.add(page.handle, 0, false);
    Objects.requireNonNull(shared).unmap(DRIVING, list);
    page.handle = -1;
    return list.status[0] == FrameMappings.DONE;
  }

  /** A page goes back to the hypervisor, which keeps it while others use it. */
  boolean surrender(int name) {
    Page page = pages.get(name);
    if (page == null || page.surrendered) {
      return false;
    }
    page.surrendered = Objects.requireNonNull(exchange).giveBack(page.guest, page.frame);
    return page.surrendered;
  }

  /** In place of a page that it gave back a guest gets another, or the same. */
  boolean receive(int name, int place) {
    Page before = pages.get(place);
    if (before == null || !before.surrendered || scene.has(name)) {
      return false;
    }
    long frame = Objects.requireNonNull(exchange).populate(before.guest, before.number);
    if (frame == Guest.NO_FRAME) {
      return false;
    }
    scene.forget(place);
    pages.remove(place);
    add(name, new Page(before.guest, before.number, frame, before.taken));
    return true;
  }

  /** Whether the guest with the devices may let them read a buffer: its own, or one granted. */
  boolean mayGive(int buffer) {
    for (var page : pages.entrySet()) {
      if (scene.buffer(page.getKey()) == buffer && page.getValue().guest == OTHER) {
        return page.getValue().grant != NO_GRANT;
      }
    }
    return true;
  }

  /** Whether the latest strike read a secret in a page that the other guest has now. */
  boolean hasStruckOther() {
    for (var page : pages.entrySet()) {
      if (page.getValue().guest == OTHER
          && !page.getValue().surrendered
          && scene.hasStruck(scene.buffer(page.getKey()))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Undoes everything, once no device has any of it mapped: each guest gets back what it took, or
   * another page if that one is still in use. Page allocators get back only what is the same.
   */
  void restore() {
    for (Integer name : pages.keySet()) {
      release(name);
      revoke(name);
    }
    for (Page page : pages.values()) {
      if (!page.surrendered && page.frame != page.taken) {
        page.surrendered = Objects.requireNonNull(exchange).giveBack(page.guest, page.frame);
      }
    }
    for (Page page : pages.values()) {
      long frame = page.frame;
      if (page.surrendered) {
        frame = Objects.requireNonNull(exchange).populate(page.guest, page.number);
      }
      if (frame == page.taken) {
        guest(page.guest).machine().pages().free(page.taken, 0);
      }
    }
    pages.keySet().forEach(scene::forget);
    pages.clear();
  }
}
