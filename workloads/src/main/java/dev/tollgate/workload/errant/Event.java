package dev.tollgate.workload.errant;

import dev.tollgate.core.dma.DmaDirection;

/**
 * One thing that happens in a scene, in the form that sequences are stored in. Buffers and mappings
 * have numbers from 1. {@link #playOn} makes it happen; it answers false if it makes no sense where
 * it stands, as after the event that it rests on was left out.
 */
sealed interface Event {

  boolean playOn(Scene scene);

  /** A driver takes a buffer and fills it with a new secret. */
  record Allocate(int buffer, int size) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      return !scene.has(buffer) && scene.allocate(buffer, size);
    }
  }

  /** A driver gives a buffer back. */
  record Free(int buffer) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      if (!scene.has(buffer) || scene.isBufferMapped(buffer)) {
        return false;
      }
      scene.free(buffer);
      return true;
    }
  }

  /** The CPU fills a buffer with a new secret. */
  record Fill(int buffer) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      if (!scene.has(buffer)) {
        return false;
      }
      scene.fill(buffer);
      return true;
    }
  }

  /** A buffer is mapped. */
  record Map(int device, int buffer, int mapping, DmaDirection direction) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      return scene.has(buffer)
          && !scene.isMapped(mapping)
          && scene.map(device, buffer, mapping, direction);
    }
  }

  /** The device does with a whole buffer what it is entitled to. */
  record Access(int mapping, boolean write) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      if (!scene.isMapped(mapping)) {
        return false;
      }
      scene.access(mapping, write);
      return true;
    }
  }

  /** A mapping is synchronised for the CPU. */
  record Sync(int mapping) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      if (!scene.isMapped(mapping)) {
        return false;
      }
      scene.sync(mapping);
      return true;
    }
  }

  /** A mapping ends. */
  record Unmap(int mapping) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      if (!scene.isMapped(mapping)) {
        return false;
      }
      scene.unmap(mapping);
      return true;
    }
  }

  /** The CPU looks at a buffer and finds it good. */
  record Check(int buffer) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      if (!scene.has(buffer)) {
        return false;
      }
      scene.check(buffer);
      return true;
    }
  }

  /** The CPU uses what it checked. */
  record Use(int buffer) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      if (!scene.isWatched(buffer)) {
        return false;
      }
      scene.use(buffer);
      return true;
    }
  }

  /** Time passes. */
  record Wait(long picoseconds) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      scene.waitFor(picoseconds);
      return true;
    }
  }

  /** Part of a step of honest traffic, or all of it, the time before it included. */
  enum Part {
    ALL,
    MAP,
    ACCESS,
    UNMAP
  }

  /** Honest traffic. */
  record Traffic(int steps, Part part) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      for (int i = 0; i < steps; i++) {
        scene.traffic(part);
      }
      return true;
    }
  }

  /** The errant device strikes at a mapping, which may have ended, or beside it. */
  record Strike(int mapping, long offset, int length, boolean write) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      if (!scene.wasMapped(mapping)) {
        return false;
      }
      scene.strike(mapping, offset, length, write);
      return true;
    }
  }

  /** The errant device strikes at a bus address. */
  record StrikeAt(long bus, int length, boolean write) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      scene.strikeAt(bus, length, write);
      return true;
    }
  }

  /** A guest takes a page of its own, and fills it with a new secret. */
  record Take(int guest, int buffer) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      return scene.guests().take(guest, buffer);
    }
  }

  /** The guest without devices grants a page to the one with them, which maps it to read. */
  record Grant(int buffer) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      return scene.guests().grant(buffer);
    }
  }

  /** The guest that granted a page wants it back. */
  record Revoke(int buffer) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      return scene.guests().revoke(buffer);
    }
  }

  /** The guest with the devices maps a granted page no more. */
  record Release(int buffer) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      return scene.guests().release(buffer);
    }
  }

  /** A guest gives a page back to the hypervisor. */
  record Surrender(int buffer) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      return scene.guests().surrender(buffer);
    }
  }

  /** A guest gets a page in place of one that it gave back, and fills it with a new secret. */
  record Receive(int buffer, int place) implements Event {
    @Override
    public boolean playOn(Scene scene) {
      return scene.guests().receive(buffer, place);
    }
  }
}
