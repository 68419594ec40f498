package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.grant.DeviceMapper;
import dev.tollgate.hypervisor.xen.grant.GrantEntry;
import dev.tollgate.hypervisor.xen.grant.GrantFlags;
import dev.tollgate.hypervisor.xen.grant.GrantLimits;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("(a) 5 Every GNTST code can be had; -7 says that no translation slot is left")
class Checklist05GrantStatusTest {

  private static final int HOST = GrantFlags.HOST_MAP;
  private static final int DEVICE = GrantFlags.DEVICE_MAP;
  private static final int PERMIT = GrantEntry.PERMIT_ACCESS;
  private static final long FREE = TestGuest.va(200, 0);

  private final Slots slots = new Slots(2, false);
  private final Rig rig = new Rig(XenOptions.of(XenPeriod.XEN_3_1), slots);
  private final TestGuest dom0 = rig.dom0();
  private final TestGuest guest = rig.guest(3);

  @BeforeEach
  void grantOne() {
    guest.grant(9, 0, guest.frame(100), PERMIT);
    dom0.unmap(200);
  }

  @Test
  @DisplayName("0 okay")
  void okay() {
    assertThat(dom0.mapGrant(HOST, 3, 9, FREE)).isEqualTo(0);
    assertThat(dom0.unmapGrant(dom0.handle(), FREE, 0)).isEqualTo(0);
  }

  @Test
  @DisplayName("-1 general_error: unused entry, another's, read-only, frame not the granter's")
  void generalError() {
    guest.grant(10, 0, guest.frame(100), GrantEntry.INVALID);
    guest.grant(11, 5, guest.frame(100), PERMIT);
    guest.grant(12, 0, guest.frame(100), PERMIT | GrantEntry.READ_ONLY);
    guest.grant(13, 0, dom0.frame(100), PERMIT);
    guest.grant(14, 0, 0xffff_ffffL, PERMIT);
    guest.grant(15, 0, guest.frame(100), GrantEntry.ACCEPT_TRANSFER);
    for (int reference = 10; reference <= 15; reference++) {
      assertThat(dom0.mapGrant(HOST, 3, reference, FREE)).isEqualTo(-1);
      assertThat(guest.grantFlags(reference) & (GrantEntry.READING | GrantEntry.WRITING)).isZero();
    }
    dom0.mapGrant(HOST, 3, 9, FREE);
    assertThat(dom0.unmapGrant(dom0.handle(), TestGuest.va(201, 0), 0))
        .as("not mapped there")
        .isEqualTo(-1);
    rig.xen.check();
  }

  @Test
  @DisplayName("-2 bad_domain: no such domain; DOMID_SELF does not name a granter")
  void badDomain() {
    for (int domid : new int[] {7, DomainIds.SELF, DomainIds.XEN, 0xffff}) {
      assertThat(dom0.mapGrant(HOST, domid, 9, FREE)).isEqualTo(-2);
    }
    assertThat(dom0.copy(9, 7, 0, dom0.frame(100), DomainIds.SELF, 0, 8, 1)).isEqualTo(-2);
    dom0.unmap(210);
    assertThat(dom0.transfer(dom0.frame(210), 7, 9)).isEqualTo(-2);
  }

  @Test
  @DisplayName("-3 bad_gntref: beyond the table, or mapped for nobody")
  void badReference() {
    assertThat(dom0.mapGrant(HOST, 3, 4 * 512, FREE)).isEqualTo(-3);
    assertThat(dom0.mapGrant(HOST, 3, -1, FREE)).isEqualTo(-3);
    assertThat(dom0.mapGrant(GrantFlags.READ_ONLY, 3, 9, FREE)).isEqualTo(-3);
    assertThat(dom0.copy(4 * 512, 3, 0, dom0.frame(100), DomainIds.SELF, 0, 8, 1)).isEqualTo(-3);
  }

  @Test
  @DisplayName("-4 bad_handle: nothing is mapped under it")
  void badHandle() {
    for (int handle : new int[] {0, 5, 16_384, -1, Integer.MIN_VALUE}) {
      assertThat(dom0.unmapGrant(handle, FREE, 0)).isEqualTo(-4);
    }
  }

  @Test
  @DisplayName("-5 bad_virt_addr: no page-table entry belongs to the address")
  void badVirtualAddress() {
    for (long address : new long[] {0, 4096, 0xffff_8000_0000_0000L, TestGuest.va(5000, 0)}) {
      assertThat(dom0.mapGrant(HOST, 3, 9, address)).isEqualTo(-5);
    }
    assertThat(guest.grantFlags(9)).isEqualTo(PERMIT);
    dom0.mapGrant(HOST, 3, 9, FREE);
    assertThat(dom0.unmapGrant(dom0.handle(), 4096, 0)).isEqualTo(-5);
    rig.xen.check();
  }

  @Test
  @DisplayName("-6 bad_dev_addr: not the bus address of the mapping")
  void badDeviceAddress() {
    assertThat(dom0.mapGrant(DEVICE, 3, 9, 0)).isZero();
    assertThat(dom0.unmapGrant(dom0.handle(), 0, dom0.busAddress() + 4096)).isEqualTo(-6);
    assertThat(slots.mapped).hasSize(1);
  }

  @Test
  @DisplayName("-7 no_device_space: no spare translation slot in the IOMMU; in 2007 also no handle")
  void noDeviceSpace() {
    guest.grant(10, 0, guest.frame(101), PERMIT);
    guest.grant(11, 0, guest.frame(102), PERMIT);
    assertThat(dom0.mapGrant(DEVICE, 3, 9, 0)).isZero();
    assertThat(dom0.mapGrant(DEVICE, 3, 10, 0)).isZero();
    assertThat(dom0.mapGrant(DEVICE | HOST, 3, 11, FREE)).isEqualTo(-7);
    assertThat(guest.grantFlags(11)).as("nothing stays of it").isEqualTo(PERMIT);
    assertThat(dom0.mapGrant(DEVICE, 3, 9, 0)).as("the frame has a slot").isZero();
    rig.xen.check();
  }

  @Test
  @DisplayName("-8 permission_denied: copies by frame and tables of others")
  void permissionDenied() {
    assertThat(dom0.copy(guest.frame(100), 3, 0, dom0.frame(100), DomainIds.SELF, 0, 8, 0))
        .isEqualTo(-8);
    assertThat(dom0.copy(dom0.frame(100), DomainIds.SELF, 0, guest.frame(100), 3, 0, 8, 0))
        .isEqualTo(-8);
    for (int command : new int[] {2, 6, 3}) {
      guest.put16(TestGuest.va(10, 0), 0);
      int status = command == 2 ? 8 : command == 6 ? 12 : 2;
      assertThat(guest.grantOp(command, status)).isEqualTo(-8);
    }
  }

  @Test
  @DisplayName("-9 bad_page: a frame that cannot be passed on; today also one that does not exist")
  void badPage() {
    guest.grant(20, 0, 0, GrantEntry.ACCEPT_TRANSFER);
    for (long frame : new long[] {-1, Rig.FRAMES, guest.frame(100), dom0.frame(100), 3}) {
      assertThat(dom0.transfer(frame, 3, 20)).isEqualTo(-9);
    }
    Rig today = new Rig(XenPeriod.XEN_4);
    TestGuest back = today.dom0();
    TestGuest front = today.guest(3);
    front.grant(9, 0, Rig.FRAMES + 5, PERMIT);
    back.unmap(200);
    assertThat(back.mapGrant(HOST, 3, 9, FREE)).isEqualTo(-9);
  }

  @Test
  @DisplayName("-10 bad_copy_arg: a copy that leaves its page")
  void badCopyArgument() {
    long own = dom0.frame(100);
    assertThat(dom0.copy(9, 3, 4000, own, DomainIds.SELF, 0, 97, 1)).isEqualTo(-10);
    assertThat(dom0.copy(9, 3, 0, own, DomainIds.SELF, 4095, 2, 1)).isEqualTo(-10);
    assertThat(dom0.copy(9, 3, 0xffff, own, DomainIds.SELF, 0, 0xffff, 1)).isEqualTo(-10);
    assertThat(dom0.copy(9, 3, 4000, own, DomainIds.SELF, 0, 96, 1)).isZero();
  }

  @Test
  @DisplayName("-11 address_too_big: the receiver cannot address the frame (after 2007)")
  void addressTooBig() {
    Rig today = new Rig(XenPeriod.XEN_4);
    TestGuest giver = today.dom0();
    TestGuest receiver = today.guest(3);
    receiver.domain.limitPages(600);
    receiver.grant(20, 0, 0, GrantEntry.ACCEPT_TRANSFER);
    receiver.domain.limitAddress(20);
    giver.unmap(100);
    assertThat(giver.transfer(giver.frame(100), 3, 20)).isEqualTo(-11);
    assertThat(today.xen.grants().transfers().lost()).isEqualTo(1);
    today.xen.check();
  }

  @Test
  @DisplayName("-12 eagain: the frame is paged out (after 2007)")
  void tryAgain() {
    boolean[] out = {true};
    Rig today =
        new Rig(
            XenOptions.of(XenPeriod.XEN_4)
                .withPagedFrames((domain, frame) -> domain == 3 && out[0]),
            DeviceMapper.NONE);
    TestGuest back = today.dom0();
    TestGuest front = today.guest(3);
    front.grant(9, 0, front.frame(100), PERMIT);
    back.unmap(200);
    assertThat(back.mapGrant(HOST, 3, 9, FREE)).isEqualTo(-12);
    assertThat(back.copy(9, 3, 0, back.frame(100), DomainIds.SELF, 0, 8, 1)).isEqualTo(-12);
    out[0] = false;
    assertThat(back.mapGrant(HOST, 3, 9, FREE)).isZero();
  }

  @Test
  @DisplayName("-13 no_space: no handle is left (after 2007; then -7 is the IOMMU's alone)")
  void noSpace() {
    Rig today =
        new Rig(
            XenOptions.of(XenPeriod.XEN_4).withGrantLimits(new GrantLimits(4, 0)),
            DeviceMapper.NONE);
    TestGuest back = today.dom0();
    TestGuest front = today.guest(3);
    front.grant(9, 0, front.frame(100), PERMIT);
    assertThat(back.mapGrant(HOST, 3, 9, FREE)).isEqualTo(-13);
  }

  @Test
  void theCallItselfFailsOnlyIfItsOperationsCannotBeReadOrAnswered() {
    int op = HypercallNumbers.GRANT_TABLE_OP;
    long at = TestGuest.va(10, 0);
    for (int command : new int[] {0, 1, 4, 5}) {
      assertThat(dom0.call(op, command, 0, 1)).isEqualTo(Errno.FAULT);
      assertThat(dom0.call(op, command, 0, 0)).isZero();
      assertThat(dom0.call(op, command, at, 513)).isEqualTo(Errno.INVAL);
      assertThat(dom0.call(op, command, at, -1)).isEqualTo(Errno.INVAL);
    }
    long pageTable = TestGuest.va(dom0.domain.usableFrames() + 3, 0);
    assertThat(dom0.call(op, 0, pageTable, 1)).as("no status can be written").isEqualTo(-14);
    assertThat(dom0.call(op, 2, at, 2)).isEqualTo(Errno.INVAL);
    for (int command = 7; command <= 13; command++) {
      assertThat(dom0.call(op, command, at, 1)).isEqualTo(Errno.NOSYS);
    }
  }
}
