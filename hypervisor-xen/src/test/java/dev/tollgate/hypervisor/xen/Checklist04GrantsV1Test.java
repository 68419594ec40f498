package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.PageTableEntry;
import dev.tollgate.hypervisor.xen.grant.DeviceMapper;
import dev.tollgate.hypervisor.xen.grant.GrantEntry;
import dev.tollgate.hypervisor.xen.grant.GrantFlags;
import dev.tollgate.hypervisor.xen.grant.GrantLimits;
import dev.tollgate.hypervisor.xen.grant.GrantStatus;
import dev.tollgate.hypervisor.xen.grant.GuestGrants;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("(a) 4 Grants v1: bit-exact entries, pins, latched frame, end refused, finite handles")
class Checklist04GrantsV1Test {

  private static final int OKAY = GrantStatus.OKAY;
  private static final int HOST = GrantFlags.HOST_MAP;
  private static final int READ = GrantFlags.HOST_MAP | GrantFlags.READ_ONLY;
  private static final int PERMIT = GrantEntry.PERMIT_ACCESS;

  private final Rig rig = new Rig();
  private final TestGuest dom0 = rig.dom0();
  private final TestGuest guest = rig.guest(3);

  /** Address of a page of dom0 with nothing in it, for mappings. */
  private long free(int i) {
    if (dom0.domain.memory().translate(TestGuest.va(200 + i, 0), false) >= 0) {
      dom0.unmap(200 + i);
    }
    return TestGuest.va(200 + i, 0);
  }

  @Test
  void anEntryIsEightBytesOfFlagsDomainAndFrameAndXenMarksItsUse() {
    long frame = guest.frame(100);
    guest.grant(9, 0, frame, PERMIT);
    long entry = guest.table().frame(0) * 4096 + 9 * 8;
    assertThat(guest.memory.readLongLittleEndian(entry)).isEqualTo((frame << 32) | 1);
    assertThat(dom0.mapGrant(READ, 3, 9, free(0))).isEqualTo(OKAY);
    int reader = dom0.handle();
    assertThat(guest.memory.readLongLittleEndian(entry)).isEqualTo((frame << 32) | 1 | 1 << 3);
    assertThat(dom0.mapGrant(HOST, 3, 9, free(1))).isEqualTo(OKAY);
    int writer = dom0.handle();
    assertThat(guest.grantFlags(9)).isEqualTo(1 | 1 << 3 | 1 << 4);
    assertThat(dom0.unmapGrant(writer, free0(1), 0)).isEqualTo(OKAY);
    assertThat(guest.grantFlags(9)).as("no writer left").isEqualTo(1 | 1 << 3);
    assertThat(dom0.unmapGrant(reader, free0(0), 0)).isEqualTo(OKAY);
    assertThat(guest.grantFlags(9)).as("nobody left").isEqualTo(1);
    rig.xen.check();
  }

  private static long free0(int i) {
    return TestGuest.va(200 + i, 0);
  }

  @Test
  void aMappingLeadsToTheGrantersFrame() {
    guest.put64(TestGuest.va(100, 16), 4711);
    guest.grant(9, 0, guest.frame(100), PERMIT);
    assertThat(dom0.mapGrant(HOST, 3, 9, free(0))).isEqualTo(OKAY);
    assertThat(dom0.busAddress()).as("a machine address").isEqualTo(guest.frame(100) << 12);
    assertThat(dom0.get64(TestGuest.va(200, 16))).isEqualTo(4711);
    assertThat(rig.domains.frames().references(guest.frame(100))).isEqualTo(3);
    rig.xen.check();
  }

  @Test
  void theFrameIsLatchedWhileTheEntryIsInUse() {
    guest.grant(9, 0, guest.frame(100), PERMIT);
    dom0.mapGrant(READ, 3, 9, free(0));
    int first = dom0.handle();
    guest.grant(9, 0, guest.frame(101), PERMIT);
    dom0.mapGrant(READ, 3, 9, free(1));
    assertThat(dom0.busAddress()).as("still the old frame").isEqualTo(guest.frame(100) << 12);
    dom0.unmapGrant(dom0.handle(), free0(1), 0);
    dom0.unmapGrant(first, free0(0), 0);
    dom0.mapGrant(READ, 3, 9, free(1));
    assertThat(dom0.busAddress()).isEqualTo(guest.frame(101) << 12);
    rig.xen.check();
  }

  @Test
  void aFirstWriterLooksAtTheEntryAgainButALaterReaderDoesNot() {
    guest.grant(9, 0, guest.frame(100), PERMIT);
    dom0.mapGrant(READ, 3, 9, free(0));
    guest.grant(9, 0, guest.frame(100), PERMIT | GrantEntry.READ_ONLY);
    assertThat(dom0.mapGrant(HOST, 3, 9, free(1))).isEqualTo(GrantStatus.GENERAL_ERROR);
    guest.grant(9, 7, guest.frame(100), GrantEntry.INVALID);
    assertThat(dom0.mapGrant(HOST, 3, 9, free(1))).isEqualTo(GrantStatus.GENERAL_ERROR);
    assertThat(dom0.mapGrant(READ, 3, 9, free(1))).isEqualTo(OKAY);
    rig.xen.check();
  }

  @Test
  void whatIsInUseCanOnlyBeUsedByTheSameDomain() {
    TestGuest other = rig.guest(4);
    guest.grant(9, 0, guest.frame(100), PERMIT);
    dom0.mapGrant(READ, 3, 9, free(0));
    guest.grant(9, 4, guest.frame(100), PERMIT);
    other.unmap(200);
    assertThat(other.mapGrant(READ, 3, 9, TestGuest.va(200, 0)))
        .isEqualTo(GrantStatus.GENERAL_ERROR);
    rig.xen.check();
  }

  @Test
  void aCounterThatReaches128RefusesIn2007AnyUseAndTodayThatKindOfUse() {
    for (XenPeriod period : XenPeriod.values()) {
      Rig own = new Rig(period);
      TestGuest back = own.dom0();
      TestGuest front = own.guest(3);
      front.grant(9, 0, front.frame(100), PERMIT);
      int device = GrantFlags.DEVICE_MAP | GrantFlags.READ_ONLY;
      for (int i = 0; i < 128; i++) {
        assertThat(back.mapGrant(device, 3, 9, 0)).isEqualTo(OKAY);
      }
      assertThat(back.mapGrant(device, 3, 9, 0)).isEqualTo(GrantStatus.GENERAL_ERROR);
      back.unmap(200);
      assertThat(back.mapGrant(READ, 3, 9, TestGuest.va(200, 0)))
          .isEqualTo(period == XenPeriod.XEN_3_1 ? GrantStatus.GENERAL_ERROR : OKAY);
      own.xen.check();
    }
  }

  @Test
  void handlesAreFiniteAndTheOneGivenBackLastIsGivenOutFirst() {
    Rig own =
        new Rig(
            XenOptions.of(XenPeriod.XEN_3_1).withGrantLimits(new GrantLimits(4, 3)),
            DeviceMapper.NONE);
    TestGuest back = own.dom0();
    TestGuest front = own.guest(3);
    front.grant(9, 0, front.frame(100), PERMIT);
    for (int i = 0; i < 3; i++) {
      assertThat(back.mapGrant(GrantFlags.DEVICE_MAP, 3, 9, 0)).isEqualTo(OKAY);
      assertThat(back.handle()).isEqualTo(i);
    }
    assertThat(back.mapGrant(GrantFlags.DEVICE_MAP, 3, 9, 0))
        .isEqualTo(GrantStatus.NO_DEVICE_SPACE);
    assertThat(back.unmapGrant(1, 0, front.frame(100) << 12)).isEqualTo(OKAY);
    assertThat(back.unmapGrant(2, 0, front.frame(100) << 12)).isEqualTo(OKAY);
    assertThat(back.mapGrant(GrantFlags.DEVICE_MAP, 3, 9, 0)).isEqualTo(OKAY);
    assertThat(back.handle()).isEqualTo(2);
    assertThat(own.xen.grantTables().mapped(0)).isEqualTo(2);
    own.xen.check();
  }

  @Test
  void theHalvesOfAMappingAreUnmappedTogetherOrApart() {
    guest.grant(9, 0, guest.frame(100), PERMIT);
    int both = GrantFlags.HOST_MAP | GrantFlags.DEVICE_MAP;
    assertThat(dom0.mapGrant(both, 3, 9, free(0))).isEqualTo(OKAY);
    long bus = dom0.busAddress();
    int handle = dom0.handle();
    assertThat(dom0.unmapGrant(handle, 0, bus)).isEqualTo(OKAY);
    assertThat(guest.grantFlags(9) & GrantEntry.WRITING).isNotZero();
    assertThat(dom0.get64(free0(0))).as("still mapped").isZero();
    assertThat(dom0.unmapGrant(handle, free0(0), 0)).isEqualTo(OKAY);
    assertThat(guest.grantFlags(9)).isEqualTo(PERMIT);
    assertThat(dom0.unmapGrant(handle, free0(0), 0)).isEqualTo(GrantStatus.BAD_HANDLE);
    rig.xen.check();
  }

  @Test
  void aMappingCanBeNamedByTheMachineAddressOfItsPageTableEntry() {
    guest.grant(9, 0, guest.frame(100), PERMIT);
    free(0);
    long entry = dom0.domain.linearMap().entries().addressOf(200);
    int flags = GrantFlags.HOST_MAP | GrantFlags.CONTAINS_PTE;
    assertThat(dom0.mapGrant(flags, 3, 9, guest.frame(5) << 12))
        .as("no page table of the caller's")
        .isEqualTo(GrantStatus.GENERAL_ERROR);
    assertThat(dom0.mapGrant(flags, 3, 9, entry + 4)).isEqualTo(GrantStatus.GENERAL_ERROR);
    assertThat(dom0.mapGrant(flags, 3, 9, entry)).isEqualTo(OKAY);
    assertThat(PageTableEntry.frame(dom0.memory.readLongLittleEndian(entry)))
        .isEqualTo(guest.frame(100));
    assertThat(dom0.unmapGrant(dom0.handle(), entry, 0)).isEqualTo(OKAY);
    rig.xen.check();
  }

  @Test
  void theGuestGrantsAndEndsByPlainWritesAndIsRefusedWhileInUse() {
    GuestGrants grants = new GuestGrants(guest.memory, guest.table(), rig.ledger);
    assertThat(grants.free()).isEqualTo(4 * 512 - 8);
    int reference = grants.grantAccess(0, guest.frame(100), false);
    assertThat(reference).isEqualTo(8);
    assertThat(rig.xen.hypercalls().crossings()).isZero();
    assertThat(dom0.mapGrant(HOST, 3, reference, free(0))).isEqualTo(OKAY);
    assertThat(grants.endAccess(reference)).as("g.e. still in use!").isFalse();
    assertThat(grants.stillInUse()).isEqualTo(1);
    dom0.unmapGrant(dom0.handle(), free0(0), 0);
    assertThat(grants.endAccess(reference)).isTrue();
    assertThat(guest.grantFlags(reference)).isEqualTo(GrantEntry.INVALID);
    assertThat(dom0.mapGrant(HOST, 3, reference, free(1))).isEqualTo(GrantStatus.GENERAL_ERROR);
    grants.release(reference);
    assertThat(grants.claim()).isEqualTo(reference);
  }

  @Test
  void noGuestWritesAPageTableThroughAGrant() {
    long table = guest.domain.linearMap().entries().frames()[0];
    guest.grant(9, 0, table, PERMIT);
    assertThat(dom0.mapGrant(HOST, 3, 9, free(0))).isEqualTo(GrantStatus.GENERAL_ERROR);
    assertThat(guest.grantFlags(9)).as("and no mark stays").isEqualTo(PERMIT);
    assertThat(dom0.mapGrant(READ, 3, 9, free(1))).isEqualTo(OKAY);
    rig.xen.check();
  }

  @Test
  void aGrantedPageTableEntryIsUndoneByTheGrantAlone() {
    guest.grant(9, 0, guest.frame(100), PERMIT);
    dom0.mapGrant(HOST, 3, 9, free(0));
    assertThat(dom0.mapGrant(HOST, 3, 9, free0(0)))
        .as("there is one already")
        .isEqualTo(GrantStatus.GENERAL_ERROR);
    dom0.call(HypercallNumbers.UPDATE_VA_MAPPING, free0(0), 0, 0);
    assertThat(dom0.domain.crashReason()).contains("granted page-table entry");
    rig.xen.check();
  }

  @Test
  void aGranterThatEndsIsOutlivedByItsMappedFramesAndTheirEntries() {
    guest.put64(TestGuest.va(100, 0), 4711);
    guest.grant(9, 0, guest.frame(100), PERMIT);
    dom0.mapGrant(HOST, 3, 9, free(0));
    rig.xen.destroy(guest.domain);
    rig.xen.check();
    assertThat(rig.domains.isNumberTaken(3)).isTrue();
    assertThat(dom0.unmapGrant(dom0.handle(), free0(0), 0)).isEqualTo(OKAY);
    assertThat(rig.domains.isNumberTaken(3)).isFalse();
    rig.xen.check();
  }

  @Test
  void aTakerThatEndsLetsGoOfAllItHadMapped() {
    guest.grant(9, 0, guest.frame(100), PERMIT);
    dom0.mapGrant(HOST | GrantFlags.DEVICE_MAP, 3, 9, free(0));
    rig.xen.destroy(dom0.domain);
    assertThat(guest.grantFlags(9)).isEqualTo(PERMIT);
    rig.xen.check();
  }

  @Test
  void aGuestLearnsTheFramesOfItsTableAndItsSize() {
    long at = TestGuest.va(10, 0);
    long list = TestGuest.va(11, 0);
    guest.put16(at, DomainIds.SELF);
    guest.put32(at + 4, 6);
    guest.put64(at + 16, list);
    assertThat(guest.grantOp(2, 8)).isEqualTo(OKAY);
    assertThat(guest.table().size()).isEqualTo(6 * 512);
    for (int i = 0; i < 6; i++) {
      assertThat(guest.get64(list + 8L * i)).isEqualTo(guest.table().frame(i));
    }
    guest.map(511, guest.table().frame(5));
    guest.put64(TestGuest.va(511, 0), (guest.frame(100) << 32) | 1);
    assertThat(dom0.mapGrant(HOST, 3, 5 * 512, free(0))).isEqualTo(OKAY);
    guest.put32(at + 4, 33);
    assertThat(guest.grantOp(2, 8)).isEqualTo(GrantStatus.GENERAL_ERROR);
    assertThat(guest.grantOp(6, 12)).isEqualTo(OKAY);
    assertThat(guest.get32(at + 4)).isEqualTo(6);
    assertThat(guest.get32(at + 8)).isEqualTo(32);
    rig.xen.check();
  }
}
