package dev.tollgate.hypervisor.xen.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("(a) 1 Domains, pseudo-physical frames, P2M, M2P, owners, counts, conservation")
class Checklist01FramesTest {

  private final Domains domains = Memory.domains();
  private final FrameTable frames = domains.frames();
  private final long freeAtFirst = frames.heap().freeFrames();
  private final Domain dom0 = domains.create(DomainSpec.dom0(1024));
  private final Domain guest = domains.create(new DomainSpec(5, false, 700, 2000, 2, -1));

  @Test
  void bothMapsAreWordsInSimulatedMemoryAndEachOthersInverse() {
    Set<Long> seen = new HashSet<>();
    for (Domain domain : List.of(dom0, guest)) {
      PhysicalToMachine map = domain.physicalToMachine();
      for (int pfn = 0; pfn < domain.pages(); pfn++) {
        long frame = domains.memory().readLongLittleEndian(map.words().addressOf(pfn));
        assertThat(frame).isEqualTo(map.machineFrame(pfn));
        assertThat(frames.owner(frame)).isEqualTo(domain.id());
        assertThat(seen.add(frame)).isTrue();
        long address = domains.machineToPhysical().words().addressOf((int) frame);
        assertThat(domains.memory().readLongLittleEndian(address)).isEqualTo(pfn);
      }
    }
    assertThat(guest.physicalToMachine().entry(700))
        .isEqualTo(PhysicalToMachine.INVALID_ENTRY)
        .isEqualTo(-1L);
    domains.check(List.of());
  }

  @Test
  void theMapsLieWhereTheRealOnesDo() {
    for (long frame : guest.physicalToMachine().words().frames()) {
      assertThat(frames.owner(frame)).as("P2M is the guest's own").isEqualTo(guest.id());
      assertThat(frames.type(frame)).isEqualTo(FrameType.WRITABLE);
    }
    for (long frame : guest.linearMap().entries().frames()) {
      assertThat(frames.owner(frame)).isEqualTo(guest.id());
      assertThat(frames.type(frame)).isEqualTo(FrameType.PAGE_TABLE);
    }
    for (long frame : domains.machineToPhysical().words().frames()) {
      assertThat(frames.owner(frame)).as("M2P is Xen's").isEqualTo(DomainIds.XEN);
    }
  }

  @Test
  void aForeignFrameIsMarkedInTheP2m() {
    long theirs = dom0.physicalToMachine().machineFrame(3);
    guest.physicalToMachine().setForeign(900, theirs);
    assertThat(guest.physicalToMachine().entry(900)).isEqualTo(theirs | 1L << 63);
    assertThat(guest.physicalToMachine().machineFrame(900)).isEqualTo(theirs);
    assertThat(guest.physicalToMachine().isForeign(900)).isTrue();
    assertThat(guest.physicalToMachine().isForeign(3)).isFalse();
    assertThat(guest.physicalToMachine().isForeign(901)).isFalse();
  }

  @Test
  void aFrameGoesBackToTheHeapWithItsLastReference() {
    long frame = guest.physicalToMachine().machineFrame(7);
    assertThat(frames.references(frame)).as("mark and mapping").isEqualTo(2);
    long free = frames.heap().freeFrames();
    assertThat(frames.clearAllocated(frame)).isTrue();
    frames.put(frame);
    assertThat(frames.clearAllocated(frame)).isFalse();
    assertThat(frames.owner(frame)).as("still mapped").isEqualTo(guest.id());
    assertThat(guest.pages()).isEqualTo(700);
    assertThat(guest.linearMap().change(7, 0, guest.id())).isEqualTo(LinearMap.Change.DONE);
    assertThat(frames.owner(frame)).isEqualTo(FrameTable.NOBODY);
    assertThat(guest.pages()).isEqualTo(699);
    assertThat(frames.heap().freeFrames()).isEqualTo(free + 1);
    domains.check(List.of());
  }

  @Test
  void aFrameIsWritableOrAPageTableNeverBoth() {
    long pageTable = guest.linearMap().entries().frames()[0];
    assertThat(guest.linearMap().change(9, PageTableEntry.kernel(pageTable, true), guest.id()))
        .isEqualTo(LinearMap.Change.REFUSED);
    assertThat(guest.linearMap().change(9, PageTableEntry.kernel(pageTable, false), guest.id()))
        .isEqualTo(LinearMap.Change.DONE);
    long plain = guest.physicalToMachine().machineFrame(11);
    assertThat(frames.getAs(plain, guest.id(), FrameType.PAGE_TABLE)).isFalse();
    domains.check(List.of());
  }

  @Test
  void nobodyMapsAnothersFrameOrOneThatDoesNotExist() {
    long theirs = dom0.physicalToMachine().machineFrame(3);
    for (long frame : new long[] {theirs, Memory.FRAMES, (1L << 40) - 1, 2}) {
      assertThat(guest.linearMap().change(9, PageTableEntry.kernel(frame, false), guest.id()))
          .isEqualTo(LinearMap.Change.REFUSED);
    }
    domains.check(List.of());
  }

  @Test
  void onlyAFrameThatNobodyRefersToCanBeStolen() {
    long frame = guest.physicalToMachine().machineFrame(7);
    assertThat(frames.steal(frame, guest.id())).as("still mapped").isFalse();
    guest.linearMap().change(7, 0, guest.id());
    assertThat(frames.steal(frame, dom0.id())).as("not its owner").isFalse();
    assertThat(frames.steal(dom0.sharedInfoFrame(), dom0.id())).as("Xen's").isFalse();
    assertThat(frames.steal(frame, guest.id())).isTrue();
    assertThat(guest.pages()).isEqualTo(699);
    frames.give(frame, dom0.id());
    assertThat(dom0.pages()).isEqualTo(1025);
    domains.check(List.of());
  }

  @Test
  void aDomainThatEndsLeavesClearedFramesAndNothingElse() {
    long frame = guest.physicalToMachine().machineFrame(7);
    domains.memory().writeByte(frame << PhysicalMemory.FRAME_SHIFT, (byte) 1);
    assertThat(domains.destroy(guest)).isEqualTo(700L * 4096);
    assertThat(domains.memory().readByte(frame << PhysicalMemory.FRAME_SHIFT)).isZero();
    domains.destroy(dom0);
    assertThat(frames.heap().freeFrames()).isEqualTo(freeAtFirst);
    domains.check(List.of());
    domains.create(DomainSpec.guest(5, 700));
  }

  @Test
  void aFrameThatOthersReferToOutlivesItsDomain() {
    long frame = guest.physicalToMachine().machineFrame(7);
    assertThat(frames.get(frame, guest.id())).isTrue();
    domains.destroy(guest);
    domains.check(List.of(counts -> counts.reference(frame)));
    assertThatThrownBy(() -> domains.create(DomainSpec.guest(5, 700)))
        .isInstanceOf(IllegalArgumentException.class);
    frames.put(frame);
    domains.check(List.of());
    domains.create(DomainSpec.guest(5, 700));
  }

  @Test
  void theAuditFindsALostReferenceAndALostFrame() {
    frames.get(guest.physicalToMachine().machineFrame(7), guest.id());
    assertThatThrownBy(() -> domains.check(List.of()))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("references: 2 by a walk over all holders, 3 in the frame table");
    frames.put(guest.physicalToMachine().machineFrame(7));
    frames.heap().allocate(0);
    assertThatThrownBy(() -> domains.check(List.of()))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("17 nobody's");
  }

  @Test
  void aDomainThatDoesNotFitIsBadInput() {
    assertThatThrownBy(() -> domains.create(DomainSpec.guest(9, 8000)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("domain 9 of 8000 pages");
    assertThatThrownBy(() -> domains.create(DomainSpec.guest(9, 2)))
        .isInstanceOf(BadInputException.class);
  }

  @Test
  void aDomainCanStandAtGivenFrames() {
    Domains fresh = Memory.domains();
    Domain placed = fresh.create(new DomainSpec(0, true, 512, 512, 1, 4096));
    assertThat(placed.physicalToMachine().machineFrame(0)).isEqualTo(4096);
    assertThat(placed.physicalToMachine().machineFrame(511)).isEqualTo(4607);
    assertThatThrownBy(() -> fresh.create(new DomainSpec(1, false, 512, 512, 1, 4500)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("4500 is not free");
  }

  @Test
  void whoListensHearsOfEachFrameThatChangesHands() {
    Set<Long> gone = new HashSet<>();
    Set<Long> come = new HashSet<>();
    frames.listen(
        new FrameListener() {
          @Override
          public void arrived(int domain, long frame) {
            come.add(frame);
          }

          @Override
          public void left(int domain, long frame) {
            assertThat(domain).isEqualTo(guest.id());
            gone.add(frame);
          }
        });
    domains.destroy(guest);
    assertThat(gone).hasSize(700);
    domains.create(DomainSpec.guest(6, 100));
    assertThat(come).hasSize(100);
  }
}
