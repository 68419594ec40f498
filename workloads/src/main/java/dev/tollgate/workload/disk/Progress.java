package dev.tollgate.workload.disk;

/** How far a piece of work of a process got. */
enum Progress {
  /** To its end. */
  DONE,
  /** To where it must wait for something, which will wake the process. */
  BLOCKED,
  /** Far enough for one piece: others may have the CPU first. */
  MORE
}
