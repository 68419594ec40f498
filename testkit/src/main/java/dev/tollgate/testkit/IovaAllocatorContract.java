package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the allocator of I/O pages of every IOMMU must do; part of {@link IommuContract}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class IovaAllocatorContract {

  private static final int LONG_RUN = 256;

  /** A run of pages taken. */
  private record Run(long first, int pages) {}

  /** The IOMMU under test with every choice of parameters worth testing; at least one. */
  protected abstract ImmutableList<IommuVariant> variants();

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void ioPagesHandedOutNeverOverlap(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    long pages = 0;
    List<Run> runs = new ArrayList<>();
    for (int length = 1; length <= 64 && pages + 2L * length < rig.iova().size(); length++) {
      Run run = new Run(rig.takeOnly(length, 1, IommuRig.NO_BOUNDARY), length);
      assertThat(run.first()).as("room for %s pages", length).isNotEqualTo(IovaAllocator.NONE);
      assertThat(runs)
          .as("runs taken before that overlap %s", run)
          .noneMatch(
              other ->
                  other.first() < run.first() + run.pages()
                      && run.first() < other.first() + other.pages());
      runs.add(run);
      pages += length;
      assertThat(rig.iova().used()).as("pages taken").isEqualTo(pages);
      assertThat(run.first() + length).as("end of a run").isLessThanOrEqualTo(rig.iova().size());
    }
    for (Run run : runs) {
      assertThat(rig.giveBack(run.first(), run.pages())).as("%s was taken", run).isTrue();
    }
    assertThat(rig.iova().used()).as("pages taken").isZero();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void runsAreAlignedAsAsked(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    long most = Math.min(1024, rig.iova().size() / 8);
    for (int alignment = 1; alignment <= most; alignment *= 2) {
      long inTheWay = rig.takeOnly(1, 1, IommuRig.NO_BOUNDARY);
      long first = rig.takeOnly(3, alignment, IommuRig.NO_BOUNDARY);
      assertThat(first).as("room at a multiple of %s", alignment).isNotNegative();
      assertThat(first % alignment).as("%s modulo alignment %s", first, alignment).isZero();
      rig.giveBack(inTheWay, 1);
      rig.giveBack(first, 3);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void runsCrossNoBoundary(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    long most = Math.min(256, rig.iova().size() / 8);
    for (int boundary = 4; boundary <= most; boundary *= 2) {
      for (int pages = boundary / 2 + 1; pages <= boundary; pages += Math.max(1, boundary / 8)) {
        long inTheWay = rig.takeOnly(1, 1, IommuRig.NO_BOUNDARY);
        long first = rig.takeOnly(pages, 1, boundary);
        assertThat(first).as("room for %s pages", pages).isNotNegative();
        assertThat((first + pages - 1) / boundary)
            .as("%s pages from %s, by multiples of %s", pages, first, boundary)
            .isEqualTo(first / boundary);
        rig.giveBack(inTheWay, 1);
        rig.giveBack(first, pages);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void noRunIsLongerThanItsBoundaryOrTheSpace(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);

    assertThat(rig.takeOnly(9, 1, 8)).as("9 pages within 8").isEqualTo(IovaAllocator.NONE);
    int tooMany = (int) Math.min(rig.iova().size() + 1, Integer.MAX_VALUE);
    assertThat(rig.takeOnly(tooMany, 1, IommuRig.NO_BOUNDARY))
        .as("%s pages of %s", tooMany, rig.iova().size())
        .isEqualTo(IovaAllocator.NONE);
    assertThat(rig.iova().used()).as("pages taken after failures").isZero();
    assertThat(rig.takeOnly(1, 1, IommuRig.NO_BOUNDARY)).as("1 page after that").isNotNegative();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void aFullSpaceRefusesAndForgetsNothing(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    List<Run> runs = fill(rig);
    long used = rig.iova().used();
    assertThat(used).as("pages taken").isEqualTo(runs.stream().mapToLong(Run::pages).sum());

    assertThat(rig.takeOnly(1, 1, IommuRig.NO_BOUNDARY)).isEqualTo(IovaAllocator.NONE);
    assertThat(rig.iova().used()).as("pages taken after a failure").isEqualTo(used);

    Run freed = runs.remove(runs.size() / 2);
    assertThat(rig.giveBack(freed.first(), freed.pages())).isTrue();
    assertThat(rig.takeOnly(freed.pages(), 1, IommuRig.NO_BOUNDARY))
        .as("the only free run of %s pages", freed.pages())
        .isEqualTo(freed.first());
    for (Run run : runs) {
      assertThat(rig.giveBack(run.first(), run.pages())).as("%s was taken", run).isTrue();
    }
  }

  private static List<Run> fill(IommuRig rig) {
    List<Run> runs = new ArrayList<>();
    for (int pages = LONG_RUN; pages >= 1; pages /= 2) {
      for (long first = rig.takeOnly(pages, 1, IommuRig.NO_BOUNDARY);
          first != IovaAllocator.NONE;
          first = rig.takeOnly(pages, 1, IommuRig.NO_BOUNDARY)) {
        runs.add(new Run(first, pages));
      }
    }
    return runs;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void givingBackSaysWhetherAllWasTaken(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    long first = rig.takeOnly(8, 1, IommuRig.NO_BOUNDARY);

    assertThat(rig.giveBack(first + 2, 3)).as("the middle was taken").isTrue();
    assertThat(rig.iova().used()).isEqualTo(5);
    assertThat(rig.giveBack(first + 2, 3)).as("the middle was taken twice").isFalse();
    assertThat(rig.iova().used()).isEqualTo(5);
    assertThat(rig.giveBack(first, 8)).as("all of it was taken still").isFalse();
    assertThat(rig.iova().used()).as("what was taken is free all the same").isZero();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void domainsHaveSpacesOfTheirOwn(IommuVariant variant) {
    IommuRig rig = IommuRig.of(variant);
    for (int domain : rig.domains()) {
      long before = rig.iommu.iovaAllocator(domain).used();
      assertThat(before).as("pages taken in domain %s", domain).isZero();
      assertThat(rig.map(domain, 3, 0, DmaDirection.BIDIRECTIONAL)).isNotNegative();
      assertThat(rig.iommu.iovaAllocator(domain).used()).isEqualTo(3);
    }
  }
}
