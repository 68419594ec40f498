/** Tests of SLOB. */
@NullMarked
package dev.tollgate.allocator.slob;

import org.jspecify.annotations.NullMarked;
