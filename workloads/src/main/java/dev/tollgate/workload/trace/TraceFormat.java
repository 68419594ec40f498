package dev.tollgate.workload.trace;

/** What kind of file a trace is, found from its content. */
public enum TraceFormat {
  /** Text of the kernel's trace buffer: the trace file, trace-cmd report or perf script. */
  KERNEL("kernel trace text"),
  /** The plain format: one request a line, by object number. */
  PLAIN("plain allocation trace"),
  /** An emulated VT-d unit's own log of accesses and invalidations. */
  UNIT_LOG("IOMMU unit log");

  private final String text;

  TraceFormat(String text) {
    this.text = text;
  }

  /** Returns the format's name for people. */
  public String text() {
    return text;
  }
}
