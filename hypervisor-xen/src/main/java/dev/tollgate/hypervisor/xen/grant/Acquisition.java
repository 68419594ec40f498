package dev.tollgate.hypervisor.xen.grant;

import dev.tollgate.hypervisor.xen.domain.FrameTable;
import dev.tollgate.hypervisor.xen.domain.FrameType;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;

/**
 * Beginning and ending the use of a granted frame, which mapping and copying have in common.
 *
 * <p>In Xen the entry is marked by compare-and-swap against a guest that may write it at the same
 * moment, five times at most; here nothing happens at the same moment.
 */
final class Acquisition {

  private final FrameTable frames;
  private final XenPeriod period;
  private final PagedFrames paged;

  Acquisition(FrameTable frames, XenPeriod period, PagedFrames paged) {
    this.frames = frames;
    this.period = period;
    this.paged = paged;
  }

  /**
   * Begins uses of a grant, each of which holds a reference to its frame.
   *
   * @param user domain that uses it
   * @param increment the uses, as {@link Pin} counts them
   */
  int begin(GrantTable table, int reference, int user, int increment, boolean readOnly) {
    int status = admit(table, reference, user, increment, readOnly);
    if (status != GrantStatus.OKAY) {
      return status;
    }
    int uses = Integer.bitCount(increment);
    long frame = table.pinnedFrame(reference);
    int owner = table.domain().id();
    table.pin(reference, increment);
    for (int i = 0; i < uses; i++) {
      boolean got =
          readOnly ? frames.get(frame, owner) : frames.getAs(frame, owner, FrameType.WRITABLE);
      if (!got) {
        letGo(frame, i, readOnly);
        table.unpin(reference, increment);
        return frames.isValid(frame) || period == XenPeriod.XEN_3_1
            ? GrantStatus.GENERAL_ERROR
            : GrantStatus.BAD_PAGE;
      }
    }
    return GrantStatus.OKAY;
  }

  private int admit(GrantTable table, int reference, int user, int increment, boolean readOnly) {
    int pin = table.pin(reference);
    if (pin != 0) {
      boolean full =
          period == XenPeriod.XEN_3_1 ? Pin.isAnyFull(pin) : Pin.isFullFor(pin, increment);
      if (table.pinnedBy(reference) != user || full) {
        return GrantStatus.GENERAL_ERROR;
      }
    }
    if (pin != 0 && (readOnly || Pin.isWriting(pin))) {
      return GrantStatus.OKAY;
    }
    int flags = table.flags(reference);
    if ((flags & GrantEntry.TYPE_MASK) != GrantEntry.PERMIT_ACCESS
        || table.user(reference) != user) {
      return GrantStatus.GENERAL_ERROR;
    }
    if (!readOnly && (flags & GrantEntry.READ_ONLY) != 0) {
      return GrantStatus.GENERAL_ERROR;
    }
    if (period != XenPeriod.XEN_3_1 && paged.isOut(table.domain().id(), table.frameOf(reference))) {
      return GrantStatus.TRY_AGAIN;
    }
    table.setFlags(reference, flags | GrantEntry.READING | (readOnly ? 0 : GrantEntry.WRITING));
    if (pin == 0) {
      table.latch(reference, user, table.frameOf(reference));
    }
    return GrantStatus.OKAY;
  }

  /** Ends uses of a grant. */
  void end(GrantTable table, int reference, int increment, boolean readOnly) {
    letGo(table.pinnedFrame(reference), Integer.bitCount(increment), readOnly);
    table.unpin(reference, increment);
  }

  private void letGo(long frame, int uses, boolean readOnly) {
    for (int i = 0; i < uses; i++) {
      if (readOnly) {
        frames.put(frame);
      } else {
        frames.putAs(frame);
      }
    }
  }
}
