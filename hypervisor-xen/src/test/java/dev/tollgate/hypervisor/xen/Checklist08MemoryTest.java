package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.DomainSpec;
import dev.tollgate.hypervisor.xen.domain.FrameTable;
import dev.tollgate.hypervisor.xen.domain.PhysicalToMachine;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import dev.tollgate.hypervisor.xen.memory.Balloon;
import dev.tollgate.hypervisor.xen.memory.MemoryOp;
import dev.tollgate.hypervisor.xen.memory.UpdateVaMapping;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("(a) 8 Memory: increase, decrease, populate, exchange; partial success; balloon")
class Checklist08MemoryTest {

  private static final int MEMORY = HypercallNumbers.MEMORY_OP;
  private static final long STRUCTURE = TestGuest.va(1, 0);
  private static final long EXTENTS = TestGuest.va(4, 0);

  private final Rig rig = new Rig();
  private final TestGuest dom0 = rig.dom0();
  private final TestGuest guest = rig.guest(new DomainSpec(3, false, 512, 600, 1, -1));
  private final FrameTable frames = rig.domains.frames();

  @Test
  void increaseGivesFramesUntilTheDomainHasAllItMay() {
    guest.reservation(STRUCTURE, EXTENTS, 100, 0, DomainIds.SELF);
    assertThat(guest.call(MEMORY, MemoryOp.INCREASE_RESERVATION, STRUCTURE)).isEqualTo(88);
    assertThat(guest.domain.pages()).isEqualTo(600);
    for (int i = 0; i < 88; i++) {
      assertThat(frames.owner(guest.get64(EXTENTS + 8L * i))).isEqualTo(3);
    }
    assertThat(rig.steps(XenSteps.MEMORY_EXTENT)).isEqualTo(88);
    assertThat(rig.steps(XenSteps.REFUSED)).isEqualTo(1);
    rig.xen.check();
  }

  @Test
  void decreaseTakesTheListsFramesUntilOneIsNotTheDomains() {
    for (int i = 0; i < 3; i++) {
      guest.unmap(100 + i);
      guest.put64(EXTENTS + 8L * i, guest.frame(100 + i));
    }
    guest.put64(EXTENTS + 24, dom0.frame(100));
    guest.reservation(STRUCTURE, EXTENTS, 4, 0, DomainIds.SELF);
    assertThat(guest.call(MEMORY, MemoryOp.DECREASE_RESERVATION, STRUCTURE)).isEqualTo(3);
    assertThat(guest.domain.pages()).isEqualTo(509);
    assertThat(guest.call(MEMORY, MemoryOp.DECREASE_RESERVATION, STRUCTURE))
        .as("given back already")
        .isZero();
    rig.xen.check();
  }

  @Test
  void aFrameGivenBackWhileMappedStaysUntilItIsUnmapped() {
    long frame = guest.frame(100);
    guest.put64(EXTENTS, frame);
    guest.reservation(STRUCTURE, EXTENTS, 1, 0, DomainIds.SELF);
    assertThat(guest.call(MEMORY, MemoryOp.DECREASE_RESERVATION, STRUCTURE)).isEqualTo(1);
    assertThat(frames.owner(frame)).isEqualTo(3);
    assertThat(guest.call(MEMORY, MemoryOp.DECREASE_RESERVATION, STRUCTURE)).isZero();
    guest.unmap(100);
    assertThat(frames.owner(frame)).isEqualTo(FrameTable.NOBODY);
    rig.xen.check();
  }

  @Test
  void populateNotesTheFramesInM2p() {
    guest.reservation(STRUCTURE, EXTENTS, 2, 0, DomainIds.SELF);
    guest.put64(EXTENTS, 520);
    guest.put64(EXTENTS + 8, 530);
    assertThat(guest.call(MEMORY, MemoryOp.POPULATE_PHYSMAP, STRUCTURE)).isEqualTo(2);
    assertThat(rig.domains.machineToPhysical().get(guest.get64(EXTENTS))).isEqualTo(520);
    assertThat(rig.domains.machineToPhysical().get(guest.get64(EXTENTS + 8))).isEqualTo(530);
    guest.map(520, guest.get64(EXTENTS));
    rig.xen.check();
  }

  @Test
  void aReservationIsCutBetweenExtentsAndContinued() {
    guest.reservation(STRUCTURE, EXTENTS, 10, 0, DomainIds.SELF);
    rig.cutAfter = 4;
    assertThat(guest.call(MEMORY, MemoryOp.INCREASE_RESERVATION, STRUCTURE)).isEqualTo(10);
    assertThat(rig.xen.hypercalls().crossings(MEMORY)).isEqualTo(2);
    assertThat(guest.domain.pages()).isEqualTo(522);
    assertThat(guest.call(MEMORY, MemoryOp.INCREASE_RESERVATION | (8 << 6), STRUCTURE))
        .as("a guest may itself begin at extent 8")
        .isEqualTo(10);
    assertThat(guest.domain.pages()).isEqualTo(524);
    assertThat(guest.call(MEMORY, MemoryOp.INCREASE_RESERVATION | (11 << 6), STRUCTURE))
        .as("but not behind the end")
        .isEqualTo(11);
  }

  @Test
  void onlyThePrivilegedGetLargeExtentsOrActForOthers() {
    guest.reservation(STRUCTURE, EXTENTS, 1, 1, DomainIds.SELF);
    assertThat(guest.call(MEMORY, MemoryOp.INCREASE_RESERVATION, STRUCTURE)).isZero();
    guest.reservation(STRUCTURE, EXTENTS, 1, 0, 0);
    assertThat(guest.call(MEMORY, MemoryOp.INCREASE_RESERVATION, STRUCTURE)).isZero();
    dom0.reservation(STRUCTURE, EXTENTS, 1, 2, 3);
    assertThat(dom0.call(MEMORY, MemoryOp.INCREASE_RESERVATION, STRUCTURE)).isEqualTo(1);
    assertThat(guest.domain.pages()).isEqualTo(516);
    long first = dom0.get64(EXTENTS);
    assertThat(first % 4).isZero();
    assertThat(frames.owner(first + 3)).isEqualTo(3);
    dom0.reservation(STRUCTURE, EXTENTS, 1, 10, 3);
    assertThat(dom0.call(MEMORY, MemoryOp.INCREASE_RESERVATION, STRUCTURE)).isZero();
    dom0.reservation(STRUCTURE, EXTENTS, -1, 0, 3);
    assertThat(dom0.call(MEMORY, MemoryOp.INCREASE_RESERVATION, STRUCTURE)).isZero();
    dom0.reservation(STRUCTURE, EXTENTS, 1, 0, 77);
    assertThat(dom0.call(MEMORY, MemoryOp.INCREASE_RESERVATION, STRUCTURE)).isZero();
  }

  /** Writes a struct xen_memory_exchange of single frames for one extent. */
  private void exchange(TestGuest kernel, int count, int order) {
    kernel.reservation(STRUCTURE, EXTENTS, count, 0, DomainIds.SELF);
    kernel.reservation(STRUCTURE + 32, EXTENTS + 2048, count >> order, order, DomainIds.SELF);
    kernel.put64(STRUCTURE + 64, 0);
  }

  @Test
  void exchangeGivesContiguousFramesForSingleOnes() {
    exchange(dom0, 16, 3);
    for (int i = 0; i < 16; i++) {
      dom0.unmap(100 + 2 * i);
      dom0.put64(EXTENTS + 8L * i, dom0.frame(100 + 2 * i));
    }
    dom0.put64(EXTENTS + 2048, 200);
    dom0.put64(EXTENTS + 2056, 300);
    rig.cutAfter = 0;
    assertThat(dom0.call(MEMORY, MemoryOp.EXCHANGE, STRUCTURE)).isZero();
    assertThat(rig.xen.hypercalls().continuations()).as("between chunks").isEqualTo(1);
    assertThat(dom0.get64(STRUCTURE + 64)).isEqualTo(16);
    assertThat(dom0.domain.pages()).isEqualTo(1024);
    long second = dom0.get64(EXTENTS + 2056);
    assertThat(second % 8).isZero();
    assertThat(frames.owner(second + 7)).isZero();
    assertThat(rig.domains.machineToPhysical().get(second + 7)).isEqualTo(307);
    rig.xen.check();
  }

  @Test
  void exchangeLeavesAChunkThatFailsAsItWas() {
    exchange(dom0, 16, 3);
    for (int i = 0; i < 16; i++) {
      if (i != 12) {
        dom0.unmap(100 + i);
      }
      dom0.put64(EXTENTS + 8L * i, dom0.frame(100 + i));
    }
    assertThat(dom0.call(MEMORY, MemoryOp.EXCHANGE, STRUCTURE))
        .as("frame 12 is mapped")
        .isEqualTo(Errno.INVAL);
    assertThat(dom0.get64(STRUCTURE + 64)).as("one chunk was done").isEqualTo(8);
    assertThat(frames.owner(dom0.frame(108))).isZero();
    rig.xen.check();
    exchange(guest, 8, 3);
    assertThat(guest.call(MEMORY, MemoryOp.EXCHANGE, STRUCTURE)).isEqualTo(Errno.PERM);
    exchange(dom0, 8, 3);
    dom0.put64(STRUCTURE + 8, 9);
    assertThat(dom0.call(MEMORY, MemoryOp.EXCHANGE, STRUCTURE)).isEqualTo(Errno.INVAL);
    assertThat(dom0.call(MEMORY, MemoryOp.EXCHANGE, 0)).isEqualTo(Errno.FAULT);
  }

  @Test
  void otherCommandsAnswerEnosys() {
    assertThat(guest.call(MEMORY, 5, STRUCTURE)).isEqualTo(Errno.NOSYS);
    assertThat(guest.call(MEMORY, MemoryOp.MAXIMUM_RAM_PAGE, 0)).isEqualTo(Rig.FRAMES - 1);
  }

  @Test
  void theBalloonMakesOneCallForAllItsPagesAndUnmapsEach() {
    Balloon balloon = new Balloon(guest.memory, rig.xen.hypercalls(), guest.vcpu, 5, 6);
    int[] pages = IntStream.range(100, 300).toArray();
    assertThat(balloon.inflate(pages, 200)).isEqualTo(200);
    assertThat(guest.domain.pages()).isEqualTo(312);
    assertThat(guest.domain.physicalToMachine().entry(100))
        .isEqualTo(PhysicalToMachine.INVALID_ENTRY);
    assertThat(rig.xen.hypercalls().crossings(MEMORY)).isEqualTo(1);
    assertThat(rig.xen.hypercalls().crossings(HypercallNumbers.UPDATE_VA_MAPPING)).isEqualTo(200);
    rig.xen.check();
    assertThat(balloon.deflate(pages, 150)).isEqualTo(150);
    assertThat(guest.domain.pages()).isEqualTo(462);
    assertThat(rig.xen.hypercalls().crossings(MEMORY)).isEqualTo(2);
    for (int i = 100; i < 250; i++) {
      assertThat(rig.domains.machineToPhysical().get(guest.frame(i))).isEqualTo(i);
    }
    guest.put64(TestGuest.va(249, 0), 1);
    rig.xen.check();
    guest.domain.limitPages(470);
    assertThat(balloon.deflate(IntStream.range(250, 300).toArray(), 50)).isEqualTo(8);
    rig.xen.check();
  }

  @Test
  void pageTableUpdatesFlushAsTheirFlagsSay() {
    int update = HypercallNumbers.UPDATE_VA_MAPPING;
    guest.call(update, TestGuest.va(100, 0), 0, 0);
    assertThat(rig.xen.tlb().flushes()).isZero();
    guest.call(update, TestGuest.va(101, 0), 0, UpdateVaMapping.TLB_FLUSH);
    assertThat(rig.xen.tlb().flushes()).isEqualTo(1);
    assertThat(rig.xen.tlb().remoteFlushes()).isZero();
    guest.call(update, TestGuest.va(102, 0), 0, UpdateVaMapping.TLB_FLUSH | UpdateVaMapping.ALL);
    assertThat(rig.xen.tlb().flushes()).isEqualTo(2);
    assertThat(rig.xen.tlb().remoteFlushes()).isEqualTo(2);
    guest.call(update, TestGuest.va(103, 0), 0, UpdateVaMapping.INVLPG);
    assertThat(rig.xen.tlb().entries()).isEqualTo(1);
    assertThat(rig.steps(XenSteps.TLB_FLUSH)).isEqualTo(2);
    assertThat(rig.steps(XenSteps.TLB_FLUSH_REMOTE)).isEqualTo(2);
    assertThat(rig.steps(XenSteps.TLB_ENTRY)).isEqualTo(1);
  }

  @Test
  void mmuUpdateChangesM2pAndPageTablesAndStopsAtTheFirstThatFails() {
    long list = TestGuest.va(7, 0);
    long done = TestGuest.va(8, 0);
    guest.put64(list, (guest.frame(50) << 12) | 1);
    guest.put64(list + 8, 4711);
    guest.put64(list + 16, guest.domain.linearMap().entries().addressOf(60));
    guest.put64(list + 24, 0);
    guest.put64(list + 32, (dom0.frame(50) << 12) | 1);
    guest.put64(list + 40, 1);
    guest.put64(list + 48, (guest.frame(51) << 12) | 1);
    rig.cutAfter = 1;
    assertThat(guest.call(HypercallNumbers.MMU_UPDATE, list, 4, done, DomainIds.SELF))
        .as("the third is another's frame")
        .isEqualTo(Errno.INVAL);
    assertThat(guest.get32(done)).as("over the continuation").isEqualTo(2);
    assertThat(rig.domains.machineToPhysical().get(guest.frame(50))).isEqualTo(4711);
    assertThat(guest.domain.memory().translate(TestGuest.va(60, 0), false)).isNegative();
    assertThat(guest.call(HypercallNumbers.MMU_UPDATE, list + 32, 1, 0, 0)).isEqualTo(Errno.PERM);
    assertThat(dom0.call(HypercallNumbers.MMU_UPDATE, list, 0, 0, 0)).isEqualTo(Errno.INVAL);
    assertThat(dom0.call(HypercallNumbers.MMU_UPDATE, list, 0, 0, 9)).isEqualTo(Errno.SRCH);
    rig.xen.check();
  }

  @Test
  void mmuExtensionFlushesAndRefusesWhatIsNotModelled() {
    long list = TestGuest.va(7, 0);
    guest.put32(list, 10);
    guest.put32(list + 24, 7);
    guest.put32(list + 48, 0);
    long done = TestGuest.va(8, 0);
    assertThat(guest.call(HypercallNumbers.MMUEXT_OP, list, 3, done, DomainIds.SELF))
        .isEqualTo(Errno.INVAL);
    assertThat(guest.get32(done)).isEqualTo(2);
    assertThat(rig.xen.tlb().flushes()).isEqualTo(1);
    assertThat(rig.xen.tlb().remoteFlushes()).isEqualTo(2);
    assertThat(rig.xen.tlb().entries()).isEqualTo(1);
  }
}
