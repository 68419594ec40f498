/**
 * SLOB, Linux's allocator for small machines, in three generations: one list of blocks (2.6.5),
 * three lists of pages (2.6.25), and those with power-of-two requests aligned to their size (6.1).
 */
@NullMarked
package dev.tollgate.allocator.slob;

import org.jspecify.annotations.NullMarked;
