package dev.tollgate.workload.kmem;

import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.workload.trace.NameTable;
import java.util.Arrays;

/** Tells an allocator which place in the kernel each request of a trace comes from. */
final class Callers {

  private static final int UNASKED = -1;

  private final KernelAllocator allocator;
  private final RequestSource requests;

  /** The allocator's numbers by the trace's, one further: nobody knows who comes first. */
  private int[] numbers = {0};

  private int others = UNASKED;
  private int current = UNASKED;

  Callers(KernelAllocator allocator, RequestSource requests) {
    this.allocator = allocator;
    this.requests = requests;
  }

  /** Says who asks for what the source stands on. */
  void announce() {
    int site = requests.callSite();
    if (site == current) {
      return;
    }
    current = site;
    allocator.calledFrom(site == NameTable.OVERFLOW ? others() : number(site));
  }

  private int number(int site) {
    int place = site + 1;
    if (place >= numbers.length) {
      int known = numbers.length;
      numbers = Arrays.copyOf(numbers, Math.max(2 * known, place + 1));
      Arrays.fill(numbers, known, numbers.length, UNASKED);
    }
    if (numbers[place] == UNASKED) {
      numbers[place] = allocator.callSite(requests.callSiteName(site));
    }
    return numbers[place];
  }

  private int others() {
    if (others == UNASKED) {
      others = allocator.callSite(requests.callSiteName(NameTable.OVERFLOW));
    }
    return others;
  }
}
