/**
 * The DMA address relocation table (DART) of the U3 and U4 north bridges: one table of 32-bit
 * entries for all devices of a PowerPC 970 machine, as Linux drove it from 2004 on.
 */
@NullMarked
package dev.tollgate.iommu.dart;

import org.jspecify.annotations.NullMarked;
