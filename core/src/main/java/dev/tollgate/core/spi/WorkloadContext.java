package dev.tollgate.core.spi;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.ObjectMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a workload runs on.
 *
 * @param machine clock, events, memory and ledger; under a hypervisor, as the guest that drives the
 *     devices sees them
 * @param dma what its drivers call
 * @param bus what its devices use to reach memory
 * @param kernelMemory gives the kernel's allocator, always the same one, which is made when it is
 *     first asked for; null if the workload does not use one
 * @param progress hears how many events were done since it was last told; call it every few
 *     thousand events, never for each
 * @param hypervisor what the operating system runs on; null on bare metal
 * @param objects gives the map of the kernel's objects by which the safety meters know what lies
 *     beside a buffer, always the same one. The run's allocator is asked for it; a workload does so
 *     only if it knows of objects that no allocator of the run placed, and then before it maps
 *     anything
 */
public record WorkloadContext(
    Machine machine,
    DmaApi dma,
    BusMaster bus,
    @Nullable AllocatorSource kernelMemory,
    LongConsumer progress,
    @Nullable Hypervisor hypervisor,
    Supplier<ObjectMap> objects) {

  /** With a map of objects of its own, which no meter looks at. */
  public WorkloadContext(
      Machine machine,
      DmaApi dma,
      BusMaster bus,
      @Nullable AllocatorSource kernelMemory,
      LongConsumer progress,
      @Nullable Hypervisor hypervisor) {
    this(machine, dma, bus, kernelMemory, progress, hypervisor, ObjectMap::new);
  }

  /** On bare metal. */
  public WorkloadContext(
      Machine machine,
      DmaApi dma,
      BusMaster bus,
      @Nullable AllocatorSource kernelMemory,
      LongConsumer progress) {
    this(machine, dma, bus, kernelMemory, progress, null);
  }

  /**
   * The kernel's allocator, for workloads that {@linkplain WorkloadFactory#uses use} one. It starts
   * when it is first asked for, and with it the page allocator: what is to be reserved in boot
   * memory must be reserved before.
   *
   * @throws dev.tollgate.core.error.BadInputException if the machine cannot hold it
   * @throws IllegalStateException if the workload's factory did not say so
   */
  public KernelAllocator allocator() {
    return source().get();
  }

  /**
   * What gives the allocator, for workloads that ask for more than it before it starts.
   *
   * @throws IllegalStateException if the workload's factory did not say that it uses one
   */
  public AllocatorSource source() {
    if (kernelMemory == null) {
      throw new IllegalStateException(
          "the workload asks for an allocator, which its factory does not say that it uses");
    }
    return kernelMemory;
  }
}
