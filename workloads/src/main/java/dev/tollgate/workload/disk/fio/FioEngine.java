package dev.tollgate.workload.disk.fio;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How I/O is issued ({@code ioengine}): engines differ only in whether they wait. */
public enum FioEngine {
  SYNC(false),
  PSYNC(false),
  VSYNC(false),
  PVSYNC(false),
  PVSYNC2(false),
  LIBAIO(true),
  IO_URING(true),
  POSIXAIO(true);

  private final boolean asynchronous;

  FioEngine(boolean asynchronous) {
    this.asynchronous = asynchronous;
  }

  /** Whether more than one I/O of a job can be under way. */
  public boolean asynchronous() {
    return asynchronous;
  }

  /** The name in job files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable FioEngine of(String word) {
    for (FioEngine engine : values()) {
      if (engine.word().equals(word)) {
        return engine;
      }
    }
    return null;
  }
}
