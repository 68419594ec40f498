package dev.tollgate.core.spi;

import java.util.function.Supplier;

/** The kernel's allocator of one run: always the same one, made when it is first asked for. */
@FunctionalInterface
public interface AllocatorSource extends Supplier<KernelAllocator> {

  /** See {@link AllocatorFactory#imageBytes}; known before the allocator is made. */
  default long imageBytes() {
    return 0;
  }
}
