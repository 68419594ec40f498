/** The protection policies that come with the core: off, strict, deferred, native. */
@NullMarked
package dev.tollgate.core.policy;

import org.jspecify.annotations.NullMarked;
