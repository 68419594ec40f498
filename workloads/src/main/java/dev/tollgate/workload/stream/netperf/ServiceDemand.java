package dev.tollgate.workload.stream.netperf;

/**
 * netperf's service demand: microseconds of CPU per unit of work. Formula of
 * calc_service_demand_internal in src/netlib.c: {@code util * 10000 / (units per second) * cpus},
 * where the utilisation is percent of all CPUs.
 */
public final class ServiceDemand {

  private static final double KILOBYTE = 1024.0;

  private ServiceDemand() {}

  /**
   * Microseconds per 1024 bytes.
   *
   * @param utilization percent of all CPUs: 100 if all were busy
   * @param bytes moved
   * @param seconds it took
   * @param cpus number of CPUs
   */
  public static double perKilobyte(double utilization, double bytes, double seconds, int cpus) {
    return demand(utilization, bytes / KILOBYTE / seconds, cpus);
  }

  /**
   * Microseconds per transaction.
   *
   * @param utilization percent of all CPUs: 100 if all were busy
   * @param transactions completed
   * @param seconds it took
   * @param cpus number of CPUs
   */
  public static double perTransaction(
      double utilization, double transactions, double seconds, int cpus) {
    return demand(utilization, transactions / seconds, cpus);
  }

  private static double demand(double utilization, double rate, int cpus) {
    return utilization * 10000.0 / rate * cpus;
  }
}
