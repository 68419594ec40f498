package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.SimulatedClock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The thread of the kernel that writes dirty pages: Linux 2.6's pdflush with its figures. It begins
 * when more than a tenth of the cache is dirty, looks every five seconds for pages that have been
 * so for thirty, and lets programs that write wait while two fifths are dirty or being written.
 */
final class Writeback implements Program {

  private static final int BACKGROUND_PERCENT = 10;
  private static final int THROTTLE_PERCENT = 40;
  private static final long INTERVAL = 5 * SimulatedClock.SECOND;
  private static final long EXPIRY = 30 * SimulatedClock.SECOND;

  private final BlockStorage storage;
  private final PageCache cache;
  private final long background;
  private final long most;
  private @Nullable Task task;
  private boolean stopped;
  private boolean kicked;
  private long nextLook = INTERVAL;
  private long throttled;

  Writeback(BlockStorage storage) {
    this.storage = storage;
    this.cache = storage.cache();
    this.background = (long) cache.most() * BACKGROUND_PERCENT / 100;
    this.most = Math.max(1, (long) cache.most() * THROTTLE_PERCENT / 100);
  }

  /** Says which process this is. */
  void runsAs(Task itself) {
    task = itself;
  }

  /** Whether programs that write must wait. */
  boolean isThrottled() {
    return cache.dirtyPages() + cache.writingPages() > most;
  }

  /** Lets a program that writes sleep until pages were written. */
  void throttle(Task writer) {
    throttled++;
    kick();
    cache.awaitWritten(writer);
  }

  /** A program has written. */
  void wrote() {
    if (cache.dirtyPages() > background) {
      kick();
    }
  }

  /** Makes the thread begin now. */
  void kick() {
    Task itself = Objects.requireNonNull(task);
    kicked = true;
    if (itself.isAsleep() && cache.writingPages() < BlockStorage.BATCH) {
      itself.wake();
    }
  }

  /** Ends the thread. */
  void stop() {
    stopped = true;
    Task itself = Objects.requireNonNull(task);
    if (itself.isAsleep()) {
      itself.wake();
    }
  }

  @Override
  public Progress step(Task itself) {
    if (stopped) {
      return Progress.DONE;
    }
    long now = itself.now();
    if (cache.writingPages() >= BlockStorage.BATCH) {
      cache.awaitWritten(itself);
      return Progress.BLOCKED;
    }
    if ((kicked || cache.dirtyPages() > background)
        && storage.write(null, Long.MAX_VALUE, BlockStorage.BATCH) > 0) {
      kicked = cache.dirtyPages() > background;
      return Progress.MORE;
    }
    kicked = false;
    if (now >= nextLook) {
      nextLook = now + INTERVAL;
      if (storage.write(null, now - EXPIRY, BlockStorage.BATCH) > 0) {
        return Progress.MORE;
      }
    }
    itself.sleepUntil(nextLook);
    return Progress.BLOCKED;
  }

  /** Times that a program that wrote had to wait. */
  long throttled() {
    return throttled;
  }
}
