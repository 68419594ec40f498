package dev.tollgate.hypervisor.xen.grant;

import dev.tollgate.hypervisor.xen.domain.Domain;

/**
 * What lets devices of a domain reach frames that others granted to it: the IOMMU's side of {@code
 * GNTMAP_device_map}. It is told once for each frame and domain, however many grants name the
 * frame.
 */
public interface DeviceMapper {

  /** No translation entry is left. */
  long NO_SLOT = -1;

  /** A machine without IOMMU: devices reach everything, at its machine address. */
  DeviceMapper NONE =
      new DeviceMapper() {
        @Override
        public long map(Domain user, long frame, boolean writable) {
          return frame << 12;
        }

        @Override
        public void change(Domain user, long frame, long busAddress, boolean writable) {}

        @Override
        public void unmap(Domain user, long frame, long busAddress) {}
      };

  /** Whether mappings for CPUs count too, as in Xen today. */
  default boolean followsHostMappings() {
    return false;
  }

  /**
   * Lets the devices of {@code user} reach a frame of another domain.
   *
   * @return its bus address, or {@link #NO_SLOT}
   */
  long map(Domain user, long frame, boolean writable);

  /** Gives or takes the right to write what is mapped. */
  void change(Domain user, long frame, long busAddress, boolean writable);

  /** Ends it; devices may reach the frame by it until {@link #forget}. */
  void unmap(Domain user, long frame, long busAddress);

  /**
   * The operations of a call are done: once this returns, no device reaches what was unmapped, or
   * writes to what may no longer be written.
   */
  default void forget(Domain user) {}
}
