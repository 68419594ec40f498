package dev.tollgate.bench.xen;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.FrameCopies;
import dev.tollgate.core.spi.FrameMappings;
import dev.tollgate.core.spi.SharedFrames;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Grants, with a memory of which frames were ever granted: the first two are those of rings. */
final class RecordingFrames implements SharedFrames {

  private final SharedFrames real;
  private final List<Long> first = new ArrayList<>();
  private final BitSet granted = new BitSet();

  RecordingFrames(SharedFrames real) {
    this.real = real;
  }

  /** Physical address of the ring granted first, or second. */
  long ring(int index) {
    return first.get(index) << PhysicalMemory.FRAME_SHIFT;
  }

  boolean wasGranted(long frame) {
    return granted.get(Math.toIntExact(frame));
  }

  @Override
  public int grant(int from, int to, long frame, boolean readOnly) {
    if (first.size() < 2) {
      first.add(frame);
    }
    granted.set(Math.toIntExact(frame));
    return real.grant(from, to, frame, readOnly);
  }

  @Override
  public boolean end(int from, int grant) {
    return real.end(from, grant);
  }

  @Override
  public boolean mapsForDevices() {
    return real.mapsForDevices();
  }

  @Override
  public void map(int guest, FrameMappings list) {
    real.map(guest, list);
  }

  @Override
  public void unmap(int guest, FrameMappings list) {
    real.unmap(guest, list);
  }

  @Override
  public void copy(int guest, FrameCopies list) {
    real.copy(guest, list);
  }
}
