/**
 * What IOMMU plugins share: a cache of translations, a table of entries in simulated memory, the
 * next-fit allocator of I/O pages, and a log of refused accesses.
 */
@NullMarked
package dev.tollgate.core.iommu;

import org.jspecify.annotations.NullMarked;
