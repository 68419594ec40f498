package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.SimulatedClock;

/** What is fixed about the two kinds of disks. */
final class DeviceTimes {

  /**
   * From an NVMe doorbell to the arrival of the command: two crossings of PCI Express, estimated.
   */
  static final long NVME_FETCH = 800 * SimulatedClock.NANOSECOND;

  /** Longest segment of an NVMe command; PRPs set no limit. */
  static final int NVME_SEGMENT = 1 << 30;

  /** Most of one request: BLK_DEF_MAX_SECTORS and MAX_HW_SEGMENTS of Linux 2.6.1x. */
  static final DiskLimits SCSI_LIMITS = new DiskLimits(1024, 128, 65_536, false);

  private DeviceTimes() {}
}
