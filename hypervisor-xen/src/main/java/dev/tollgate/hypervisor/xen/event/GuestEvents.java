package dev.tollgate.hypervisor.xen.event;

import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import org.jspecify.annotations.Nullable;

/**
 * A guest kernel's side of events (drivers/xen/core/evtchn.c of 2007): an upcall looks at the
 * selected words, takes one event after another, and runs the handler of each. A channel is masked
 * while its handler runs; masking and unmasking are plain writes.
 */
public final class GuestEvents implements UpcallHandler {

  private final SharedInfo info;
  private final @Nullable CpuWork[] handlers = new @Nullable CpuWork[SharedInfo.CHANNELS];
  private long taken;
  private long unhandled;

  /** A kernel without handlers. */
  public GuestEvents(PhysicalMemory memory, Domain domain) {
    this.info = new SharedInfo(memory, domain);
  }

  /** Names what is to be done for a channel's events. */
  public void handle(int port, CpuWork handler) {
    handlers[port] = handler;
  }

  /** The page shared with Xen. */
  public SharedInfo info() {
    return info;
  }

  @Override
  public void upcall(Vcpu vcpu) {
    while (info.isUpcallPending(vcpu)) {
      info.setUpcallPending(vcpu, false);
      long words = info.selector(vcpu);
      info.setSelector(vcpu, 0);
      while (words != 0) {
        int word = Long.numberOfTrailingZeros(words);
        words &= words - 1;
        take(word);
      }
    }
  }

  private void take(int word) {
    for (long active = info.active(word); active != 0; active = info.active(word)) {
      int port = (word << 6) + Long.numberOfTrailingZeros(active);
      info.setMasked(port, true);
      info.setPending(port, false);
      taken++;
      CpuWork handler = handlers[port];
      if (handler == null) {
        unhandled++; // stays masked
        continue;
      }
      handler.run();
      info.setMasked(port, false);
    }
  }

  /** Events taken. */
  public long taken() {
    return taken;
  }

  /** Events of channels that have no handler, which stay masked from then on. */
  public long unhandled() {
    return unhandled;
  }
}
