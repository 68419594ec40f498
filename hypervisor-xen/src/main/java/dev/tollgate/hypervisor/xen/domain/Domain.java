package dev.tollgate.hypervisor.xen.domain;

import com.google.common.collect.ImmutableList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A domain: memory of its own, virtual CPUs, and whether it still lives.
 *
 * <p>It is dying from the moment it crashes or is destroyed; nothing it does takes effect then, and
 * nobody can give it anything.
 */
public final class Domain {

  private final DomainSpec spec;
  private final FrameTable frames;
  private final PhysicalToMachine physicalToMachine;
  private final LinearMap linearMap;
  private final GuestMemory memory;
  private final long sharedInfoFrame;
  private final int usableFrames;
  private final ImmutableList<Vcpu> vcpus;
  private final DomainUse use = new DomainUse();
  private long maxPages;
  private long addressableFrames = Long.MAX_VALUE;
  private @Nullable String crash;
  private boolean dying;

  Domain(DomainSpec spec, FrameTable frames, DomainTables tables, GuestMemory memory) {
    this.spec = spec;
    this.frames = frames;
    this.physicalToMachine = tables.physicalToMachine();
    this.linearMap = tables.linearMap();
    this.memory = memory;
    this.sharedInfoFrame = tables.sharedInfoFrame();
    this.usableFrames = tables.usableFrames();
    this.maxPages = spec.maxPages();
    this.vcpus =
        IntStream.range(0, spec.vcpus())
            .mapToObj(number -> new Vcpu(this, number))
            .collect(ImmutableList.toImmutableList());
  }

  /** Its number. */
  public int id() {
    return spec.id();
  }

  /** Whether it may act on other domains. */
  public boolean isPrivileged() {
    return spec.privileged();
  }

  /** Its virtual CPUs by number. */
  public ImmutableList<Vcpu> vcpus() {
    return vcpus;
  }

  /** Its map from pseudo-physical to machine frames. */
  public PhysicalToMachine physicalToMachine() {
    return physicalToMachine;
  }

  /** Its page table. */
  public LinearMap linearMap() {
    return linearMap;
  }

  /** Where its pointers lead. */
  public GuestMemory memory() {
    return memory;
  }

  /** Machine frame of its shared_info. */
  public long sharedInfoFrame() {
    return sharedInfoFrame;
  }

  /** Slot of the page table at which it finds its shared_info. */
  public int sharedInfoSlot() {
    return physicalToMachine.size();
  }

  /** Pseudo-physical frames from 0 that its kernel may use; those after them hold its tables. */
  public int usableFrames() {
    return usableFrames;
  }

  /** Frames it owns now. */
  public int pages() {
    return frames.owned(id());
  }

  /** Most frames it may own. */
  public long maxPages() {
    return maxPages;
  }

  /** Sets how many frames it may own; what it has above that it keeps. */
  public void limitPages(long most) {
    maxPages = most;
  }

  /** Whether it can address a frame; a domain without a limit can address all. */
  public boolean canAddress(long frame) {
    return frame < addressableFrames;
  }

  /** Limits the machine frames it can address, as old 32-bit guests had to be. */
  public void limitAddress(long frames) {
    addressableFrames = frames;
  }

  /** Whether it may own that many frames more. */
  public boolean hasHeadroom(long more) {
    return pages() + more <= maxPages;
  }

  /** What it has made Xen do. */
  public DomainUse use() {
    return use;
  }

  /** Whether it has crashed or is being destroyed. */
  public boolean isDying() {
    return dying;
  }

  /** Ends it for something that no guest may do; the first reason counts. */
  public void crash(String reason) {
    if (!dying) {
      crash = reason;
      dying = true;
    }
  }

  /** Why it crashed, or null. */
  public @Nullable String crashReason() {
    return crash;
  }

  void startDying() {
    dying = true;
  }

  @Override
  public String toString() {
    return "d" + id();
  }
}
