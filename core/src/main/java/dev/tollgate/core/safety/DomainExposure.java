package dev.tollgate.core.safety;

import dev.tollgate.core.dma.AddressTranslation;
import org.jspecify.annotations.Nullable;

/**
 * What the devices of one translation domain can reach, page by page, and what they do with it.
 *
 * <p>Events of one page take constant time, and allocate nothing once the page's part of the table
 * exists; a whole-domain invalidation takes time by the pages unmapped since the one before.
 */
final class DomainExposure extends UnmapTracking {

  private static final int ANYBODY = -1;
  private static final int ANY_RIGHT = 0;

  final AccessCounts counts = new AccessCounts();

  /** Pages whose neighbours are followed, if any are. */
  final PageIndex<ReachingPage> reaching = new PageIndex<>();

  private final int number;
  private @Nullable NeighbourTracking neighbours;

  /**
   * A domain without entries.
   *
   * @param translated false if nothing stands between the devices and memory
   */
  DomainExposure(
      int number,
      boolean translated,
      LateDmas late,
      WindowStatistics stale,
      WorstCaseStatistics worst,
      PinnedMemory memory) {
    super(translated, late, stale, worst, memory);
    this.number = number;
  }

  /** Says who follows what lies beside its buffers, if anybody does. */
  void followNeighbours(@Nullable NeighbourTracking tracking) {
    neighbours = tracking;
  }

  @Override
  void unmapped(long first, long count, long time) {
    if (neighbours != null) {
      neighbours.changed(this, first, count, time);
    }
  }

  /** Its number among the domains of the run. */
  int number() {
    return number;
  }

  /** Bytes of a page that belong to the buffers of {@code grant}. */
  int bytes(long grant) {
    return Grant.isShared(grant) ? shared.get(grant).bytes() : Grant.bytes(grant);
  }

  /** Bytes from {@code from} to {@code to - 1} of a page that belong to them. */
  int bytes(long grant, int from, int to) {
    if (Grant.isShared(grant)) {
      return shared.get(grant).bytes(from, to);
    }
    return Math.max(0, Math.min(to, Grant.end(grant)) - Math.max(from, Grant.start(grant)));
  }

  /** The driver's code is about to write entries, and may invalidate first. */
  void beforeStore() {
    releaseUnmap();
    newCall();
  }

  /** Pages from {@code first} now lead where {@code translation} does, and to the next frames. */
  void stored(long first, int count, long translation, long now) {
    beforeStore();
    storePages(first, count, translation, now);
  }

  /** The call that wrote or cleared entries is over. */
  void callEnded() {
    if (hasReuses()) {
      releaseUnmap();
      judgeReuses();
    }
  }

  /** A driver mapped {@code size} bytes, at least one. */
  void granted(int device, long busAddress, long size, int rights, long now) {
    callEnded();
    releaseUnmap();
    newCall();
    grantPages(device, busAddress, size, rights, now);
  }

  /** The IOTLB read a page's entry and holds that now: see {@link #fillPage}. */
  boolean filled(long page, long now) {
    releaseUnmap();
    newCall();
    return fillPage(page, now);
  }

  /** A page gave way to another in the IOTLB: see {@link #evictPage}. */
  boolean evicted(long page, long now) {
    releaseUnmap();
    newCall();
    return evictPage(page, now);
  }

  /** The unit has surely forgotten all pages. */
  void invalidatedAll(long now) {
    releaseUnmapWithAll(now);
    forgetAll(now);
  }

  /** Nothing will happen any more. */
  void finish() {
    callEnded();
    releaseUnmap();
  }

  /** A device accessed memory, or tried to; within one I/O page. */
  void accessed(int device, long busAddress, int length, boolean write, long physical) {
    releaseUnmap();
    countAccess();
    long page = busAddress >>> Grant.PAGE_SHIFT;
    long[] words = look(page);
    int at = offset(page);
    long grant = words[at + GRANT];
    int start = (int) busAddress & (Grant.PAGE_BYTES - 1);
    if (!covers(grant, device, start, start + length, Rights.needed(write))) {
      counts.stray(outcome(words, at, device, start, length, physical), write, length);
    } else if (Translation.leadsTo(words[at + ENTRY], physical >>> Grant.PAGE_SHIFT)) {
      counts.entitled++;
    } else if (physical == AddressTranslation.FAULT) {
      counts.refused++;
    } else {
      counts.misdirected++;
      counts.misdirectedBytes += length;
    }
  }

  private StrayOutcome outcome(
      long[] words, int at, int device, int start, int length, long physical) {
    long entry = words[at + ENTRY];
    long cached = cached(words, at);
    if (physical == AddressTranslation.FAULT || (entry | cached) == 0) {
      return outsideOfAll(physical);
    }
    if (cached != 0 && !Translation.samePlace(cached, entry)) {
      return Translation.isPresent(cached) ? afterUnmap(cached) : StrayOutcome.ABSORBED;
    }
    long grant = words[at + GRANT];
    if (grant == 0) {
      return Translation.isReleased(entry) ? afterUnmap(entry) : withoutBuffer(entry);
    }
    int end = start + length;
    if (covers(grant, device, start, end, ANY_RIGHT)) {
      return StrayOutcome.EXCESS_RIGHTS;
    }
    if (covers(grant, ANYBODY, start, end, ANY_RIGHT)) {
      return StrayOutcome.OTHER_DEVICE;
    }
    return Translation.isDedicated(entry) ? StrayOutcome.DEDICATED : StrayOutcome.NEIGHBOUR;
  }

  private static StrayOutcome afterUnmap(long translation) {
    return Translation.isDedicated(translation) ? StrayOutcome.DEDICATED : StrayOutcome.STALE;
  }

  private static StrayOutcome withoutBuffer(long entry) {
    return Translation.isDedicated(entry) ? StrayOutcome.DEDICATED : StrayOutcome.STANDING;
  }

  private StrayOutcome outsideOfAll(long physical) {
    if (physical == AddressTranslation.FAULT) {
      return StrayOutcome.DETECTED;
    }
    return translated ? StrayOutcome.ABSORBED : StrayOutcome.STANDING;
  }

  private boolean covers(long grant, int device, int start, int end, int rights) {
    if (Grant.isShared(grant)) {
      return shared.get(grant).covers(device, start, end, rights);
    }
    return grant != 0
        && (device == ANYBODY || Grant.device(grant) == device)
        && (Grant.rights(grant) & rights) == rights
        && Grant.start(grant) <= start
        && end <= Grant.end(grant);
  }
}
