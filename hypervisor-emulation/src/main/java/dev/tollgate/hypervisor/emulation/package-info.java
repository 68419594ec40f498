/**
 * Hypervisors under which a guest drives an emulated IOMMU with its unmodified driver, after Amit,
 * Ben-Yehuda, Tsafrir and Schuster, "vIOMMU: Efficient IOMMU Emulation" (USENIX ATC 2011): each
 * access traps, or a core of its own watches for them.
 */
@NullMarked
package dev.tollgate.hypervisor.emulation;

import org.jspecify.annotations.NullMarked;
