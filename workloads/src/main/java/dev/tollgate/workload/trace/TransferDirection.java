package dev.tollgate.workload.trace;

/** Which way a mapped buffer's bytes move, as the trace prints it. */
public enum TransferDirection {
  /** {@code TO_DEVICE}: the device reads memory. */
  TO_DEVICE,
  /** {@code FROM_DEVICE}: the device writes memory. */
  FROM_DEVICE,
  /** {@code BIDIRECTIONAL}: both. */
  BIDIRECTIONAL,
  /** {@code NONE}. */
  NONE,
  /** The event does not say, as all of {@code iommu:*}. */
  UNKNOWN
}
