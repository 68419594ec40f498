@NullMarked
package dev.tollgate.allocator.slab;

import org.jspecify.annotations.NullMarked;
