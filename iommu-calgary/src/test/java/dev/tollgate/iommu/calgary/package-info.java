/** Tests of the Calgary IOMMU. */
@NullMarked
package dev.tollgate.iommu.calgary;

import org.jspecify.annotations.NullMarked;
