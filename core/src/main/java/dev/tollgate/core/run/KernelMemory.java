package dev.tollgate.core.run;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.allocator.AccountingReport;
import dev.tollgate.core.allocator.KernelTexts;
import dev.tollgate.core.allocator.KmallocAccounting;
import dev.tollgate.core.allocator.KmallocForm;
import dev.tollgate.core.allocator.ObservedAllocator;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.ObjectMap;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.AllocatorContext;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.AllocatorSource;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kernel's allocator of one run, made when it is first asked for. */
final class KernelMemory implements AllocatorSource {

  private final AllocatorFactory factory;
  private final AllocatorContext context;
  private final Parameters parameters;
  private final @Nullable KmallocForm accounting;
  private final @Nullable ObjectMap objects;
  private @Nullable KernelAllocator allocator;

  /** Those of other guests, in the order they were asked for. */
  private final Map<Machine, KernelAllocator> others = new LinkedHashMap<>();

  /**
   * An allocator to be made.
   *
   * @param accounting how account of it is kept, or null if none is
   * @param objects to be told of its objects, or null if nobody asks for them
   */
  KernelMemory(
      AllocatorFactory factory,
      AllocatorContext context,
      Parameters parameters,
      @Nullable KmallocForm accounting,
      @Nullable ObjectMap objects) {
    this.factory = factory;
    this.context = context;
    this.parameters = parameters;
    this.accounting = accounting;
    this.objects = objects;
  }

  @Override
  public KernelAllocator get() {
    KernelAllocator made = allocator;
    if (made == null) {
      made = factory.create(context, parameters);
      if (accounting != null) {
        made = new KmallocAccounting(made, context.machine(), accounting);
      }
      made = observed(made);
      allocator = made;
    }
    return made;
  }

  @Override
  public KernelAllocator on(Machine machine) {
    return machine == context.machine()
        ? get()
        : others.computeIfAbsent(
            machine,
            key -> observed(factory.create(new AllocatorContext(key, context.seed()), parameters)));
  }

  private KernelAllocator observed(KernelAllocator made) {
    return objects == null ? made : new ObservedAllocator(made, objects);
  }

  @Override
  public long imageBytes() {
    return factory.imageBytes(parameters);
  }

  /** What files in /proc say of the allocator now; nothing if there is none. */
  ImmutableSortedMap<String, String> texts() {
    return allocator == null
        ? ImmutableSortedMap.of()
        : KernelTexts.of(context.machine(), allocator, ImmutableMap.of());
  }

  /** Who holds which memory now, or null if no account is kept. */
  @Nullable AccountingReport accounting() {
    return allocator == null ? null : KernelTexts.accounting(allocator);
  }

  /** Checks every allocator against itself. */
  void check() {
    others.values().forEach(KernelAllocator::check);
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
