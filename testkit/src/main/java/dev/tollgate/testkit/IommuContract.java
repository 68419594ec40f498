package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.spi.IommuCapability;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every IOMMU must do, whatever hardware it models: an IOMMU's own test extends this class and
 * names the {@link #variants} to test.
 *
 * <p>What differs between units is what their capabilities say; a unit without one is tested for
 * what it then must do instead. Every access in every test is compared with the {@link
 * ReferenceIommu}. The time stands still, so nothing that needs time happens.
 *
 * <pre>{@code
 * class CalgaryIommuContractTest extends IommuContract {
 *   @Override
 *   protected ImmutableList<IommuVariant> variants() {
 *     return ImmutableList.of(
 *         IommuVariant.of("calgary", "table=64K"), IommuVariant.of("calgary", "driver=2008"));
 *   }
 * }
 * }</pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class IommuContract extends IovaAllocatorContract {

  private static final int SEQUENCES = 40;
  private static final int COMMANDS = 300;
  private static final DmaDirection BOTH = DmaDirection.BIDIRECTIONAL;

  // Translation.

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void everyMappedPageLeadsToItsFrame(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    for (int pages : new int[] {1, 2, 7, 64, 300}) {
      if (pages > rig.iova().size() / 2) {
        break;
      }
      long first = rig.map(pages, 11, BOTH);
      for (int page = 0; page < pages; page++) {
        long bus = ((first + page) << 12) + 13L * page;
        long physical = (rig.frame(11 + page) << 12) + 13L * page;
        assertThat(rig.iommu.translate(0, bus, page % 2 == 0)).isEqualTo(physical);
        assertThat(rig.iommu.translate(0, bus | 0xfff, false)).isEqualTo(physical | 0xfff);
      }
      rig.clear(first, pages);
      rig.giveBack(first, pages);
    }
    rig.iommu.check();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void entriesGrantWhatTheyShouldAndNoMoreThanTheUnitMust(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    for (DmaDirection direction : DmaDirection.values()) {
      DmaDirection granted = rig.iommu.grants(direction);
      assertThat(granted.deviceReads() || !direction.deviceReads()).as("reads granted").isTrue();
      assertThat(granted.deviceWrites() || !direction.deviceWrites()).as("writes granted").isTrue();
      long page = rig.map(1, 0, direction);
      for (boolean write : new boolean[] {false, true}) {
        assertThat(rig.access(0, page, write))
            .as("%s a page mapped %s", write ? "writing" : "reading", direction)
            .isEqualTo(granted.allows(write) ? rig.frame(0) << 12 : AddressTranslation.FAULT);
      }
    }
    assertThat(rig.iommu.grants(DmaDirection.TO_DEVICE).deviceWrites())
        .as("whether transmit buffers can be written")
        .isEqualTo(!rig.can(IommuCapability.READ_ONLY_ENTRIES));
    assertThat(rig.iommu.grants(DmaDirection.FROM_DEVICE).deviceReads())
        .as("whether receive buffers can be read")
        .isEqualTo(!rig.can(IommuCapability.WRITE_ONLY_ENTRIES));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void whatIsNotMappedLeadsToNobodysMemory(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    long mapped = rig.map(4, 0, BOTH);
    long size = rig.iova().size();
    long beyond = size + 5;
    for (long page : new long[] {mapped + 4, mapped + 100, size - 1, size, beyond, 1L << 40}) {
      for (boolean write : new boolean[] {false, true}) {
        long physical = rig.access(0, page, write);
        if (rig.can(IommuCapability.FAULTS_ON_UNMAPPED)) {
          assertThat(physical).as("I/O page %s", page).isEqualTo(AddressTranslation.FAULT);
        } else {
          assertThat(rig.isHarmless(physical)).as("I/O page %s is absorbed", page).isTrue();
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void aPageCanBeMappedThatADeviceTriedBefore(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    long page = rig.takeOnly(1, 1, IommuRig.NO_BOUNDARY);
    rig.access(0, page, true);
    rig.access(0, page, false);
    rig.mapAt(page, 1, 3, BOTH);

    assertThat(rig.access(0, page, true)).isEqualTo(rig.frame(3) << 12);
  }

  // Forgetting.

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void nothingIsReachableAfterUnmapAndInvalidation(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    for (boolean all : new boolean[] {false, true}) {
      long first = rig.map(5, 0, BOTH);
      for (int page = 0; page < 5; page++) {
        assertThat(rig.reaches(first + page, page)).isTrue();
      }
      rig.clear(first, 5);
      assertThat(all ? rig.invalidateAll() : rig.invalidate(first, 5)).as("it obeyed").isTrue();
      for (int page = 0; page < 5; page++) {
        assertThat(rig.reaches(first + page, page)).as("page %s", page).isFalse();
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void withoutInvalidationAtMostTheOldFrameIsReachable(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    long page = rig.map(1, 0, BOTH);
    rig.access(0, page, true);
    rig.clear(page, 1);
    long physical = rig.access(0, page, true);
    assertThat(physical == rig.frame(0) << 12 || rig.isHarmless(physical)).isTrue();

    rig.mapAt(page, 1, 1, BOTH);
    long again = rig.access(0, page, true);
    if (rig.can(IommuCapability.INVALIDATES_ON_MAP)) {
      assertThat(again).as("mapping made it forget").isEqualTo(rig.frame(1) << 12);
    } else {
      assertThat(again).isIn(rig.frame(0) << 12, rig.frame(1) << 12);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void invalidationLeavesOtherPagesExactlyWhereItCanSelect(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    long one = rig.map(1, 0, BOTH);
    long other = rig.map(1, 1, BOTH);
    rig.access(0, one, true);
    rig.access(0, other, true);
    if (rig.fills() == 0 || !isCached(rig, one) || !isCached(rig, other)) {
      return; // it caches nothing, or too little to tell
    }
    rig.invalidate(one, 1);

    assertThat(isCached(rig, other))
        .as("the other page is still cached")
        .isEqualTo(rig.can(IommuCapability.SELECTIVE_INVALIDATION));
    assertThat(isCached(rig, one)).as("the page is still cached").isFalse();
  }

  private static boolean isCached(IommuRig rig, long page) {
    long before = rig.fills();
    rig.access(0, page, true);
    return rig.fills() == before;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void whatTheDriverForgetsUnaskedIsReported(IommuVariant variant) {
    BitSet reported = new BitSet();
    IotlbListener listener =
        new IotlbListener() {
          @Override
          public void filled(int domain, long ioPage, long value) {}

          @Override
          public void evicted(int domain, long ioPage) {}

          @Override
          public void forgot(int domain, long firstPage, int pages) {
            reported.set((int) firstPage, (int) firstPage + pages);
          }

          @Override
          public void forgotAll(int domain) {
            reported.set(0, Integer.MAX_VALUE);
          }
        };
    IommuRig rig = new IommuRig(variant, 0, listener);
    long first = rig.takeOnly(3, 1, IommuRig.NO_BOUNDARY);
    rig.invalidateAll();
    assertThat(reported.isEmpty()).as("nothing but what was asked for is forgotten").isTrue();
    rig.mapAt(first, 3, 0, BOTH);
    for (long page = first; page < first + 3; page++) {
      assertThat(reported.get((int) page))
          .as("I/O page %s is reported to be forgotten by mapping it", page)
          .isEqualTo(rig.can(IommuCapability.INVALIDATES_ON_MAP));
    }
    reported.clear();
    rig.clear(first, 3);
    assertThat(reported.isEmpty()).as("unmapping forgets nothing unasked").isTrue();
  }

  // Domains.

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void domainsAreNumberedWithoutGapsAndLeaveOtherDevicesAlone(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    ImmutableSortedSet<Integer> domains = rig.domains();
    assertThat(domains).isNotEmpty();
    assertThat(domains.first()).isZero();
    assertThat(domains.last()).isEqualTo(domains.size() - 1);
    for (Device device : IommuRig.DEVICES) {
      if (!rig.iommu.translates(device.id())) {
        assertThatThrownBy(() -> rig.iommu.domainOf(device.id()))
            .isInstanceOf(IllegalArgumentException.class);
        assertThat(rig.iommu.translate(device.id(), 0x12345, true)).isEqualTo(0x12345);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void devicesReachWhatIsMappedInTheirOwnDomainOnly(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    long page = rig.map(1, 7, BOTH);
    for (Device device : IommuRig.DEVICES) {
      if (rig.iommu.translates(device.id())) {
        boolean same = rig.iommu.domainOf(device.id()) == rig.domain();
        long physical = rig.access(device.id(), page, true);
        assertThat(physical == rig.frame(7) << 12).as("%s reaches it", device).isEqualTo(same);
        assertThat(same || rig.isHarmless(physical)).isTrue();
      }
    }
  }

  // The machine.

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void entriesLieInSimulatedMemory(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    long before = rig.memoryDigest();
    long first = rig.map(2, 3, BOTH);
    long mapped = rig.memoryDigest();
    assertThat(mapped).as("digest of memory after map").isNotEqualTo(before);
    rig.clear(first, 1);
    assertThat(rig.memoryDigest()).as("after unmap of one page").isNotIn(before, mapped);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void everyKindOfWorkIsBookedAndNothingElse(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    long page = rig.takeOnly(1, 1, IommuRig.NO_BOUNDARY);
    assertThat(rig.steps()).as("steps to take an I/O page").isPositive();
    assertBooks(rig, "map", () -> rig.mapAt(page, 1, 0, BOTH));
    assertBooks(rig, "unmap", () -> rig.clear(page, 1));
    assertBooks(rig, "invalidate", () -> assertThat(rig.invalidate(page, 1)).isTrue());
    assertBooks(rig, "invalidate everything", () -> assertThat(rig.invalidateAll()).isTrue());
    assertBooks(rig, "give I/O pages back", () -> assertThat(rig.giveBack(page, 1)).isTrue());
    long steps = rig.steps();
    rig.access(0, page, true);
    assertThat(rig.steps()).as("steps of CPUs while a device accesses memory").isEqualTo(steps);
  }

  private static void assertBooks(IommuRig rig, String work, Runnable action) {
    long before = rig.steps();
    action.run();
    assertThat(rig.steps()).as("steps booked to %s", work).isGreaterThan(before);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void aSpaceDemandedIsProvidedOrRefused(IommuVariant variant) {
    long size = IommuRig.of(variant).iova().size();
    for (long demanded : new long[] {size, size / 2, size * 2, 12_345}) {
      try {
        IommuRig rig = new IommuRig(variant, demanded, IotlbListener.NONE);
        assertThat(rig.iova().size()).as("I/O pages of %s demanded", demanded).isEqualTo(demanded);
      } catch (BadInputException e) {
        assertThat(e).hasMessageContaining(Long.toString(demanded));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void figuresAreReportedUnderNamesOfItsOwn(IommuVariant variant) {
    IommuPlayer player = new IommuPlayer(variant);
    player.play(commands(1));
    RecordedMetrics metrics = new RecordedMetrics("iommu.");
    player.rig().iommu.report(metrics);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void capabilitiesDoNotContradictEachOther(IommuVariant variant) {
    ImmutableSet<IommuCapability> capabilities = variant.capabilities();
    assertThat(capabilities)
        .as("capabilities of a unit that translates")
        .doesNotContain(IommuCapability.UNTRANSLATED)
        .isEqualTo(variant.capabilities());
  }

  // All of it at random.

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void randomSequencesAgreeWithTheReference(IommuVariant variant) {
    new CommandSequence<>(new IommuCommands(), commands -> new IommuPlayer(variant).play(commands))
        .check(1, SEQUENCES, COMMANDS);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void equalRunsHaveEqualResults(IommuVariant variant) {
    IommuPlayer one = new IommuPlayer(variant);
    IommuPlayer other = new IommuPlayer(variant);
    one.play(commands(7));
    other.play(commands(7));

    assertThat(other.answers()).isEqualTo(one.answers());
    assertThat(other.rig().machine.ledger().entries())
        .isEqualTo(one.rig().machine.ledger().entries());
    assertThat(other.rig().memoryDigest()).isEqualTo(one.rig().memoryDigest());
    RecordedMetrics ofOne = new RecordedMetrics("iommu.");
    RecordedMetrics ofOther = new RecordedMetrics("iommu.");
    one.rig().iommu.report(ofOne);
    other.rig().iommu.report(ofOther);
    assertThat(ofOther.all()).isEqualTo(ofOne.all());
  }

  private static List<IommuCommand> commands(long seed) {
    IommuCommands language = new IommuCommands();
    Random random = new Random(seed);
    List<IommuCommand> commands = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      commands.add(language.random(random));
    }
    return commands;
  }
}
