package dev.tollgate.workload.trace;

/** What is told of every address range that a trace maps and unmaps. */
public interface AreaSink {

  /**
   * A range was mapped.
   *
   * @param event the event it comes from, for its time, device and direction
   * @param address the first I/O address
   * @param physical where it translates to, or -1 if the trace does not say
   * @param bytes its size
   */
  void mapped(KernelEvent event, long address, long physical, long bytes);

  /** A range was unmapped. */
  void unmapped(KernelEvent event, long address, long bytes);
}
