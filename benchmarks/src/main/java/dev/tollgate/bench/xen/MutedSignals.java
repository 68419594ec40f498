package dev.tollgate.bench.xen;

import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.spi.GuestSignals;

/** Signals between guests 0 and 1, of which guest 1's driver hears none: it is the attacker's. */
final class MutedSignals implements GuestSignals {

  private final GuestSignals real;
  private int toBack = -1;

  MutedSignals(GuestSignals real) {
    this.real = real;
  }

  /** The channel from guest 1 to guest 0. */
  int toBack() {
    return toBack;
  }

  @Override
  public int connect(int from, int to, int cpu, CpuWork handler) {
    int channel = real.connect(from, to, cpu, to == 1 ? () -> {} : handler);
    if (to == 0) {
      toBack = channel;
    }
    return channel;
  }

  @Override
  public boolean send(int channel) {
    return real.send(channel);
  }

  @Override
  public void mask(int channel) {
    real.mask(channel);
  }

  @Override
  public void unmask(int channel) {
    real.unmask(channel);
  }
}
