package dev.tollgate.core.policy;

import static dev.tollgate.core.dma.DmaDirection.BIDIRECTIONAL;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static dev.tollgate.core.spi.IommuCapability.GUARDED_BY_HYPERVISOR;
import static dev.tollgate.core.spi.IommuCapability.SELECTIVE_INVALIDATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.Guest;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.PolicyContext;
import org.junit.jupiter.api.Test;

/** A guest counts its frames 0 to 7; frame 50 + 2i lies behind number i, but for 4, 5: 70, 71. */
class PreAllocatedPolicyTest {

  private final SlowIommu iommu = new SlowIommu(16, SELECTIVE_INVALIDATION);
  private final Machine machine = PolicyBench.machine(96, 0);
  private final Counting guest = new Counting();
  private final PreAllocatedPolicy policy = new PreAllocatedPolicy(context(guest), guest);

  private PolicyContext context(Guest of) {
    return new PolicyContext(machine, Device.ofDefaults(0, "0000:00:04.0", 0), iommu, of);
  }

  private final class Counting implements Guest {
    final long[] frames = {50, 52, 54, 56, 70, 71, 62, 64};
    Follower follower = (number, frame) -> {};

    void set(int number, long frame) {
      follower.changes(number, frame);
      frames[number] = frame;
    }

    @Override
    public int number() {
      return 0;
    }

    @Override
    public String name() {
      return "dom0";
    }

    @Override
    public Machine machine() {
      return machine;
    }

    @Override
    public long frames() {
      return frames.length;
    }

    @Override
    public long frameOf(long number) {
      return frames[(int) number];
    }

    @Override
    public long numberOf(long frame) {
      for (int number = 0; number < frames.length; number++) {
        if (frames[number] == frame) {
          return number;
        }
      }
      return NO_FRAME;
    }

    @Override
    public void follow(Follower told) {
      follower = told;
    }
  }

  @Test
  void allOfTheGuestIsEnteredByItsOwnCountAndNothingElse() {
    assertThat(iommu.table).hasSize(8);
    for (int number = 0; number < 8; number++) {
      assertThat(iommu.table.get((long) number))
          .isEqualTo(new SlowIommu.Entry(guest.frames[number], BIDIRECTIONAL));
    }
    assertThat(iommu.used()).as("I/O pages beyond are left to others").isEqualTo(8);
    assertThat(iommu.news()).endsWith("end");
  }

  @Test
  void mapAndUnmapTakeNoEntryAndNoFlush() {
    iommu.news();
    long bus = policy.map((54 << 12) + 0x123, 0x20, TO_DEVICE, 1);
    assertThat(bus).isEqualTo((2 << 12) + 0x123);
    policy.unmap(bus, 0x20, TO_DEVICE);
    assertThat(iommu.news()).isEmpty();
    assertThat(policy.map(70 << 12, 2 * 4096, TO_DEVICE, 1)).isEqualTo(4 << 12);
    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.preallocated.entries", 8L)
        .containsEntry("policy.preallocated.exceptions", 0L);
  }

  @Test
  void framesThatDoNotFollowEachOtherInTheGuestsCountAreMappedStrictly() {
    iommu.news();
    long bus = policy.map(71 << 12, 2 * 4096, TO_DEVICE, 1);
    assertThat(bus).isEqualTo(9 << 12);
    policy.unmap(bus, 2 * 4096, TO_DEVICE);
    assertThat(iommu.news()).contains("unmap 9+2", "invalidate 9+2", "free 9+2");
    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.preallocated.exceptions", 1L);
  }

  @Test
  void framesOfOthersAndAlignedBuffersAreMappedStrictly() {
    assertThat(policy.map(80 << 12, 1, TO_DEVICE, 1)).isEqualTo(9 << 12);
    assertThat(policy.map(56 << 12, 1, TO_DEVICE, 4))
        .as("page 3 is not aligned to 4")
        .isEqualTo(12 << 12);
    assertThat(policy.map(70 << 12, 1, TO_DEVICE, 4)).as("page 4 is").isEqualTo(4 << 12);
    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.preallocated.exceptions", 2L);
  }

  @Test
  void anEntryIsClearedAndForgottenBeforeItsFrameGoes() {
    iommu.translate(0, 2 << 12, true);
    iommu.news();
    guest.set(2, Guest.NO_FRAME);
    assertThat(iommu.news()).containsExactly("unmap 2+1", "invalidate 2+1", "end");
    assertThat(iommu.cache).isEmpty();
    assertThat(iommu.table).doesNotContainKey(2L);
    assertThat(policy.map(54 << 12, 1, TO_DEVICE, 1))
        .as("no longer the guest's")
        .isEqualTo(9 << 12);

    guest.set(2, 81);
    assertThat(iommu.news()).endsWith("map 2+1 -> 81 BIDIRECTIONAL", "end");
    assertThat(PolicyBench.metrics(policy::report))
        .containsEntry("policy.preallocated.entries", 8L)
        .containsEntry("policy.preallocated.rewritten", 2L);
  }

  @Test
  void aFrameThatTakesAnothersPlaceIsEnteredInItsStead() {
    iommu.news();
    guest.set(3, 82);
    assertThat(iommu.news())
        .containsExactly("unmap 3+1", "invalidate 3+1", "map 3+1 -> 82 BIDIRECTIONAL", "end");
  }

  @Test
  void noNewEntryIsMadeThatTheUnitMightStillMistakeForTheOldOne() {
    iommu.stubborn = 1;
    guest.set(3, 82);
    assertThat(iommu.table).doesNotContainKey(3L);
    assertThat(policy.map(82 << 12, 1, TO_DEVICE, 1)).isEqualTo(9 << 12);
  }

  @Test
  void whatWasMappedStrictlyAndNotForgottenIsGivenBackAtTheEnd() {
    long bus = policy.map(80 << 12, 1, TO_DEVICE, 1);
    iommu.stubborn = 1;
    policy.unmap(bus, 1, TO_DEVICE);
    assertThat(iommu.used()).isEqualTo(9);
    policy.close();
    assertThat(iommu.used()).isEqualTo(8);
  }

  @Test
  void devicesOfADomainShareTheEntriesAndOneReportsThem() {
    PreAllocatedPolicy other = new PreAllocatedPolicy(context(guest), guest);
    assertThat(iommu.table).hasSize(8);
    assertThat(PolicyBench.metrics(other::report))
        .containsEntry("policy.preallocated.entries", 0L)
        .containsEntry("policy.preallocated.rewritten", 0L);
    assertThat(other.map(50 << 12, 1, TO_DEVICE, 1)).isZero();
  }

  @Test
  void aGuestLargerThanTheTableIsRefused() {
    SlowIommu small = new SlowIommu(7);
    PolicyContext tight =
        new PolicyContext(machine, Device.ofDefaults(0, "0000:00:04.0", 0), small, guest);
    assertThatThrownBy(() -> new PreAllocatedPolicy(tight, guest))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            "policy pre-allocated: dom0 has 8 page frames, and only 7 I/O pages can be addressed");
  }

  @Test
  void itIsForGuestsOnly() {
    PreAllocatedPolicyFactory factory = new PreAllocatedPolicyFactory();
    assertThat(factory.on(ImmutableSet.of(GUARDED_BY_HYPERVISOR)))
        .isEqualTo(Applicability.applicable());
    assertThat(factory.on(ImmutableSet.of())).isInstanceOf(Applicability.NotApplicable.class);
    assertThat(factory.parameters()).isEmpty();
    assertThatThrownBy(() -> factory.create(PolicyBench.context(new SlowIommu(8)), Parameters.NONE))
        .isInstanceOf(BadInputException.class);
    SlowIommu fresh = new SlowIommu(8);
    PolicyContext guarded =
        new PolicyContext(machine, Device.ofDefaults(0, "0000:00:04.0", 0), fresh, guest);
    assertThat(factory.create(guarded, Parameters.NONE)).isInstanceOf(PreAllocatedPolicy.class);
  }
}
