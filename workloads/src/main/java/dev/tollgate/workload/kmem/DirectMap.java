package dev.tollgate.workload.kmem;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.trace.KernelEvent;
import dev.tollgate.workload.trace.KernelTraceReader;
import dev.tollgate.workload.trace.TraceReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a recorded kernel has all memory in its own address space: a pointer less this address is a
 * physical address. On x86-64 it is 0xffff888000000000 or, with five levels of page tables,
 * 0xff11000000000000, unless it is randomised, in steps of 1 GiB.
 *
 * <p>A trace gives it away: a slab allocator that is out of objects takes a block of frames ({@code
 * mm_page_alloc}, which prints the frame) and next gives out an object in it (which prints the
 * pointer).
 */
public final class DirectMap {

  private static final long STEP = 1L << 30;
  private static final long HASHED = 1L << 32;
  private static final int FEWEST = 2;

  private DirectMap() {}

  /**
   * The address in a trace with {@code mm_page_alloc} events.
   *
   * @throws BadInputException if the trace does not give it away
   */
  public static long find(Path trace) {
    Map<Long, Integer> votes = new TreeMap<>();
    long block = KernelEvent.UNKNOWN;
    long bytes = 0;
    boolean hashed = true;
    try (KernelTraceReader reader = (KernelTraceReader) TraceReader.open(trace)) {
      while (reader.next()) {
        KernelEvent event = reader.event();
        switch (event.kind()) {
          case PAGE_ALLOCATE -> {
            block = event.physical();
            bytes = event.bytes();
          }
          case KMALLOC, CACHE_ALLOCATE -> {
            hashed &= event.address() >= 0 && event.address() < HASHED;
            long base = event.address() - block & -STEP;
            long physical = event.address() - base;
            if (block != KernelEvent.UNKNOWN && physical >= block && physical < block + bytes) {
              votes.merge(base, 1, Integer::sum);
            }
            block = KernelEvent.UNKNOWN;
          }
          default -> {}
        }
      }
    }
    boolean prints = !hashed;
    return votes.entrySet().stream()
        .filter(vote -> vote.getValue() >= FEWEST)
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow(() -> unknown(trace, prints));
  }

  private static BadInputException unknown(Path trace, boolean printsPointers) {
    return new BadInputException(
        !printsPointers
            ? trace
                + " prints hashed pointers or none, so nobody can tell which object lies in which"
                + " frame; record with kmem events and no_hash_pointers on the kernel's command line"
            : trace
                + " does not give away where the kernel maps all memory: expected mm_page_alloc"
                + " events among those of kmem; without them, set direct-map to the address"
                + " (x86-64 without randomisation: 0xffff888000000000)");
  }
}
