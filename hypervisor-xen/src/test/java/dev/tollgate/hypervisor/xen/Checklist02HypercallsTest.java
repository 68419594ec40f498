package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.PageTableEntry;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("(a) 2 Hypercalls: entry, body, exit; counts by number; domain ids; privilege")
class Checklist02HypercallsTest {

  private static final long MEMORY = HypercallNumbers.MEMORY_OP;

  private final Rig rig = new Rig();
  private final TestGuest dom0 = rig.dom0();
  private final TestGuest guest = rig.guest(3);

  @Test
  void eachCallIsACrossingOfItsOwnCountedByNumberAndBooked() {
    guest.unmap(100);
    guest.unmap(101);
    assertThat(rig.xen.hypercalls().crossings(HypercallNumbers.UPDATE_VA_MAPPING)).isEqualTo(2);
    assertThat(rig.xen.hypercalls().crossings()).isEqualTo(2);
    assertThat(rig.steps(XenSteps.CROSSING)).isEqualTo(2);
    assertThat(rig.steps(XenSteps.UPDATE_VA)).isEqualTo(2);
    assertThat(guest.domain.use().crossings()).isEqualTo(2);
    assertThat(guest.domain.use().xenMilliCycles())
        .isEqualTo(rig.ledger.totalMilliCycles())
        .isEqualTo(2 * (700 + 500) * 1000L);
    assertThat(dom0.domain.use().crossings()).isZero();
  }

  @Test
  void numbersWithoutABodyAnswerEnosys() {
    for (int number : new int[] {0, 11, 43, 47, 55, 63}) {
      assertThat(guest.call(number, 1, 2)).as("hypercall %d", number).isEqualTo(Errno.NOSYS);
    }
    for (long number : new long[] {64, -1, Long.MIN_VALUE, 1L << 32}) {
      assertThat(rig.xen.hypercalls().call(guest.vcpu, number, 0, 0, 0, 0, 0))
          .isEqualTo(Errno.NOSYS);
    }
    assertThat(rig.xen.hypercalls().unknown()).isEqualTo(10);
  }

  @Test
  void numbersAreThoseOfXensHeader() {
    assertThat(HypercallNumbers.nameOf(1)).isEqualTo("mmu-update");
    assertThat(HypercallNumbers.nameOf(HypercallNumbers.MEMORY_OP)).isEqualTo("memory-op");
    assertThat(HypercallNumbers.nameOf(13)).isEqualTo("multicall");
    assertThat(HypercallNumbers.nameOf(14)).isEqualTo("update-va-mapping");
    assertThat(HypercallNumbers.nameOf(20)).isEqualTo("grant-table-op");
    assertThat(HypercallNumbers.nameOf(26)).isEqualTo("mmuext-op");
    assertThat(HypercallNumbers.nameOf(29)).isEqualTo("sched-op");
    assertThat(HypercallNumbers.nameOf(32)).isEqualTo("event-channel-op");
    assertThat(HypercallNumbers.nameOf(33)).isEqualTo("physdev-op");
    assertThat(HypercallNumbers.nameOf(42)).isEqualTo("hypfs");
    assertThat(HypercallNumbers.nameOf(43)).isEqualTo("number-43");
    assertThat(HypercallNumbers.nameOf(48)).isEqualTo("arch-0");
    assertThat(XenPeriod.of("xen-3.1")).isEqualTo(XenPeriod.XEN_3_1);
    assertThat(XenPeriod.of("xen-4")).isEqualTo(XenPeriod.XEN_4);
  }

  @Test
  void selfIsWhoeverCallsAndOnlyThePrivilegedNameOthers() {
    long ask = TestGuest.va(1, 0);
    guest.put16(ask, DomainIds.SELF);
    assertThat(guest.call((int) MEMORY, 3, ask)).isEqualTo(512);
    guest.put16(ask, 3);
    assertThat(guest.call((int) MEMORY, 3, ask)).as("by its own number").isEqualTo(Errno.PERM);
    guest.put16(ask, 0);
    assertThat(guest.call((int) MEMORY, 3, ask)).isEqualTo(Errno.PERM);
    dom0.put16(ask, 3);
    assertThat(dom0.call((int) MEMORY, 3, ask)).isEqualTo(512);
    assertThat(dom0.call((int) MEMORY, 4, ask)).isEqualTo(512);
    dom0.put16(ask, 9);
    assertThat(dom0.call((int) MEMORY, 3, ask)).isEqualTo(Errno.SRCH);
    for (int id : new int[] {DomainIds.IO, DomainIds.XEN, DomainIds.COPY_ON_WRITE, 0xffff}) {
      dom0.put16(ask, id);
      assertThat(dom0.call((int) MEMORY, 3, ask)).isEqualTo(Errno.SRCH);
    }
    assertThat(DomainIds.SELF).isEqualTo(0x7FF0).isEqualTo(DomainIds.FIRST_RESERVED);
    assertThat(DomainIds.INVALID).isEqualTo(0x7FF4);
  }

  @Test
  void pointersThatLeadNowhereAnswerEfault() {
    for (long pointer : new long[] {0, -8, 0xffff_8000_0000_1000L, TestGuest.va(4000, 0)}) {
      assertThat(guest.call((int) MEMORY, 3, pointer)).isEqualTo(Errno.FAULT);
      assertThat(guest.call(HypercallNumbers.MULTICALL, pointer, 1)).isEqualTo(Errno.FAULT);
      assertThat(guest.call(HypercallNumbers.MMU_UPDATE, pointer, 1, 0, DomainIds.SELF))
          .isEqualTo(Errno.FAULT);
    }
  }

  @Test
  void aGuestMapsAnothersFrameOnlyIfPrivileged() {
    int other = HypercallNumbers.UPDATE_VA_MAPPING_OTHERDOMAIN;
    long entry = PageTableEntry.kernel(dom0.frame(70), false);
    assertThat(guest.call(other, TestGuest.va(9, 0), entry, 0, 0)).isEqualTo(Errno.PERM);
    assertThat(guest.call(HypercallNumbers.UPDATE_VA_MAPPING, TestGuest.va(9, 0), entry, 0))
        .isEqualTo(Errno.INVAL);
    long theirs = PageTableEntry.kernel(guest.frame(70), false);
    assertThat(dom0.call(other, TestGuest.va(9, 0), theirs, 0, 7)).isEqualTo(Errno.SRCH);
    assertThat(dom0.call(other, TestGuest.va(9, 0), theirs, 0, 3)).isZero();
    rig.xen.check();
  }

  @Test
  void refusedOperationsAreBookedAsRefused() {
    guest.call(HypercallNumbers.UPDATE_VA_MAPPING, 0, 0, 0);
    assertThat(rig.steps(XenSteps.REFUSED)).isEqualTo(1);
    assertThat(rig.steps(XenSteps.UPDATE_VA)).isZero();
  }

  @Test
  void theDeadMakeNoCalls() {
    guest.domain.crash("for a test");
    assertThat(guest.call((int) MEMORY, 2, 0)).isEqualTo(Errno.SRCH);
    assertThat(rig.xen.hypercalls().crossings()).isZero();
    assertThat(guest.domain.crashReason()).isEqualTo("for a test");
  }
}
