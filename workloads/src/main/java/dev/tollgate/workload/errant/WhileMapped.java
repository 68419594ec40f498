package dev.tollgate.workload.errant;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;

/**
 * Strikes through a mapping of the device's own, while it lasts, at what it does not entitle the
 * device to: bytes beside the buffer, a right that was not given, bytes that the CPU has looked at.
 */
final class WhileMapped implements Attempts {

  private static final int MOST_BUFFERS = 64;

  private final ErrantOptions options;
  private final Attack attack;
  private final Play play;
  private final Scene scene;
  private final Tally tally;
  private final UniformRandomProvider random;

  WhileMapped(ErrantOptions options, Play play, Tally tally, UniformRandomProvider random) {
    this.options = options;
    this.attack = options.attack();
    this.play = play;
    this.scene = play.scene();
    this.tally = tally;
    this.random = random;
  }

  @Override
  public void attempt() {
    play.out(Play.STEP);
    switch (attack) {
      case NEIGHBOUR_READ, NEIGHBOUR_WRITE -> strikeNeighbour();
      case FREELIST_WRITE -> strikeFreelist();
      default -> {
        if (play.out(new Event.Allocate(FIRST, options.size()))) {
          strike(FIRST, FIRST, null);
        }
      }
    }
    for (int name = MOST_BUFFERS; name >= FIRST; name--) {
      if (scene.has(name)) {
        play.out(new Event.Free(name));
      }
    }
  }

  private void strikeNeighbour() {
    int name = FIRST;
    while (name <= MOST_BUFFERS && play.out(new Event.Allocate(name, options.size()))) {
      int neighbour = neighbourOf(name);
      if (neighbour != Buffers.NONE) {
        strike(name, neighbour, null);
        return;
      }
      name++;
    }
  }

  /** Fresh pages have no freelist in SLAB; those that objects came back to have. */
  private void strikeFreelist() {
    int size = options.trafficSize();
    if (!play.out(new Event.Allocate(FIRST, size)) || struckBeside(FIRST)) {
      return;
    }
    int count = FIRST;
    while (count < MOST_BUFFERS && play.out(new Event.Allocate(count + 1, size))) {
      count++;
    }
    for (int name = FIRST; name <= count; name += 2) {
      play.out(new Event.Free(name));
    }
    for (int name = FIRST + 1; name <= count; name += 2) {
      if (struckBeside(name)) {
        return;
      }
    }
  }

  private boolean struckBeside(int name) {
    Event weakSpot = weakSpotBeside(name);
    if (weakSpot != null) {
      strike(name, name, weakSpot);
    }
    return weakSpot != null;
  }

  private void strike(int mapped, int victim, @Nullable Event weakSpot) {
    boolean sends = attack == Attack.NEIGHBOUR_READ || attack == Attack.OVERWRITE_SENT;
    DmaDirection way = sends ? DmaDirection.TO_DEVICE : DmaDirection.FROM_DEVICE;
    if (!play.out(new Event.Map(Striker.ERRANT, mapped, FIRST, way))) {
      return;
    }
    Harm harm =
        switch (attack) {
          case NEIGHBOUR_READ -> readPage(mapped);
          case NEIGHBOUR_WRITE -> play.strike(besideAt(offsetOf(victim)));
          case FREELIST_WRITE -> play.strike(Objects.requireNonNull(weakSpot));
          case OVERWRITE_SENT -> {
            play.out(new Event.Access(FIRST, false));
            yield play.strike(new Event.Strike(FIRST, 0, WRITE_BYTES, true));
          }
          case TOCTOU_SYNC -> rewriteAfterSync(mapped);
          default -> play.strike(new Event.Strike(FIRST, 0, READ_BYTES, false));
        };
    tally.struck(harm, scene.machine().now());
    if (harm == attack.harm()) {
      tally.succeeded(scene.machine().now(), Tally.NEVER, 0, 0);
      play.log().close();
    }
    play.out(new Event.Unmap(FIRST));
  }

  private Harm rewriteAfterSync(int buffer) {
    play.out(new Event.Access(FIRST, true));
    play.out(new Event.Sync(FIRST));
    play.out(new Event.Check(buffer));
    Harm struck = play.strike(new Event.Strike(FIRST, 0, WRITE_BYTES, true));
    Harm used = play.strike(new Event.Use(buffer));
    return used.isDone() ? used : struck;
  }

  /** Reads all of the I/O page that the buffer leaves: what lies behind it, then what before. */
  private Harm readPage(int buffer) {
    int size = scene.buffers().size(scene.buffer(buffer));
    int offset = Words.offset(scene.mappings().bus(FIRST));
    int behind = PhysicalMemory.FRAME_BYTES - offset - size;
    Harm harm = Harm.HARMLESS;
    if (behind > 0) {
      harm = play.strike(new Event.Strike(FIRST, size, behind, false));
    }
    if (!harm.isDone() && offset > 0) {
      harm = play.strike(new Event.Strike(FIRST, -offset, offset, false));
    }
    return harm;
  }

  /** A write at an offset of the I/O page. */
  private Event besideAt(int pageOffset) {
    int own = Words.offset(scene.mappings().bus(FIRST));
    return new Event.Strike(FIRST, pageOffset - own, WRITE_BYTES, true);
  }

  /** Offset in its page of some word of a buffer. */
  private int offsetOf(int name) {
    int buffer = scene.buffer(name);
    int word = random.nextInt(scene.buffers().size(buffer) / WRITE_BYTES);
    return Words.offset(scene.buffers().physical(buffer)) + word * WRITE_BYTES;
  }

  /** Another buffer in the page frame of one, or {@link Buffers#NONE}. */
  private int neighbourOf(int name) {
    long frame = Words.page(scene.buffers().physical(scene.buffer(name)));
    for (int other = FIRST; other < name; other++) {
      if (Words.page(scene.buffers().physical(scene.buffer(other))) == frame) {
        return other;
      }
    }
    return Buffers.NONE;
  }

  private @Nullable Event weakSpotBeside(int name) {
    long offset = WeakSpot.beside(scene, scene.buffer(name));
    return offset == WeakSpot.NONE ? null : new Event.Strike(FIRST, offset, WRITE_BYTES, true);
  }
}
