package dev.tollgate.core.allocator;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The books of every place in the kernel and every live allocation, without any limit. */
final class CallSiteLedger {

  private static final long NANOSECOND = 1000;

  private final CallSites sites;
  private final List<SourceUse> uses = new ArrayList<>();
  private final LiveAllocations live = new LiveAllocations();
  private final SourceUse sum = new SourceUse(0, "");
  private long largestSlack;
  private int largestSlackSite;
  private long unknownFrees;
  private long replaced;

  CallSiteLedger(CallSites sites) {
    this.sites = sites;
  }

  /** Opens an account; its number is for {@link #allocated}. */
  int open(int site, String source) {
    uses.add(new SourceUse(site, source));
    return uses.size() - 1;
  }

  void allocated(int account, long address, long requested, long taken, long now, int cpu) {
    if (live.at(address) != LiveAllocations.NONE) {
      replaced++;
      end(live.remove(address), cpu);
    }
    SourceUse use = uses.get(account);
    use.allocated(requested, taken);
    sum.allocated(requested, taken);
    if (taken - requested > largestSlack) {
      largestSlack = taken - requested;
      largestSlackSite = use.site;
    }
    live.add(address, account, requested, taken, now, cpu);
  }

  void failed(int account) {
    uses.get(account).failures++;
  }

  void freed(long address, int cpu) {
    int entry = live.remove(address);
    if (entry == LiveAllocations.NONE) {
      unknownFrees++;
    } else {
      end(entry, cpu);
    }
  }

  /** Bytes that the live allocation at an address takes, or -1 if none is there. */
  long bytesAt(long address) {
    int entry = live.at(address);
    return entry == LiveAllocations.NONE ? -1 : live.allocated(entry);
  }

  private void end(int entry, int cpu) {
    long requested = live.requested(entry);
    long taken = live.allocated(entry);
    boolean onOtherCpu = live.cpu(entry) != cpu;
    uses.get(live.use(entry)).freed(requested, taken, onOtherCpu);
    sum.freed(requested, taken, onOtherCpu);
  }

  /** All places together. */
  SourceUse sum() {
    return sum;
  }

  /** How many live allocations there are. */
  int liveCount() {
    return live.count();
  }

  AccountingReport report(long now, String kmalloc) {
    long[] oldest = new long[uses.size()];
    long[] youngest = new long[uses.size()];
    long[] nanoseconds = new long[uses.size()];
    Arrays.fill(youngest, now);
    for (int entry = 0; entry < live.end(); entry++) {
      if (live.isLive(entry)) {
        int account = live.use(entry);
        long age = now - live.since(entry);
        oldest[account] = Math.max(oldest[account], age);
        youngest[account] = Math.min(youngest[account], age);
        nanoseconds[account] += age / NANOSECOND;
      }
    }
    ImmutableList.Builder<CallSiteUse> rows = ImmutableList.builder();
    for (int account = 0; account < uses.size(); account++) {
      SourceUse use = uses.get(account);
      long mean = nanoseconds[account] / Math.max(1, use.liveObjects()) * NANOSECOND;
      long least = use.liveObjects() == 0 ? 0 : youngest[account];
      rows.add(row(use, oldest[account], mean, least));
    }
    return new AccountingReport(
        now,
        rows.build(),
        sum.peakAllocated,
        sum.peakSlack,
        largestSlack,
        sites.site(largestSlackSite),
        unknownFrees,
        replaced,
        kmalloc);
  }

  private CallSiteUse row(SourceUse use, long oldest, long meanAge, long youngest) {
    return new CallSiteUse(
        sites.site(use.site),
        use.source,
        use.allocations,
        use.frees,
        use.failures,
        use.requested,
        use.allocated,
        use.liveRequested,
        use.liveAllocated,
        use.peakObjects,
        use.peakAllocated,
        use.peakSlack,
        use.otherCpuFrees,
        oldest,
        meanAge,
        youngest);
  }
}
