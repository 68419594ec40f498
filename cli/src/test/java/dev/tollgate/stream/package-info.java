/** Tests of streams with every IOMMU, policy and allocator there is. */
@NullMarked
package dev.tollgate.stream;

import org.jspecify.annotations.NullMarked;
