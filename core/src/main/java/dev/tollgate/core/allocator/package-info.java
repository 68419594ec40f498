/** What the plugins of memory allocators share: the kernel's own texts about its caches. */
@NullMarked
package dev.tollgate.core.allocator;

import org.jspecify.annotations.NullMarked;
