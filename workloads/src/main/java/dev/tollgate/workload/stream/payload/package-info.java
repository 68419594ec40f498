/** The bytes that streams carry, known from their position so that they can be verified. */
@NullMarked
package dev.tollgate.workload.stream.payload;

import org.jspecify.annotations.NullMarked;
