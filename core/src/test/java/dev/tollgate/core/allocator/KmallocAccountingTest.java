package dev.tollgate.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Who holds which memory, kept beside an allocator that knows nothing of it. */
class KmallocAccountingTest {

  private static final long MICROSECOND = 1_000_000;

  private final Machine machine =
      new Machine(
          new MachineProfile(
              "test", "a test's", 2, 1_000_000_000, 1 << 24, 0, PageAllocation.BUDDY, "free"),
          new CostProfile("free", "nothing costs anything", ImmutableSortedMap.of()));
  private final StepAllocator allocator = new StepAllocator();
  private final KmallocAccounting accounting =
      new KmallocAccounting(allocator, machine, KmallocForm.TINY);

  private final int open = accounting.callSite("seq_open+0x10/0x80");
  private final int read = accounting.callSite("seq_read+0x53/0x200");

  private CallSiteUse use(String symbol, String source) {
    return accounting.accounting().uses().stream()
        .filter(use -> use.site().symbol().equals(symbol) && use.source().equals(source))
        .findFirst()
        .orElseThrow();
  }

  private static CacheSpec cache(String name, long size) {
    return new CacheSpec(name, size, 0, ImmutableSet.of());
  }

  @Test
  void booksEveryByteToWhoeverCalledLast() {
    accounting.calledFrom(open);
    long first = accounting.kmalloc(20);
    accounting.kmalloc(40);
    accounting.calledFrom(read);
    accounting.kmalloc(33);
    accounting.kfree(first);

    CallSiteUse ofOpen = use("seq_open", "kmalloc");
    assertThat(ofOpen.allocations()).isEqualTo(2);
    assertThat(ofOpen.frees()).isEqualTo(1);
    assertThat(ofOpen.requested()).isEqualTo(60);
    assertThat(ofOpen.allocated()).isEqualTo(96);
    assertThat(ofOpen.slack()).isEqualTo(36);
    assertThat(ofOpen.liveRequested()).isEqualTo(40);
    assertThat(ofOpen.liveAllocated()).isEqualTo(64);
    assertThat(ofOpen.liveSlack()).isEqualTo(24);
    assertThat(ofOpen.peakObjects()).isEqualTo(2);
    assertThat(ofOpen.peakAllocated()).isEqualTo(96);
    assertThat(ofOpen.peakSlack()).isEqualTo(36);
    assertThat(use("seq_read", "kmalloc").liveSlack()).isEqualTo(31);
    AccountingReport report = accounting.accounting();
    assertThat(report.peakAllocated()).isEqualTo(160);
    assertThat(report.peakSlack()).isEqualTo(67);
    assertThat(report.largestSlack()).isEqualTo(31);
    assertThat(report.largestSlackSite().symbol()).isEqualTo("seq_read");
    assertThat(report.kmalloc())
        .contains("      96       36       64     2/1     seq_open+0x10\n")
        .contains("      64       31       64     1/0     seq_read+0x53\n");
  }

  @Test
  void whoIsNotNamedIsUnknown() {
    accounting.kmalloc(8);
    assertThat(use("unknown", "kmalloc").allocations()).isEqualTo(1);
    assertThat(accounting.accounting().kmalloc()).endsWith("    1/0     unknown\n");
    assertThatThrownBy(() -> accounting.calledFrom(99))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cachesHaveAccountsOfTheirOwnAndAreNotInProcKmalloc() {
    ObjectCache dentries = accounting.createCache(cache("dentry", 13));
    accounting.calledFrom(open);
    long object = dentries.allocate();
    dentries.allocate();
    accounting.kmalloc(8);
    dentries.free(object);

    CallSiteUse use = use("seq_open", "dentry");
    assertThat(use.requested()).isEqualTo(26);
    assertThat(use.allocated()).isEqualTo(32);
    assertThat(use.liveObjects()).isEqualTo(1);
    assertThat(use("seq_open", "kmalloc").allocations()).isEqualTo(1);
    assertThat(accounting.accounting().kmalloc())
        .contains("number of allocs:             1\n")
        .contains("number of frees:              0\n");
    assertThat(dentries.name()).isEqualTo("dentry");
    assertThat(dentries.objectSize()).isEqualTo(13);
    assertThat(dentries.slotSize()).isEqualTo(16);
  }

  @Test
  void ageIsSimulatedTime() {
    accounting.calledFrom(open);
    long gone = accounting.kmalloc(8);
    machine.advanceTo(10 * MICROSECOND);
    accounting.kmalloc(8);
    machine.advanceTo(30 * MICROSECOND);
    accounting.kmalloc(8);
    accounting.calledFrom(read);
    accounting.kmalloc(8);
    machine.advanceTo(70 * MICROSECOND);
    accounting.kfree(gone);

    CallSiteUse use = use("seq_open", "kmalloc");
    assertThat(use.oldest()).isEqualTo(60 * MICROSECOND);
    assertThat(use.meanAge()).isEqualTo(50 * MICROSECOND);
    assertThat(use.youngest()).isEqualTo(40 * MICROSECOND);
    assertThat(accounting.accounting().live())
        .extracting(live -> live.site().symbol())
        .containsExactly("seq_open", "seq_read");
    assertThat(accounting.accounting().time()).isEqualTo(70 * MICROSECOND);
  }

  @Test
  void whatWasAllFreedHasNoAgeAndDoesNotLeak() {
    accounting.calledFrom(open);
    accounting.kfree(accounting.kmalloc(8));
    machine.advanceTo(MICROSECOND);
    CallSiteUse use = use("seq_open", "kmalloc");
    assertThat(use.oldest()).isZero();
    assertThat(use.youngest()).isZero();
    assertThat(use.meanAge()).isZero();
    assertThat(accounting.accounting().live()).isEmpty();
  }

  @Test
  void freesOnAnotherCpuArePingPong() {
    accounting.calledFrom(open);
    long here = accounting.kmalloc(8);
    long there = accounting.kmalloc(8);
    accounting.kfree(here);
    accounting.runOn(1);
    accounting.kfree(there);
    assertThat(use("seq_open", "kmalloc").otherCpuFrees()).isEqualTo(1);
    assertThat(allocator.calls).contains("runOn 1");
  }

  @Test
  void failuresAndNothingAreNoMemory() {
    accounting.calledFrom(open);
    assertThat(accounting.kmalloc(StepAllocator.UNLUCKY)).isEqualTo(KernelAllocator.FAILED);
    assertThat(accounting.kmalloc(0)).isEqualTo(KernelAllocator.ZERO_SIZE);
    accounting.kfree(KernelAllocator.ZERO_SIZE);
    accounting.kfree(KernelAllocator.FAILED);
    ObjectCache unlucky = accounting.createCache(cache("unlucky", StepAllocator.UNLUCKY));
    assertThat(unlucky.allocate()).isEqualTo(KernelAllocator.FAILED);
    unlucky.free(KernelAllocator.FAILED);

    assertThat(use("seq_open", "kmalloc").failures()).isEqualTo(1);
    assertThat(use("seq_open", "kmalloc").allocations()).isZero();
    assertThat(use("seq_open", "unlucky").failures()).isEqualTo(1);
    assertThat(accounting.accounting().unknownFrees()).isZero();
    // kfree(NULL) is a free in the kernel's books.
    assertThat(accounting.accounting().kmalloc()).contains("number of frees:              1\n");
  }

  @Test
  void wrongFreesAreCountedAndPassedOn() {
    accounting.kfree(accounting.kmalloc(8));
    accounting.kfree(4096);
    accounting.kfree(8192);
    assertThat(accounting.accounting().unknownFrees()).isEqualTo(2);
    assertThat(allocator.calls).endsWith("kfree 4096", "kfree 8192");
  }

  @Test
  void anObjectHandedOutTwiceReplacesTheFirst() {
    accounting.calledFrom(open);
    long address = accounting.kmalloc(8);
    allocator.kfree(address); // behind the accounting's back
    accounting.calledFrom(read);
    assertThat(accounting.kmalloc(8)).isEqualTo(address);
    assertThat(accounting.accounting().replaced()).isEqualTo(1);
    assertThat(use("seq_open", "kmalloc").liveObjects()).isZero();
    assertThat(use("seq_read", "kmalloc").liveObjects()).isEqualTo(1);
  }

  @Test
  void isStillTheAllocatorItStandsInFrontOf() {
    assertThat(accounting.as(StepAllocator.class)).isSameAs(allocator);
    assertThat(accounting.as(KmallocAccounting.class)).isSameAs(accounting);
    assertThat(accounting.as(SlabInfoSource.class)).isNull();
    assertThat(allocator.as(KmallocAccounting.class)).isNull();
    assertThat(accounting.framesHeld()).isEqualTo(1);
    assertThat(accounting.use().sum()).isEqualTo(4096);
    assertThat(accounting.ksize(accounting.kmalloc(8))).isEqualTo(32);
    accounting.check();
    assertThat(allocator.calls).endsWith("check");
  }

  @Test
  void reportsTheSumsBesideTheAllocatorsFigures() {
    accounting.calledFrom(open);
    accounting.kfree(accounting.kmalloc(20));
    accounting.kmalloc(40);
    Map<String, Long> metrics = new HashMap<>();
    MetricSink sink = (name, value, unit, meaning) -> metrics.put(name, value);
    accounting.report(sink);
    assertThat(metrics)
        .containsEntry("allocator.step", 1L)
        .containsEntry("allocator.accounting.allocations", 2L)
        .containsEntry("allocator.accounting.requested", 60L)
        .containsEntry("allocator.accounting.live.allocated", 64L)
        .containsEntry("allocator.accounting.live.slack.peak", 24L);
  }

  @Test
  void sumsOfAccountsEqualThoseOfProcKmallocUnderManyChanges() {
    SplittableRandom random = new SplittableRandom(3);
    List<Long> live = new ArrayList<>();
    for (int step = 0; step < 30_000; step++) {
      machine.advanceTo(step * MICROSECOND);
      if (random.nextInt(100) < (step < 15_000 ? 70 : 40) || live.isEmpty()) {
        accounting.calledFrom(accounting.callSite("f" + random.nextInt(90) + "+0x1/0x2"));
        live.add(accounting.kmalloc(random.nextInt(1, 500)));
      } else {
        int victim = random.nextInt(live.size());
        accounting.kfree(live.get(victim));
        live.set(victim, live.get(live.size() - 1));
        live.remove(live.size() - 1);
      }
    }
    AccountingReport report = accounting.accounting();
    long liveObjects = report.uses().stream().mapToLong(CallSiteUse::liveObjects).sum();
    long allocated = report.uses().stream().mapToLong(CallSiteUse::allocated).sum();
    long slack = report.uses().stream().mapToLong(CallSiteUse::slack).sum();
    long net = report.uses().stream().mapToLong(CallSiteUse::liveAllocated).sum();
    assertThat(liveObjects).isEqualTo(live.size());
    assertThat(report.kmalloc())
        .startsWith(
            """
            total bytes allocated: %8d
            slack bytes allocated: %8d
            net bytes allocated:   %8d
            """
                .formatted(allocated, slack, net));
    // More are live at times than the kernel's table has room for.
    assertThat(report.kmalloc()).doesNotContain("lost allocs:                  0\n");
    assertThat(net).isEqualTo(live.stream().mapToLong(accounting::ksize).sum());
    assertThat(report.uses())
        .allSatisfy(
            use -> {
              assertThat(use.youngest()).isLessThanOrEqualTo(use.meanAge() + 1000);
              assertThat(use.meanAge()).isLessThanOrEqualTo(use.oldest());
            });
  }
}
