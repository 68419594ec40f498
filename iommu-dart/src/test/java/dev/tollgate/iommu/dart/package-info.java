/** Tests of the DART IOMMU. */
@NullMarked
package dev.tollgate.iommu.dart;

import org.jspecify.annotations.NullMarked;
