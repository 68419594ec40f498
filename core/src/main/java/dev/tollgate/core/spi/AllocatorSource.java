package dev.tollgate.core.spi;

import dev.tollgate.core.machine.Machine;
import java.util.function.Supplier;

/** The kernel's allocator of one run: always the same one, made when it is first asked for. */
@FunctionalInterface
public interface AllocatorSource extends Supplier<KernelAllocator> {

  /**
   * The allocator of another guest's kernel, of the same kind and always the same one for a
   * machine: made when it is first asked for.
   *
   * @throws IllegalStateException if there is one machine only
   */
  default KernelAllocator on(Machine machine) {
    throw new IllegalStateException("there is one kernel only");
  }

  /** See {@link AllocatorFactory#imageBytes}; known before the allocator is made. */
  default long imageBytes() {
    return 0;
  }
}
