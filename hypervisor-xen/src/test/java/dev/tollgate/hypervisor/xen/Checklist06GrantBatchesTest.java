package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.hypervisor.xen.grant.GrantEntry;
import dev.tollgate.hypervisor.xen.grant.GrantFlags;
import dev.tollgate.hypervisor.xen.grant.GrantStatus;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("(a) 6 A status for each operation of a batch; one TLB flush for each unmap batch")
class Checklist06GrantBatchesTest {

  private static final int OP = HypercallNumbers.GRANT_TABLE_OP;
  private static final long OPS = TestGuest.va(20, 0);

  private static void maps(TestGuest back, int count) {
    for (int i = 0; i < count; i++) {
      back.put64(OPS + 32L * i, 0);
      back.put32(OPS + 32L * i + 8, GrantFlags.DEVICE_MAP);
      back.put32(OPS + 32L * i + 12, 9 + i);
      back.put16(OPS + 32L * i + 16, 3);
      back.put16(OPS + 32L * i + 18, 77);
    }
  }

  private static void unmaps(TestGuest back, TestGuest front, int count) {
    for (int i = 0; i < count; i++) {
      back.put64(OPS + 24L * i, 0);
      back.put64(OPS + 24L * i + 8, front.frame(100 + i) << 12);
      back.put32(OPS + 24L * i + 16, i);
      back.put16(OPS + 24L * i + 20, 77);
    }
  }

  private static void grants(TestGuest front, int count) {
    for (int i = 0; i < count; i++) {
      front.grant(9 + i, 0, front.frame(100 + i), GrantEntry.PERMIT_ACCESS);
    }
  }

  @Test
  void anOperationThatFailsDoesNotStopTheBatch() {
    Rig rig = new Rig();
    TestGuest back = rig.dom0();
    TestGuest front = rig.guest(3);
    grants(front, 4);
    maps(back, 4);
    back.put16(OPS + 32 + 16, 9);
    assertThat(back.call(OP, 0, OPS, 4)).isZero();
    assertThat(back.get16(OPS + 18)).isEqualTo((short) GrantStatus.OKAY);
    assertThat(back.get16(OPS + 32 + 18)).isEqualTo((short) GrantStatus.BAD_DOMAIN);
    assertThat(back.get16(OPS + 64 + 18)).isEqualTo((short) GrantStatus.OKAY);
    assertThat(back.get32(OPS + 64 + 20)).as("handle").isEqualTo(1);
    assertThat(rig.steps(XenSteps.GRANT_MAP)).isEqualTo(3);
    assertThat(rig.steps(XenSteps.REFUSED)).isEqualTo(1);
    assertThat(rig.steps(XenSteps.CROSSING)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"XEN_3_1, 1, 1", "XEN_3_1, 70, 1", "XEN_4, 1, 1", "XEN_4, 70, 3", "XEN_4, 64, 2"})
  void unmappingFlushesOnceForTheCallAndTodayForEach32(XenPeriod period, int count, int flushes) {
    Rig rig = new Rig(period);
    TestGuest back = rig.dom0();
    TestGuest front = rig.guest(3);
    grants(front, count);
    maps(back, count);
    back.call(OP, 0, OPS, count);
    assertThat(rig.xen.tlb().flushes()).as("mapping flushes nothing").isZero();
    unmaps(back, front, count);
    assertThat(back.call(OP, 1, OPS, count)).isZero();
    for (int i = 0; i < count; i++) {
      assertThat(back.get16(OPS + 24L * i + 20)).isZero();
    }
    assertThat(rig.xen.tlb().flushes()).isEqualTo(flushes);
    assertThat(rig.xen.tlb().remoteFlushes()).isEqualTo(2L * flushes);
    assertThat(rig.steps(XenSteps.GRANT_UNMAP)).isEqualTo(count);
    rig.xen.check();
  }

  @Test
  void todayABatchIsCutForEventsIn2007OnlyOneOfCopies() {
    for (XenPeriod period : XenPeriod.values()) {
      Rig rig = new Rig(period);
      TestGuest back = rig.dom0();
      TestGuest front = rig.guest(3);
      grants(front, 10);
      maps(back, 10);
      rig.cutAfter = 3;
      assertThat(back.call(OP, 0, OPS, 10)).isZero();
      assertThat(rig.xen.grants().mapping().maps()).as("none twice, none lost").isEqualTo(10);
      assertThat(rig.xen.hypercalls().crossings(OP)).isEqualTo(period == XenPeriod.XEN_4 ? 2 : 1);
      rig.cutAfter = -1;
      unmaps(back, front, 10);
      back.call(OP, 1, OPS, 10);
      for (int i = 0; i < 10; i++) {
        back.copyOp(OPS + 40L * i, 9 + i, 3, 0, back.frame(50), 0x7FF0, 0, 8, 1);
      }
      rig.cutAfter = 3;
      long before = rig.xen.hypercalls().crossings(OP);
      assertThat(back.call(OP, 5, OPS, 10)).isZero();
      assertThat(rig.xen.hypercalls().crossings(OP) - before).isEqualTo(2);
      assertThat(rig.xen.grants().copies().copies()).isEqualTo(10);
      rig.xen.check();
    }
  }
}
