package dev.tollgate.core.run;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.AllocatorContext;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.AllocatorSource;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.Parameters;
import org.jspecify.annotations.Nullable;

/** The kernel's allocator of one run, made when it is first asked for. */
final class KernelMemory implements AllocatorSource {

  private final AllocatorFactory factory;
  private final AllocatorContext context;
  private final Parameters parameters;
  private @Nullable KernelAllocator allocator;

  KernelMemory(AllocatorFactory factory, AllocatorContext context, Parameters parameters) {
    this.factory = factory;
    this.context = context;
    this.parameters = parameters;
  }

  @Override
  public KernelAllocator get() {
    KernelAllocator made = allocator;
    if (made == null) {
      made = factory.create(context, parameters);
      allocator = made;
    }
    return made;
  }

  @Override
  public long imageBytes() {
    return factory.imageBytes(parameters);
  }

  /** Checks the allocator against itself, if there is one. */
  void check() {
    if (allocator != null) {
      allocator.check();
    }
  }

  /** Reports the allocator's figures, if there is one. */
  void report(MetricSink sink) {
    if (allocator != null) {
      allocator.report(sink);
      MemoryReport.report(allocator.use(), context.machine().pages().counts(), sink);
    }
  }
}
