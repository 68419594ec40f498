package dev.tollgate.workload.disk.ffsb;

import java.util.Locale;

/** A system call whose time FFSB keeps, in the order of its table. */
public enum FfsbCall {
  OPEN,
  READ,
  WRITE,
  CREATE,
  LSEEK,
  UNLINK,
  CLOSE,
  STAT;

  /** The name in profiles and tables. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
