package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.testkit.IommuCommand.Access;
import dev.tollgate.testkit.IommuCommand.AccessAny;
import dev.tollgate.testkit.IommuCommand.AccessGone;
import dev.tollgate.testkit.IommuCommand.Invalidate;
import dev.tollgate.testkit.IommuCommand.InvalidateAll;
import dev.tollgate.testkit.IommuCommand.Map;
import dev.tollgate.testkit.IommuCommand.Unmap;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Plays one sequence of {@link IommuCommand}s on a fresh IOMMU. The {@link CheckedIommu} judges
 * every access, this class the I/O pages handed out.
 */
final class IommuPlayer {

  private record Mapping(int domain, long ioPage, int pages) {}

  private final IommuRig rig;
  private final ImmutableList<Integer> domains;
  private final List<Mapping> live = new ArrayList<>();
  private final List<Mapping> gone = new ArrayList<>();
  private final SortedMap<Integer, Long> used = new TreeMap<>();
  private final List<Long> answers = new ArrayList<>();

  IommuPlayer(IommuVariant variant) {
    rig = IommuRig.of(variant);
    domains = rig.domains().asList();
  }

  /** Plays it, and lets the unit check itself at the end. */
  void play(List<IommuCommand> commands) {
    commands.forEach(this::play);
    rig.iommu.check();
  }

  /** The machine and its IOMMU. */
  IommuRig rig() {
    return rig;
  }

  /** Every I/O page taken and every answer to an access, in order. */
  List<Long> answers() {
    return answers;
  }

  private void play(IommuCommand command) {
    if (command instanceof Map map) {
      map(map);
    } else if (command instanceof Unmap unmap) {
      if (!live.isEmpty()) {
        unmap(live.remove(indexOf(unmap.mapping(), live)), unmap.invalidate());
      }
    } else if (command instanceof Invalidate invalidate) {
      if (!live.isEmpty()) {
        Mapping mapping = live.get(indexOf(invalidate.mapping(), live));
        invalidate(mapping);
        rig.iommu.endOfCall(mapping.domain());
      }
    } else if (command instanceof InvalidateAll all) {
      int domain = domains.get(all.domain() % domains.size());
      rig.iommu.invalidateAll(domain);
      rig.iommu.endOfCall(domain);
    } else if (command instanceof Access access) {
      if (!live.isEmpty()) {
        Mapping mapping = live.get(indexOf(access.mapping(), live));
        access(access.device(), mapping, access.page(), access.write());
      }
    } else if (command instanceof AccessGone access) {
      if (!gone.isEmpty()) {
        Mapping mapping = gone.get(indexOf(access.mapping(), gone));
        access(access.device(), mapping, access.page(), access.write());
      }
    } else if (command instanceof AccessAny access) {
      answers.add(rig.access(access.device(), access.ioPage(), access.write()));
    }
  }

  private static int indexOf(int fromLast, List<Mapping> mappings) {
    return mappings.size() - 1 - fromLast % mappings.size();
  }

  private void map(Map command) {
    int domain = domains.get(command.domain() % domains.size());
    int alignment = 1 << command.alignmentShift();
    int pages = command.pages();
    long first = rig.take(domain, pages, alignment, IommuRig.NO_BOUNDARY);
    answers.add(first);
    if (first != IovaAllocator.NONE) {
      checkPlace(domain, first, pages, alignment);
      DmaDirection direction = command.direction();
      rig.iommu.map(domain, first, pages, rig.frame(command.frame()), direction);
      live.add(new Mapping(domain, first, pages));
    }
    rig.iommu.endOfCall(domain);
    used.merge(domain, first == IovaAllocator.NONE ? 0L : pages, Long::sum);
    checkUsed(domain);
  }

  private void checkPlace(int domain, long first, int pages, int alignment) {
    assertThat(first % alignment).as("I/O page %s modulo alignment %s", first, alignment).isZero();
    assertThat(first + pages)
        .as("end of the I/O pages handed out")
        .isLessThanOrEqualTo(rig.iommu.iovaAllocator(domain).size());
    for (Mapping other : live) {
      boolean apart =
          other.domain() != domain
              || other.ioPage() + other.pages() <= first
              || first + pages <= other.ioPage();
      assertThat(apart).as("%s I/O pages from %s lie apart from %s", pages, first, other).isTrue();
    }
  }

  private void unmap(Mapping mapping, boolean invalidate) {
    rig.iommu.unmap(mapping.domain(), mapping.ioPage(), mapping.pages());
    if (invalidate) {
      invalidate(mapping);
    }
    boolean allTaken =
        rig.iommu.iovaAllocator(mapping.domain()).free(mapping.ioPage(), mapping.pages());
    rig.iommu.endOfCall(mapping.domain());
    assertThat(allTaken).as("the I/O pages of %s were taken", mapping).isTrue();
    used.merge(mapping.domain(), (long) -mapping.pages(), Long::sum);
    checkUsed(mapping.domain());
    gone.add(mapping);
  }

  private void invalidate(Mapping mapping) {
    rig.iommu.invalidate(mapping.domain(), mapping.ioPage(), mapping.pages());
  }

  private void access(int device, Mapping mapping, int page, boolean write) {
    answers.add(rig.access(device, mapping.ioPage() + page % mapping.pages(), write));
  }

  private void checkUsed(int domain) {
    assertThat(rig.iommu.iovaAllocator(domain).used())
        .as("I/O pages of domain %s taken", domain)
        .isEqualTo(used.get(domain));
  }
}
