/** Linux's SLAB allocator: caches of equal objects, as in 2.6.5 and in 6.1. */
@NullMarked
package dev.tollgate.allocator.slab;

import org.jspecify.annotations.NullMarked;
