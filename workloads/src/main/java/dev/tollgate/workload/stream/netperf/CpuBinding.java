package dev.tollgate.workload.stream.netperf;

/**
 * CPUs that the processes are bound to ({@code -T}); -1 leaves a process where it is put.
 *
 * @param local number of the CPU that netperf runs on
 * @param remote number of the CPU that netserver runs on
 */
public record CpuBinding(long local, long remote) {

  /** No process is bound. */
  public static final CpuBinding NONE = new CpuBinding(-1, -1);

  /** Whether anything was asked for. */
  public boolean asked() {
    return local >= 0 || remote >= 0;
  }
}
