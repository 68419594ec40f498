package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.DomainSpec;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.event.EventChannels;
import dev.tollgate.hypervisor.xen.event.EventDelivery;
import dev.tollgate.hypervisor.xen.event.GuestEvents;
import dev.tollgate.hypervisor.xen.event.SharedInfo;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("(a) 9 Events: pending, mask, selector, coalescing, IPI only to a running virtual CPU")
class Checklist09EventsTest {

  private static final int OP = HypercallNumbers.EVENT_CHANNEL_OP;
  private static final long ARGUMENTS = TestGuest.va(10, 0);

  private final Rig rig = new Rig();
  private final TestGuest dom0 = rig.dom0();
  private final TestGuest guest = rig.guest(new DomainSpec(3, false, 512, 512, 2, -1));
  private final EventDelivery events = rig.xen.events();
  private final SharedInfo info = new SharedInfo(rig.domains.memory(), guest.domain);
  private final List<Vcpu> kicked = new ArrayList<>();
  private boolean running;
  private int guestPort;
  private int dom0Port;

  @BeforeEach
  void connect() {
    events.control(
        vcpu -> {
          kicked.add(vcpu);
          return running;
        });
    guest.put16(ARGUMENTS, DomainIds.SELF);
    guest.put16(ARGUMENTS + 2, 0);
    assertThat(guest.call(OP, 6, ARGUMENTS)).isZero();
    guestPort = guest.get32(ARGUMENTS + 4);
    dom0.put16(ARGUMENTS, 3);
    dom0.put32(ARGUMENTS + 4, guestPort);
    assertThat(dom0.call(OP, 0, ARGUMENTS)).isZero();
    dom0Port = dom0.get32(ARGUMENTS + 8);
    kicked.clear();
    SharedInfo theirs = new SharedInfo(rig.domains.memory(), dom0.domain);
    theirs.setSelector(dom0.vcpu, 0); // binding told dom0 at once
    theirs.setUpcallPending(dom0.vcpu, false);
  }

  private long send(TestGuest from, int port) {
    from.put32(ARGUMENTS, port);
    return from.call(OP, 4, ARGUMENTS);
  }

  private long word(int offset) {
    return rig.domains
        .memory()
        .readLongLittleEndian((guest.domain.sharedInfoFrame() << 12) + offset);
  }

  @Test
  void anEventSetsThreeBitsInSharedInfoAndKicksTheVirtualCpu() {
    assertThat(guestPort).as("port 0 is reserved").isEqualTo(1);
    assertThat(send(dom0, dom0Port)).isZero();
    assertThat(word(2048)).as("pending").isEqualTo(1L << guestPort);
    assertThat(word(2560)).as("mask").isZero();
    assertThat(word(8)).as("selector of virtual CPU 0").isEqualTo(1);
    assertThat(word(0) & 0xff).as("upcall_pending").isEqualTo(1);
    assertThat(kicked).containsExactly(guest.vcpu);
    assertThat(rig.steps(XenSteps.EVENT_SEND)).as("one at binding").isEqualTo(2);
  }

  @Test
  void anEventThatFindsItsChannelPendingGoesIntoIt() {
    send(dom0, dom0Port);
    send(dom0, dom0Port);
    send(dom0, dom0Port);
    assertThat(events.coalesced()).isEqualTo(2);
    assertThat(kicked).hasSize(1);
  }

  @Test
  void onlyARunningVirtualCpuIsInterrupted() {
    send(dom0, dom0Port);
    assertThat(events.interrupts()).isZero();
    info.setPending(guestPort, false);
    info.setSelector(guest.vcpu, 0);
    info.setUpcallPending(guest.vcpu, false);
    running = true;
    send(dom0, dom0Port);
    assertThat(events.interrupts()).isEqualTo(1);
    assertThat(rig.steps(XenSteps.EVENT_IPI)).isEqualTo(1);
  }

  @Test
  void aMaskedChannelStaysPendingUntilItIsUnmasked() {
    info.setMasked(guestPort, true);
    send(dom0, dom0Port);
    assertThat(info.isPending(guestPort)).isTrue();
    assertThat(info.isUpcallPending(guest.vcpu)).isFalse();
    assertThat(kicked).isEmpty();
    guest.put32(ARGUMENTS, guestPort);
    assertThat(guest.call(OP, 9, ARGUMENTS)).isZero();
    assertThat(info.isUpcallPending(guest.vcpu)).isTrue();
    assertThat(kicked).hasSize(1);
  }

  @Test
  void anUpcallTakesAllEventsAndHappensOnlyIfNotMasked() {
    GuestEvents kernel = new GuestEvents(guest.memory, guest.domain);
    events.register(guest.domain, kernel);
    List<String> handled = new ArrayList<>();
    kernel.handle(guestPort, () -> handled.add("dom0"));
    send(dom0, dom0Port);
    info.setUpcallMasked(guest.vcpu, true);
    assertThat(events.deliver(guest.vcpu)).isFalse();
    info.setUpcallMasked(guest.vcpu, false);
    assertThat(events.deliver(guest.vcpu)).isTrue();
    assertThat(handled).containsExactly("dom0");
    assertThat(events.deliver(guest.vcpu)).isFalse();
    assertThat(events.upcalls()).isEqualTo(1);
    assertThat(rig.steps(XenSteps.UPCALL)).isEqualTo(1);
    assertThat(kernel.taken()).isEqualTo(1);
    assertThat(info.isMasked(guestPort)).isFalse();
    send(dom0, dom0Port);
    assertThat(events.coalesced()).isZero();
  }

  @Test
  void anEventSentWhileItsHandlerRunsMakesAnotherRound() {
    GuestEvents kernel = new GuestEvents(guest.memory, guest.domain);
    events.register(guest.domain, kernel);
    int[] runs = {0};
    kernel.handle(
        guestPort,
        () -> {
          if (runs[0]++ == 0) {
            send(dom0, dom0Port);
          }
        });
    send(dom0, dom0Port);
    events.deliver(guest.vcpu);
    assertThat(runs[0]).isEqualTo(2);
    assertThat(events.upcalls()).isEqualTo(1);
  }

  @Test
  void aCallIsCutOnceForAnUpcallThatWaits() {
    send(dom0, dom0Port);
    assertThat(events.isDue(guest.vcpu)).isTrue();
    events.returned(guest.vcpu);
    assertThat(events.isDue(guest.vcpu)).isFalse();
    assertThat(events.isReady(guest.vcpu)).isTrue();
    info.setUpcallMasked(guest.vcpu, true);
    assertThat(events.isDue(guest.vcpu)).isFalse();
  }

  @Test
  void channelsTellTheVirtualCpuTheyAreBoundTo() {
    guest.put32(ARGUMENTS, guestPort);
    guest.put32(ARGUMENTS + 4, 1);
    assertThat(guest.call(OP, 8, ARGUMENTS)).isZero();
    send(dom0, dom0Port);
    assertThat(kicked).containsExactly(guest.domain.vcpus().get(1));
    assertThat(word(64) & 0xff).isEqualTo(1);
    guest.put32(ARGUMENTS + 4, 2);
    assertThat(guest.call(OP, 8, ARGUMENTS)).isEqualTo(Errno.NOENT);
    guest.put32(ARGUMENTS, 1);
    assertThat(guest.call(OP, 7, ARGUMENTS)).as("IPI channel").isZero();
    int ipi = guest.get32(ARGUMENTS + 4);
    assertThat(send(guest, ipi)).isZero();
    assertThat(info.isPending(ipi)).isTrue();
  }

  @Test
  void interruptsOfDevicesAndOfXenAreEventsToo() {
    EventChannels channels = rig.xen.channels();
    dom0.put32(ARGUMENTS, 17);
    assertThat(dom0.call(OP, 2, ARGUMENTS)).isZero();
    assertThat(dom0.call(OP, 2, ARGUMENTS)).isEqualTo(Errno.EXIST);
    guest.put32(ARGUMENTS, 17);
    assertThat(guest.call(OP, 2, ARGUMENTS)).isEqualTo(Errno.PERM);
    assertThat(channels.raisePhysical(dom0.domain, 17)).isTrue();
    assertThat(channels.raisePhysical(dom0.domain, 18)).isFalse();
    assertThat(kicked).contains(dom0.vcpu);
    guest.put32(ARGUMENTS, EventChannels.TIMER);
    guest.put32(ARGUMENTS + 4, 1);
    assertThat(guest.call(OP, 1, ARGUMENTS)).isZero();
    assertThat(guest.call(OP, 1, ARGUMENTS)).isEqualTo(Errno.EXIST);
    assertThat(channels.raiseVirtual(guest.domain, EventChannels.TIMER, 1)).isTrue();
    guest.put32(ARGUMENTS, 3);
    assertThat(guest.call(OP, 1, ARGUMENTS)).as("a global one on CPU 1").isEqualTo(Errno.INVAL);
    guest.put32(ARGUMENTS, 24);
    assertThat(guest.call(OP, 1, ARGUMENTS)).isEqualTo(Errno.INVAL);
  }

  @Test
  void aClosedChannelLeavesItsPeerWaiting() {
    dom0.put32(ARGUMENTS, dom0Port);
    assertThat(dom0.call(OP, 3, ARGUMENTS)).isZero();
    assertThat(dom0.call(OP, 3, ARGUMENTS)).isEqualTo(Errno.INVAL);
    assertThat(send(dom0, dom0Port)).isEqualTo(Errno.INVAL);
    assertThat(send(guest, guestPort)).as("dropped").isZero();
    dom0.put16(ARGUMENTS, 3);
    dom0.put32(ARGUMENTS + 4, guestPort);
    assertThat(dom0.call(OP, 5, ARGUMENTS)).isZero();
    assertThat(dom0.get32(ARGUMENTS + 8)).as("unbound").isEqualTo(1);
    assertThat(dom0.call(OP, 0, ARGUMENTS)).as("and can be bound again").isZero();
    rig.xen.destroy(dom0.domain);
    assertThat(send(guest, guestPort)).isZero();
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThat(guest.call(OP, 11, ARGUMENTS)).isEqualTo(Errno.NOSYS);
    assertThat(guest.call(OP, 4, 0)).isEqualTo(Errno.FAULT);
    for (int port : new int[] {0, -1, 63, 4095, 4096, Integer.MIN_VALUE}) {
      assertThat(send(guest, port)).isEqualTo(Errno.INVAL);
    }
    guest.put16(ARGUMENTS, 0);
    assertThat(guest.call(OP, 6, ARGUMENTS)).isEqualTo(Errno.PERM);
    assertThat(guest.call(OP, 5, ARGUMENTS)).isEqualTo(Errno.PERM);
    assertThat(guest.call(OP, 10, ARGUMENTS)).isEqualTo(Errno.PERM);
    guest.put32(ARGUMENTS + 4, dom0Port);
    assertThat(guest.call(OP, 0, ARGUMENTS)).as("it is bound already").isEqualTo(Errno.INVAL);
    guest.put16(ARGUMENTS, 9);
    assertThat(guest.call(OP, 0, ARGUMENTS)).isEqualTo(Errno.SRCH);
    guest.put16(ARGUMENTS, DomainIds.SELF);
    assertThat(guest.call(OP, 10, ARGUMENTS)).isZero();
    assertThat(send(guest, guestPort)).isEqualTo(Errno.INVAL);
  }

  @Test
  void aDomainHas4095Channels() {
    guest.put16(ARGUMENTS, DomainIds.SELF);
    guest.put16(ARGUMENTS + 2, 0);
    for (int port = 2; port < 4096; port++) {
      assertThat(guest.call(OP, 6, ARGUMENTS)).isZero();
      assertThat(guest.get32(ARGUMENTS + 4)).isEqualTo(port);
    }
    assertThat(guest.call(OP, 6, ARGUMENTS)).isEqualTo(Errno.NOSPC);
  }
}
