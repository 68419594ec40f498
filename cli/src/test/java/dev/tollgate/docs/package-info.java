/** Tests that hold documentation and product to each other. */
@NullMarked
package dev.tollgate.docs;

import org.jspecify.annotations.NullMarked;
