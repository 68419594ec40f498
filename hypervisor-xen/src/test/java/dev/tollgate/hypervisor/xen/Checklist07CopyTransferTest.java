package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.cost.Steps;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.DomainSpec;
import dev.tollgate.hypervisor.xen.domain.FrameTable;
import dev.tollgate.hypervisor.xen.grant.GrantEntry;
import dev.tollgate.hypervisor.xen.grant.GrantStatus;
import dev.tollgate.hypervisor.xen.grant.GuestGrants;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
    "(a) 7 Copy within pages; transfer: steal, headroom, commit, complete, or the page is lost")
class Checklist07CopyTransferTest {

  private static final int SELF = DomainIds.SELF;
  private static final int ACCEPT = GrantEntry.ACCEPT_TRANSFER;

  private final Rig rig = new Rig();
  private final TestGuest dom0 = rig.dom0();
  private final TestGuest guest = rig.guest(new DomainSpec(3, false, 512, 514, 1, -1));

  @Test
  void aCopyMovesBytesBetweenGrantsAndOwnFrames() {
    guest.put64(TestGuest.va(100, 40), 0x1122334455667788L);
    guest.grant(9, 0, guest.frame(100), GrantEntry.PERMIT_ACCESS | GrantEntry.READ_ONLY);
    assertThat(dom0.copy(9, 3, 40, dom0.frame(70), SELF, 4088, 8, 1)).isZero();
    assertThat(dom0.get64(TestGuest.va(70, 4088))).isEqualTo(0x1122334455667788L);
    guest.grant(10, 0, guest.frame(101), GrantEntry.PERMIT_ACCESS);
    assertThat(dom0.copy(dom0.frame(70), SELF, 4088, 10, 3, 0, 8, 2)).isZero();
    assertThat(guest.get64(TestGuest.va(101, 0))).isEqualTo(0x1122334455667788L);
    assertThat(dom0.copy(9, 3, 40, 10, 3, 1000, 8, 3)).as("grant to grant").isZero();
    assertThat(guest.get64(TestGuest.va(101, 1000))).isEqualTo(0x1122334455667788L);
    assertThat(guest.grantFlags(9)).as("no mark stays").isEqualTo(5);
    assertThat(guest.grantFlags(10)).isEqualTo(1);
    assertThat(rig.steps(XenSteps.GRANT_COPY)).isEqualTo(3);
    assertThat(rig.steps(XenSteps.GRANT_ACQUIRE)).isEqualTo(6);
    assertThat(rig.steps(Steps.COPY_BYTE)).isEqualTo(24);
    rig.xen.check();
  }

  @Test
  void aCopyWritesOnlyWhatMayBeWritten() {
    guest.grant(9, 0, guest.frame(100), GrantEntry.PERMIT_ACCESS | GrantEntry.READ_ONLY);
    assertThat(dom0.copy(dom0.frame(70), SELF, 0, 9, 3, 0, 8, 2))
        .isEqualTo(GrantStatus.GENERAL_ERROR);
    long pageTable = dom0.domain.linearMap().entries().frames()[0];
    assertThat(dom0.copy(9, 3, 0, pageTable, SELF, 0, 8, 1)).isEqualTo(GrantStatus.GENERAL_ERROR);
    assertThat(dom0.copy(9, 3, 0, guest.frame(5), SELF, 0, 8, 1))
        .isEqualTo(GrantStatus.GENERAL_ERROR);
    assertThat(dom0.copy(-1, SELF, 0, dom0.frame(70), SELF, 0, 8, 0))
        .isEqualTo(GrantStatus.GENERAL_ERROR);
    assertThat(guest.grantFlags(9)).isEqualTo(5);
    rig.xen.check();
  }

  @Test
  void today_consecutiveCopiesOfOnePageAcquireItOnce() {
    Rig today = new Rig(XenPeriod.XEN_4);
    TestGuest back = today.dom0();
    TestGuest front = today.guest(3);
    front.grant(9, 0, front.frame(100), GrantEntry.PERMIT_ACCESS);
    long ops = TestGuest.va(20, 0);
    for (int i = 0; i < 5; i++) {
      back.copyOp(ops + 40L * i, 9, 3, 0, back.frame(i < 3 ? 50 : 51), SELF, 0, 8, 1);
    }
    assertThat(back.call(HypercallNumbers.GRANT_TABLE_OP, 5, ops, 5)).isZero();
    assertThat(today.steps(XenSteps.GRANT_COPY)).isEqualTo(5);
    assertThat(today.steps(XenSteps.GRANT_ACQUIRE)).as("source, target, target").isEqualTo(3);
  }

  @Test
  void aTransferredFrameChangesItsOwnerAndIsNamedInTheReceiversEntry() {
    GuestGrants grants = new GuestGrants(guest.memory, guest.table(), rig.ledger);
    int reference = grants.grantTransfer(0);
    long frame = dom0.frame(100);
    dom0.put64(TestGuest.va(100, 8), 4711);
    dom0.unmap(100);
    dom0.forget(100);
    assertThat(dom0.transfer(frame, 3, reference)).isZero();
    assertThat(rig.domains.frames().owner(frame)).isEqualTo(3);
    assertThat(guest.grantFlags(reference))
        .isEqualTo(ACCEPT | GrantEntry.COMMITTED | GrantEntry.COMPLETED)
        .isEqualTo(2 | 1 << 2 | 1 << 3);
    assertThat(dom0.domain.pages()).isEqualTo(1023);
    assertThat(guest.domain.pages()).isEqualTo(513);
    assertThat(grants.endTransfer(reference)).isEqualTo(frame);
    guest.map(512, frame);
    assertThat(guest.get64(TestGuest.va(512, 8))).as("contents come along").isEqualTo(4711);
    assertThat(rig.steps(XenSteps.GRANT_TRANSFER)).isEqualTo(1);
    rig.xen.check();
  }

  @Test
  void aFrameThatAnybodyRefersToStaysTheGivers() {
    guest.grant(20, 0, 0, ACCEPT);
    assertThat(dom0.transfer(dom0.frame(100), 3, 20)).as("mapped").isEqualTo(GrantStatus.BAD_PAGE);
    assertThat(rig.domains.frames().owner(dom0.frame(100))).isZero();
    assertThat(dom0.transfer(dom0.domain.sharedInfoFrame(), 3, 20))
        .as("Xen's")
        .isEqualTo(GrantStatus.BAD_PAGE);
    assertThat(rig.xen.grants().transfers().lost()).isZero();
    assertThat(guest.grantFlags(20)).isEqualTo(ACCEPT);
    rig.xen.check();
  }

  @Test
  void onAnyOtherFailureTheGiverHasLostThePage() {
    GuestGrants grants = new GuestGrants(guest.memory, guest.table(), rig.ledger);
    guest.grant(20, 5, 0, ACCEPT); // from somebody else
    guest.grant(21, 0, 0, ACCEPT | GrantEntry.COMMITTED); // not exactly accept_transfer
    guest.grant(22, 0, guest.frame(100), GrantEntry.PERMIT_ACCESS);
    int[] references = {20, 21, 22, 1 << 20, 23};
    for (int i = 0; i < references.length; i++) {
      dom0.unmap(100 + i);
      long frame = dom0.frame(100 + i);
      assertThat(dom0.transfer(frame, 3, references[i])).isEqualTo(GrantStatus.GENERAL_ERROR);
      assertThat(rig.domains.frames().owner(frame)).isEqualTo(FrameTable.NOBODY);
    }
    dom0.unmap(110);
    assertThat(dom0.transfer(dom0.frame(110), 77, 20)).isEqualTo(GrantStatus.BAD_DOMAIN);
    assertThat(rig.xen.grants().transfers().lost()).isEqualTo(6);
    assertThat(dom0.domain.pages()).isEqualTo(1018);
    int reference = grants.grantTransfer(0);
    assertThat(grants.endTransfer(reference)).as("nobody gave").isEqualTo(GuestGrants.NO_FRAME);
    rig.xen.check();
  }

  @Test
  void aReceiverWithoutHeadroomOrDyingGetsNothing() {
    for (int i = 0; i < 3; i++) {
      guest.grant(20 + i, 0, 0, ACCEPT);
      dom0.unmap(100 + i);
    }
    assertThat(dom0.transfer(dom0.frame(100), 3, 20)).isZero();
    assertThat(dom0.transfer(dom0.frame(101), 3, 21)).isZero();
    assertThat(dom0.transfer(dom0.frame(102), 3, 22))
        .as("514 frames at most")
        .isEqualTo(GrantStatus.GENERAL_ERROR);
    assertThat(guest.grantFlags(22)).as("not committed").isEqualTo(ACCEPT);
    guest.domain.limitPages(600);
    guest.domain.crash("for a test");
    dom0.unmap(103);
    assertThat(dom0.transfer(dom0.frame(103), 3, 22)).isEqualTo(GrantStatus.GENERAL_ERROR);
    rig.xen.check();
  }

  @Test
  void aFlipAsTheDriversOf2007MakeIt() {
    // netback: a new frame in place of the one that goes; netfront: a frame of its own given back.
    GuestGrants grants = new GuestGrants(guest.memory, guest.table(), rig.ledger);
    long given = guest.frame(100);
    guest.unmap(100);
    guest.forget(100);
    long list = TestGuest.va(4, 0);
    guest.put64(list, given);
    guest.reservation(TestGuest.va(1, 0), list, 1, 0, SELF);
    int memory = HypercallNumbers.MEMORY_OP;
    assertThat(guest.call(memory, 1, TestGuest.va(1, 0))).isEqualTo(1);
    int reference = grants.grantTransfer(0);

    dom0.domain.limitPages(2000);
    dom0.reservation(TestGuest.va(1, 0), list, 1, 0, SELF);
    assertThat(dom0.call(memory, 0, TestGuest.va(1, 0))).isEqualTo(1);
    long fresh = dom0.get64(list);
    long full = dom0.frame(100);
    dom0.put64(TestGuest.va(100, 0), 4711);
    dom0.map(100, fresh);
    dom0.put64(TestGuest.va(7, 0), (fresh << 12) | 1);
    dom0.put64(TestGuest.va(7, 8), 100);
    int update = HypercallNumbers.MMU_UPDATE;
    assertThat(dom0.call(update, TestGuest.va(7, 0), 1, 0, SELF)).isZero();
    assertThat(dom0.transfer(full, 3, reference)).isZero();

    long came = grants.endTransfer(reference);
    guest.map(100, came);
    guest.put64(TestGuest.va(7, 0), (came << 12) | 1);
    guest.put64(TestGuest.va(7, 8), 100);
    assertThat(guest.call(update, TestGuest.va(7, 0), 1, 0, SELF)).isZero();
    assertThat(guest.get64(TestGuest.va(100, 0))).isEqualTo(4711);
    assertThat(rig.domains.machineToPhysical().get(came)).isEqualTo(100);
    assertThat(dom0.domain.pages()).isEqualTo(1024);
    assertThat(guest.domain.pages()).isEqualTo(512);
    rig.xen.check();
  }
}
