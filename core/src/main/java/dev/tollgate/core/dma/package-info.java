/** What device drivers call: the DMA API after Linux's, devices, directions and scatter lists. */
@NullMarked
package dev.tollgate.core.dma;

import org.jspecify.annotations.NullMarked;
