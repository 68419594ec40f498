/** The contracts a plugin implements, and nothing else. */
@NullMarked
package dev.tollgate.core.spi;

import org.jspecify.annotations.NullMarked;
