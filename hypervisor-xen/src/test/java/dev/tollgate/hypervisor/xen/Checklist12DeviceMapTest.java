package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.hypervisor.xen.grant.GrantEntry;
import dev.tollgate.hypervisor.xen.grant.GrantFlags;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("(a) 12 Grants for devices: bus address, readers and writers, downgrade, own grants")
class Checklist12DeviceMapTest {

  private static final int DEVICE = GrantFlags.DEVICE_MAP;
  private static final int READ = GrantFlags.DEVICE_MAP | GrantFlags.READ_ONLY;

  @Test
  void theEntryIsMadeWithTheGrantAndItsBusAddressAnswered() {
    Slots slots = new Slots(4, false);
    Rig rig = new Rig(XenOptions.of(XenPeriod.XEN_3_1), slots);
    TestGuest back = rig.dom0();
    TestGuest front = rig.guest(3);
    long frame = front.frame(100);
    front.grant(9, 0, frame, GrantEntry.PERMIT_ACCESS);
    front.grant(10, 0, frame, GrantEntry.PERMIT_ACCESS);
    assertThat(back.mapGrant(READ, 3, 9, 0)).isZero();
    int reader = back.handle();
    assertThat(back.busAddress()).isEqualTo(4096);
    assertThat(back.mapGrant(DEVICE, 3, 10, 0)).isZero();
    int writer = back.handle();
    assertThat(back.busAddress()).as("the same entry").isEqualTo(4096);
    assertThat(back.mapGrant(DEVICE, 3, 9, 0)).isZero();
    int second = back.handle();
    assertThat(back.unmapGrant(writer, 0, 4096)).isZero();
    assertThat(back.unmapGrant(second, 0, 4096)).isZero();
    assertThat(back.unmapGrant(reader, 0, 4096)).isZero();
    assertThat(slots.log)
        .containsExactly(
            "map " + frame + " r",
            "change " + frame + " rw",
            "change " + frame + " r",
            "unmap " + frame);
    rig.xen.check();
  }

  @Test
  void aFrameCannotLeaveItsDomainWhileADeviceMapsIt() {
    Slots slots = new Slots(4, false);
    Rig rig = new Rig(XenOptions.of(XenPeriod.XEN_3_1), slots);
    TestGuest back = rig.dom0();
    TestGuest front = rig.guest(3);
    front.grant(9, 0, front.frame(100), GrantEntry.PERMIT_ACCESS);
    back.mapGrant(DEVICE, 3, 9, 0);
    front.unmap(100);
    back.grant(20, 3, 0, GrantEntry.ACCEPT_TRANSFER);
    assertThat(front.transfer(front.frame(100), 0, 20)).as("flip").isEqualTo(-9);
    front.put64(TestGuest.va(4, 0), front.frame(100));
    front.reservation(TestGuest.va(1, 0), TestGuest.va(4, 0), 1, 0, 0x7FF0);
    assertThat(front.call(12, 1, TestGuest.va(1, 0))).as("balloon").isEqualTo(1);
    assertThat(rig.domains.frames().owner(front.frame(100))).isEqualTo(3);
    rig.xen.destroy(front.domain);
    assertThat(rig.domains.isNumberTaken(3)).as("death").isTrue();
    assertThat(back.unmapGrant(back.handle(), 0, back.busAddress())).isZero();
    assertThat(slots.mapped).isEmpty();
    assertThat(rig.domains.isNumberTaken(3)).isFalse();
    rig.xen.check();
  }

  @Test
  void ownGrantsNeedNoEntry() {
    Slots slots = new Slots(4, true);
    Rig rig = new Rig(XenOptions.of(XenPeriod.XEN_4), slots);
    TestGuest back = rig.dom0();
    back.grant(9, 0, back.frame(100), GrantEntry.PERMIT_ACCESS);
    assertThat(back.mapGrant(DEVICE, 0, 9, 0)).isZero();
    assertThat(back.busAddress()).isEqualTo(back.frame(100) << 12);
    assertThat(slots.log).isEmpty();
  }

  @Test
  void todayMappingsForCpusCountToo() {
    Slots slots = new Slots(4, true);
    Rig rig = new Rig(XenOptions.of(XenPeriod.XEN_4), slots);
    TestGuest back = rig.dom0();
    TestGuest front = rig.guest(3);
    front.grant(9, 0, front.frame(100), GrantEntry.PERMIT_ACCESS);
    back.unmap(200);
    int both = GrantFlags.HOST_MAP | GrantFlags.DEVICE_MAP;
    assertThat(back.mapGrant(GrantFlags.HOST_MAP, 3, 9, TestGuest.va(200, 0))).isZero();
    int host = back.handle();
    back.unmap(201);
    assertThat(back.mapGrant(both, 3, 9, TestGuest.va(201, 0))).isZero();
    assertThat(slots.mapped).hasSize(1);
    int second = back.handle();
    assertThat(back.unmapGrant(second, 0, back.busAddress())).isZero();
    assertThat(back.unmapGrant(second, TestGuest.va(201, 0), 0)).isZero();
    assertThat(slots.mapped).hasSize(1);
    assertThat(back.unmapGrant(host, TestGuest.va(200, 0), 0)).isZero();
    assertThat(slots.mapped).isEmpty();
    rig.xen.check();
  }

  @Test
  void aTakerThatEndsLeavesNoEntryBehind() {
    Slots slots = new Slots(4, false);
    Rig rig = new Rig(XenOptions.of(XenPeriod.XEN_3_1), slots);
    TestGuest back = rig.dom0();
    TestGuest front = rig.guest(3);
    front.grant(9, 0, front.frame(100), GrantEntry.PERMIT_ACCESS);
    back.mapGrant(DEVICE, 3, 9, 0);
    rig.xen.destroy(back.domain);
    assertThat(slots.mapped).isEmpty();
    rig.xen.check();
  }
}
