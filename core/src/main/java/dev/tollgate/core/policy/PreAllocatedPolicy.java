package dev.tollgate.core.policy;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;

/**
 * Enters all of a guest's memory at its start, so that I/O page <i>i</i> leads to the frame that
 * the guest counts as <i>i</i>: section 4.3.1 of the 2007 paper. A buffer's bus address is then its
 * address by the guest's own count; to map and unmap takes no entry, no call and no flush.
 *
 * <p>Entries follow the guest's frames: when the frame behind a number changes, as by a balloon or
 * when a page is passed to another guest, the old entry is cleared, forgotten by the unit and
 * written anew.
 *
 * <p>Guarantee: devices reach no frame that is not the guest's, at no time. Not guaranteed is
 * anything within the guest: they reach all of its memory, always. What the unit cannot address by
 * its own number (addresses that it leaves untranslated), or lies in frames whose numbers do not
 * follow each other, is mapped as under {@code strict}.
 */
final class PreAllocatedPolicy implements ProtectionPolicy {

  private final PreAllocation entries;
  private final StrictPolicy others;
  private final boolean reports;
  private long exceptions;

  /**
   * The policy of one device.
   *
   * @param guest whose memory is entered
   * @throws dev.tollgate.core.error.BadInputException if it has more frames than the unit I/O pages
   */
  PreAllocatedPolicy(PolicyContext context, Guest guest) {
    boolean[] made = {false};
    this.entries =
        context
            .domain()
            .shared(
                PreAllocation.class,
                () -> {
                  made[0] = true;
                  return new PreAllocation(context.domain(), guest);
                });
    this.reports = made[0];
    this.others = new StrictPolicy(context);
  }

  @Override
  public long map(long physical, long size, DmaDirection direction, int pageAlignment) {
    int pages = Math.toIntExact(IoPages.spanned(physical, size));
    long page = entries.pageOf(IoPages.of(physical), pages);
    if (page == IovaAllocator.NONE || page % pageAlignment != 0) {
      exceptions++;
      return others.map(physical, size, direction, pageAlignment);
    }
    return (page << IoPages.SHIFT) + IoPages.offset(physical);
  }

  @Override
  public void unmap(long busAddress, long size, DmaDirection direction) {
    if (!entries.holds(IoPages.of(busAddress))) {
      others.unmap(busAddress, size, direction);
    }
  }

  @Override
  public void close() {
    others.close();
  }

  @Override
  public void report(MetricSink sink) {
    others.report(sink);
    sink.metric(
        "policy.preallocated.entries",
        reports ? entries.entries() : 0,
        "count",
        "Entries made when the guest started, and still valid");
    sink.metric(
        "policy.preallocated.rewritten",
        reports ? entries.rewritten() : 0,
        "count",
        "Entries cleared or written because the frame behind a guest's number changed");
    sink.metric(
        "policy.preallocated.exceptions",
        exceptions,
        "count",
        "Mappings of buffers that such entries could not serve, made as under strict");
  }
}
