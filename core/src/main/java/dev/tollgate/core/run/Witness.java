package dev.tollgate.core.run;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaObserver;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.Iommu;
import org.jspecify.annotations.Nullable;

/**
 * Sees everything that happens between drivers, table, translation cache and devices of one run,
 * after the exposure ledger has; it must change nothing. A run without a witness is built without
 * any of what tells it, so that it costs nothing.
 */
public interface Witness extends DmaObserver, IotlbListener {

  /**
   * The machine is built and nothing has happened yet.
   *
   * @param iommu the unit as the operating system with the devices drives it; null if there is none
   */
  default void begins(Machine machine, @Nullable Iommu iommu) {}

  /** Entries are about to be written or cleared. */
  default void changing(int domain, long ioPage, int pages) {}

  /** Entries of I/O pages now lead to {@code frame} …, allowing what {@code granted} says. */
  default void stored(int domain, long ioPage, int pages, long frame, DmaDirection granted) {}

  /**
   * The same, where the frames hold nothing but copies for the domain's devices: see {@link
   * DmaDomain#mapDedicated}.
   */
  default void storedDedicated(
      int domain, long ioPage, int pages, long frame, DmaDirection granted) {
    stored(domain, ioPage, pages, frame, granted);
  }

  /** Entries were cleared. */
  default void cleared(int domain, long ioPage, int pages) {}

  /**
   * The unit was asked to forget.
   *
   * @param pages how many from {@code ioPage} on; −1 for all of the domain
   * @param forgotten false if it gave up
   */
  default void invalidated(int domain, long ioPage, int pages, boolean forgotten) {}
}
