package dev.tollgate.core.policy;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.BitSet;

/**
 * The entries of one translation domain in which I/O page <i>i</i> leads to the frame behind the
 * guest's number <i>i</i>, made when the guest starts and rewritten when the frame behind a number
 * changes.
 */
final class PreAllocation {

  private final DmaDomain domain;
  private final Guest guest;
  private final BitSet entered = new BitSet();
  private long rewritten;

  /**
   * Enters all frames of the guest, whatever the unit leaves out.
   *
   * @throws BadInputException if the guest has more numbers than the unit has I/O pages
   */
  PreAllocation(DmaDomain domain, Guest guest) {
    this.domain = domain;
    this.guest = guest;
    IovaAllocator pages = domain.iova();
    if (guest.frames() > pages.size()) {
      throw new BadInputException(
          "policy pre-allocated: %s has %d page frames, and only %d I/O pages can be addressed; give it less memory or the IOMMU a larger table"
              .formatted(guest.name(), guest.frames(), pages.size()));
    }
    for (long page = pages.allocate(1, 1, Long.MAX_VALUE);
        page != IovaAllocator.NONE;
        page = pages.allocate(1, 1, Long.MAX_VALUE)) {
      if (page >= guest.frames()) {
        boolean free = pages.free(page, 1);
        if (!free) {
          throw new IllegalStateException("I/O page %d was not taken".formatted(page));
        }
        break;
      }
      enter(page, guest.frameOf(page));
    }
    domain.endOfCall();
    if (domain.refused()) {
      throw new BadInputException(
          "policy pre-allocated: the hypervisor refused an entry for a frame of %s"
              .formatted(guest.name()));
    }
    guest.follow(this::changed);
  }

  private void enter(long page, long frame) {
    if (frame != Guest.NO_FRAME) {
      domain.map(page, 1, frame, DmaDirection.BIDIRECTIONAL);
      entered.set((int) page);
    }
  }

  /**
   * A number of the guest's will stand for another frame: its entry follows, and no old one stays.
   */
  private void changed(long number, long frame) {
    if (entered.get((int) number)) {
      entered.clear((int) number);
      domain.unmap(number, 1);
      rewritten++;
      if (!domain.invalidate(number, 1)) {
        return;
      }
    }
    if (frame != Guest.NO_FRAME) {
      rewritten++;
      enter(number, frame);
    }
    domain.endOfCall();
    if (domain.refused()) {
      entered.clear((int) number);
      domain.unmap(number, 1);
      domain.endOfCall();
    }
  }

  /**
   * The I/O page of the first of some frames.
   *
   * @return {@link IovaAllocator#NONE} if one of them has no entry, or they do not follow each
   *     other in the guest's numbers
   */
  long pageOf(long frame, int count) {
    long first = guest.numberOf(frame);
    for (int i = 0; i < count; i++) {
      long number = guest.numberOf(frame + i);
      if (number == Guest.NO_FRAME || number != first + i || !entered.get((int) number)) {
        return IovaAllocator.NONE;
      }
    }
    return first;
  }

  /** Whether an I/O page is one of the entries made at the start. */
  boolean holds(long page) {
    return entered.get((int) page);
  }

  /** Entries that are valid. */
  long entries() {
    return entered.cardinality();
  }

  /** Entries written or cleared because the frame behind a number changed. */
  long rewritten() {
    return rewritten;
  }
}
