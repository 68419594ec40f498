package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import dev.tollgate.hypervisor.xen.multicall.CallList;
import dev.tollgate.hypervisor.xen.multicall.MulticallUse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("(a) 3 Multicalls: 64-byte entries, own results, no stop, no nesting, continuation")
class Checklist03MulticallsTest {

  private static final int MEMORY = HypercallNumbers.MEMORY_OP;
  private static final int MULTICALL = HypercallNumbers.MULTICALL;
  private static final int UPDATE = HypercallNumbers.UPDATE_VA_MAPPING;
  private static final long LIST = TestGuest.va(2, 0);

  private final Rig rig = new Rig();
  private final TestGuest guest = rig.guest(3);

  @Test
  void entriesAre64BytesInTheGuestsMemoryAndEachHasItsResult() {
    guest.put16(TestGuest.va(1, 0), DomainIds.SELF);
    guest.entry(LIST, 0, MEMORY, 2, 0);
    guest.entry(LIST, 1, MEMORY, 3, TestGuest.va(1, 0));
    guest.entry(LIST, 2, MEMORY, 63, 0);
    assertThat(guest.call(MULTICALL, LIST, 2)).isZero();
    assertThat(guest.result(LIST, 0)).isEqualTo(Rig.FRAMES - 1);
    assertThat(guest.result(LIST, 1)).isEqualTo(512);
    assertThat(guest.result(LIST, 2)).as("beyond the list").isEqualTo(0x5555);
    assertThat(guest.get64(LIST)).as("only the result is written").isEqualTo(MEMORY);
    assertThat(rig.steps(XenSteps.CROSSING)).isEqualTo(1);
    assertThat(rig.steps(XenSteps.MULTICALL_ENTRY)).isEqualTo(2);
    assertThat(rig.xen.hypercalls().bodies(MEMORY)).isEqualTo(2);
    assertThat(rig.xen.hypercalls().crossings(MEMORY)).isZero();
  }

  @Test
  void anEntryThatFailsDoesNotStopTheList() {
    guest.entry(LIST, 0, 11, 0);
    guest.entry(LIST, 1, MEMORY, 3, 0);
    guest.entry(LIST, 2, UPDATE, TestGuest.va(100, 0), 0, 0);
    assertThat(guest.call(MULTICALL, LIST, 3)).as("all were issued").isZero();
    assertThat(guest.result(LIST, 0)).isEqualTo(Errno.NOSYS);
    assertThat(guest.result(LIST, 1)).isEqualTo(Errno.FAULT);
    assertThat(guest.result(LIST, 2)).isZero();
    assertThat(rig.xen.multicall().failedEntries()).isEqualTo(2);
  }

  @Test
  void aMulticallWithinAMulticallIsRefusedAndTheListGoesOn() {
    guest.entry(LIST, 0, MULTICALL, LIST, 1);
    guest.entry(LIST, 1, MEMORY, 2, 0);
    assertThat(guest.call(MULTICALL, LIST, 2)).isZero();
    assertThat(guest.result(LIST, 0)).isEqualTo(Errno.INVAL);
    assertThat(guest.result(LIST, 1)).isEqualTo(Rig.FRAMES - 1);
    assertThat(guest.call(MULTICALL, LIST, 2)).as("and only there").isZero();
  }

  @Test
  void aListThatCannotBeReadOrAnsweredIsEfault() {
    assertThat(guest.call(MULTICALL, TestGuest.va(4000, 0), 1)).isEqualTo(Errno.FAULT);
    long readOnly = TestGuest.va(guest.domain.usableFrames() + 2, 0);
    assertThat(guest.call(MULTICALL, readOnly, 1)).isEqualTo(Errno.FAULT);
    guest.unmap(3);
    guest.entry(LIST, 63, MEMORY, 2, 0);
    assertThat(guest.call(MULTICALL, LIST + 63 * 64, 2)).isEqualTo(Errno.FAULT);
    assertThat(guest.result(LIST, 63)).as("issued before the list ran out").isPositive();
    assertThat(guest.call(MULTICALL, LIST, 0)).isZero();
  }

  @Test
  void ofTheCountOnly32BitsAreRead() {
    guest.entry(LIST, 0, MEMORY, 2, 0);
    assertThat(guest.call(MULTICALL, LIST, (7L << 32) | 1)).isZero();
    assertThat(rig.xen.multicall().entries()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(XenPeriod.class)
  void aListIsCutWhenAnEventWaitsAndContinuedWithItsRest(XenPeriod period) {
    Rig own = new Rig(period);
    TestGuest kernel = own.guest(3);
    for (int i = 0; i < 4; i++) {
      kernel.entry(LIST, i, UPDATE, TestGuest.va(100 + i, 0), 0, 0);
    }
    own.cutAfter = 2; // the third check
    assertThat(kernel.call(MULTICALL, LIST, 4)).isZero();
    assertThat(own.returns).as("the guest ran in between").isEqualTo(1);
    assertThat(own.xen.hypercalls().crossings(MULTICALL)).isEqualTo(2);
    assertThat(own.xen.hypercalls().continuations()).isEqualTo(1);
    assertThat(own.xen.multicall().entries()).as("none twice").isEqualTo(4);
    for (int i = 0; i < 4; i++) {
      assertThat(kernel.result(LIST, i)).isZero();
    }
  }

  @Test
  void in2007EventsAreLookedForBeforeTheFirstEntryToo() {
    guest.entry(LIST, 0, MEMORY, 2, 0);
    rig.cutAfter = 0;
    assertThat(guest.call(MULTICALL, LIST, 1)).isZero();
    assertThat(rig.returns).isEqualTo(1);
    Rig today = new Rig(XenPeriod.XEN_4);
    TestGuest kernel = today.guest(3);
    kernel.entry(LIST, 0, MEMORY, 2, 0);
    today.cutAfter = 0;
    assertThat(kernel.call(MULTICALL, LIST, 1)).isZero();
    assertThat(today.returns).isZero();
  }

  @Test
  void aCallOfTheListThatIsCutIsRewrittenAndResumed() {
    long list = TestGuest.va(5, 0);
    long structure = TestGuest.va(1, 0);
    guest.reservation(structure, list, 6, 0, DomainIds.SELF);
    for (int i = 0; i < 6; i++) {
      guest.unmap(100 + i);
      guest.put64(list + 8L * i, guest.frame(100 + i));
    }
    guest.entry(LIST, 0, MEMORY, 1, structure);
    guest.entry(LIST, 1, MEMORY, 2, 0);
    rig.cutAfter = 3; // before the list's first entry, then between extents
    assertThat(guest.call(MULTICALL, LIST, 2)).isZero();
    assertThat(guest.result(LIST, 0)).as("all extents").isEqualTo(6);
    assertThat(guest.get64(LIST + 16)).as("goes on at extent 3").isEqualTo(1 | (3 << 6));
    assertThat(guest.result(LIST, 1)).isEqualTo(Rig.FRAMES - 1);
    assertThat(guest.domain.pages()).isEqualTo(506);
    assertThat(rig.xen.hypercalls().crossings(MULTICALL)).isEqualTo(2);
    rig.xen.check();
  }

  @Test
  void theGuestDecidesWhetherAListBecomesAMulticall() {
    List<Long> crossings = new ArrayList<>();
    for (MulticallUse use : MulticallUse.values()) {
      Rig own = new Rig();
      TestGuest kernel = own.guest(3);
      CallList calls = new CallList(kernel.memory, own.xen.hypercalls(), kernel.vcpu, use, LIST);
      calls.add(MEMORY, 2, 0, 0, 0);
      assertThat(calls.issue()).isEqualTo(1);
      assertThat(calls.result(0)).isEqualTo(Rig.FRAMES - 1);
      long single = own.xen.hypercalls().crossings(MULTICALL);
      assertThat(single).isEqualTo(use == MulticallUse.ALWAYS ? 1 : 0);
      calls.add(MEMORY, 2, 0, 0, 0);
      calls.add(11, 0, 0, 0, 0);
      assertThat(calls.issue()).isEqualTo(2);
      assertThat(calls.result(1)).isEqualTo(Errno.NOSYS);
      assertThat(calls.issue()).as("an empty list is no call").isZero();
      crossings.add(own.steps(XenSteps.CROSSING));
    }
    assertThat(crossings).containsExactly(2L, 2L, 3L);
  }

  @Test
  void aListHolds32CallsInOnePage() {
    CallList calls =
        new CallList(guest.memory, rig.xen.hypercalls(), guest.vcpu, MulticallUse.ALWAYS, LIST);
    for (int i = 0; i < 32; i++) {
      assertThat(calls.isFull()).isFalse();
      calls.add(MEMORY, 2, 0, 0, 0);
    }
    assertThat(calls.isFull()).isTrue();
    assertThatThrownBy(() -> calls.add(MEMORY, 2, 0, 0, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThat(calls.issue()).isEqualTo(32);
    assertThatThrownBy(
            () ->
                new CallList(
                    guest.memory, rig.xen.hypercalls(), guest.vcpu, MulticallUse.ALWAYS, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
