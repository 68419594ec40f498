package dev.tollgate.hypervisor.xen.memory;

import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.GuestStructure;
import org.jspecify.annotations.Nullable;

/**
 * {@code struct xen_memory_reservation} as Xen has read it.
 *
 * @param extents virtual address of the list of extents, 64 bits each; 0 for none
 * @param count extents
 * @param order log2 of the frames of each
 * @param domain whose memory it is about
 */
public record Reservation(long extents, long count, int order, Domain domain) {

  /** Bytes of the structure. */
  public static final int BYTES = 32;

  /** Highest order of an extent: 2 MiB, what Xen gives in one piece to anybody. */
  public static final int MAX_ORDER = 9;

  private static final long MOST_EXTENTS = -1L >>> MemoryOp.EXTENT_SHIFT;

  /**
   * Reads one.
   *
   * @return null if the caller may not ask for that, which Xen answers with the extents done before
   */
  static @Nullable Reservation read(
      GuestStructure structure, int offset, Domains domains, Domain caller) {
    long count = structure.u64(offset + 8);
    long order = structure.u32(offset + 16);
    int id = structure.u16(offset + 24);
    if (count < 0 || count > MOST_EXTENTS || order > MAX_ORDER) {
      return null;
    }
    if (order > 0 && !caller.isPrivileged()) {
      return null;
    }
    if (id != DomainIds.SELF && !caller.isPrivileged()) {
      return null;
    }
    Domain domain = domains.named(id, caller);
    return domain == null || domain.isDying()
        ? null
        : new Reservation(structure.u64(offset), count, (int) order, domain);
  }

  /** Frames of an extent. */
  int frames() {
    return 1 << order;
  }

  /** Virtual address of the entry for an extent. */
  long entry(long extent) {
    return extents + Long.BYTES * extent;
  }
}
