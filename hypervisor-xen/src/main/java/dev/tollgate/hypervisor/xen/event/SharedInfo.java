package dev.tollgate.hypervisor.xen.event;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.Vcpu;

/**
 * The page that Xen and a domain share, as far as events need it ({@code struct shared_info} of
 * 64-bit guests, xen/include/public/xen.h): for each of 32 virtual CPUs 64 bytes with {@code
 * upcall_pending}, {@code upcall_mask} and a selector of words; then 64 words of pending bits and
 * 64 of mask bits, one bit for each channel. Both sides write it.
 */
public final class SharedInfo {

  /** Channels of a domain: bits of all words. */
  public static final int CHANNELS = 4096;

  /** Offset of the words of pending bits. */
  public static final int PENDING = 2048;

  /** Offset of the words of mask bits. */
  public static final int MASK = 2560;

  /** Bytes of the structure. */
  public static final int BYTES = 3136;

  private static final int VCPU_BYTES = 64;
  private static final int UPCALL_MASK = 1;
  private static final int SELECTOR = 8;

  private final PhysicalMemory memory;
  private final long base;

  /** That of a domain. */
  public SharedInfo(PhysicalMemory memory, Domain domain) {
    this.memory = memory;
    this.base = domain.sharedInfoFrame() << PhysicalMemory.FRAME_SHIFT;
  }

  private long vcpu(Vcpu vcpu) {
    return base + (long) VCPU_BYTES * vcpu.number();
  }

  /** Whether an upcall waits for a virtual CPU. */
  public boolean isUpcallPending(Vcpu vcpu) {
    return memory.readByte(vcpu(vcpu)) != 0;
  }

  /** Says whether one does. */
  public void setUpcallPending(Vcpu vcpu, boolean pending) {
    memory.writeByte(vcpu(vcpu), (byte) (pending ? 1 : 0));
  }

  /** Whether a virtual CPU wants no upcalls now. */
  public boolean isUpcallMasked(Vcpu vcpu) {
    return memory.readByte(vcpu(vcpu) + UPCALL_MASK) != 0;
  }

  /** Says whether it does not. */
  public void setUpcallMasked(Vcpu vcpu, boolean masked) {
    memory.writeByte(vcpu(vcpu) + UPCALL_MASK, (byte) (masked ? 1 : 0));
  }

  /** Words that have pending bits for a virtual CPU to look at, one bit each. */
  public long selector(Vcpu vcpu) {
    return memory.readLongLittleEndian(vcpu(vcpu) + SELECTOR);
  }

  /** Sets them. */
  public void setSelector(Vcpu vcpu, long words) {
    memory.writeLongLittleEndian(vcpu(vcpu) + SELECTOR, words);
  }

  /** Whether a channel has an event that nobody has taken. */
  public boolean isPending(int channel) {
    return bit(PENDING, channel);
  }

  /** Sets or clears that. */
  public void setPending(int channel, boolean pending) {
    setBit(PENDING, channel, pending);
  }

  /** Whether a channel's events make no upcall. */
  public boolean isMasked(int channel) {
    return bit(MASK, channel);
  }

  /** Sets or clears that. */
  public void setMasked(int channel, boolean masked) {
    setBit(MASK, channel, masked);
  }

  /** Channels of a word that have an event and are not masked. */
  public long active(int word) {
    return memory.readLongLittleEndian(base + PENDING + (long) Long.BYTES * word)
        & ~memory.readLongLittleEndian(base + MASK + (long) Long.BYTES * word);
  }

  private boolean bit(int offset, int channel) {
    return (memory.readByte(base + offset + (channel >>> 3)) >>> (channel & 7) & 1) != 0;
  }

  private void setBit(int offset, int channel, boolean value) {
    long address = base + offset + (channel >>> 3);
    int mask = 1 << (channel & 7);
    int before = memory.readByte(address);
    memory.writeByte(address, (byte) (value ? before | mask : before & ~mask));
  }
}
