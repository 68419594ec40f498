package dev.tollgate.core.spi;

import com.google.common.collect.ImmutableList;

/** Makes allocators of one kind. Bound by name into {@code MapBinder<String, AllocatorFactory>}. */
public interface AllocatorFactory {

  /** One sentence for listings: the allocator, its period and its variants. */
  String description();

  /** The parameters it understands, in the order to list them. */
  ImmutableList<ParameterSpec> parameters();

  /**
   * Bytes that code and data of the allocator take in a kernel's image, for workloads that count
   * them; 0 if nobody measured it.
   */
  default long imageBytes(Parameters parameters) {
    return 0;
  }

  /**
   * Builds one allocator for one run, with its own start-up already done.
   *
   * @throws dev.tollgate.core.error.BadInputException if the machine cannot hold it
   */
  KernelAllocator create(AllocatorContext context, Parameters parameters);
}
