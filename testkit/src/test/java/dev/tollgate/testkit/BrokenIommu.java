package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;

/** A unit with one defect, planted to see whether the contract finds it. */
final class BrokenIommu implements Iommu {

  /** What is wrong with it. */
  enum Defect {
    /** It does nothing at its first selective invalidation, and says that it did. */
    SKIPS_AN_INVALIDATION,
    /** It invalidates a page less than it should. */
    INVALIDATES_ONE_PAGE_LESS,
    /** It leads the last page of a mapping of three or more pages to the frame before. */
    MAPS_LAST_PAGE_WRONG,
    /** It clears one entry less than it should. */
    CLEARS_ONE_ENTRY_LESS,
    /** It does not say what it caches. */
    CACHES_IN_SECRET,
    /** It takes transmit buffers for receive buffers. */
    SWAPS_DIRECTIONS,
    /** It puts device 2 behind the table of the others, but says that it does not. */
    MIXES_DOMAINS_UP,
    /** It hands out I/O pages that are not aligned. */
    IGNORES_ALIGNMENT,
    /** It does not take the pages it hands out. */
    HANDS_OUT_TWICE
  }

  private final Iommu iommu;
  private final Defect defect;
  private int invalidations;

  private BrokenIommu(Iommu iommu, Defect defect) {
    this.iommu = iommu;
    this.defect = defect;
  }

  /** A worst-case unit that can select and faults, with a defect. */
  static IommuVariant variant(Defect defect) {
    IommuVariant sound =
        WorstCaseIommu.variant(
            IommuCapability.SELECTIVE_INVALIDATION,
            IommuCapability.FAULTS_ON_UNMAPPED,
            IommuCapability.READ_ONLY_ENTRIES,
            IommuCapability.WRITE_ONLY_ENTRIES);
    return new IommuVariant(defect.name(), new Factory(sound.factory(), defect), Parameters.NONE);
  }

  private record Factory(IommuFactory sound, Defect defect) implements IommuFactory {
    @Override
    public String description() {
      return "Broken.";
    }

    @Override
    public ImmutableList<ParameterSpec> parameters() {
      return ImmutableList.of();
    }

    @Override
    public ImmutableSet<IommuCapability> capabilities(Parameters parameters) {
      return sound.capabilities(parameters);
    }

    @Override
    public Iommu create(IommuContext context, Parameters parameters) {
      IommuContext given =
          defect == Defect.CACHES_IN_SECRET
              ? new IommuContext(
                  context.machine(), context.devices(), IotlbListener.NONE, 0, context.seed())
              : context;
      return new BrokenIommu(sound.create(given, parameters), defect);
    }
  }

  @Override
  public long translate(int device, long busAddress, boolean write) {
    int seenAs = defect == Defect.MIXES_DOMAINS_UP && device == 2 ? 0 : device;
    return iommu.translate(seenAs, busAddress, write);
  }

  @Override
  public int domainOf(int device) {
    return iommu.domainOf(device);
  }

  @Override
  public IovaAllocator iovaAllocator(int domain) {
    IovaAllocator sound = iommu.iovaAllocator(domain);
    return switch (defect) {
      case IGNORES_ALIGNMENT, HANDS_OUT_TWICE -> new BrokenIoPages(sound);
      default -> sound;
    };
  }

  @Override
  public void map(int domain, long ioPage, int pages, long frame, DmaDirection direction) {
    DmaDirection written =
        defect == Defect.SWAPS_DIRECTIONS && direction == DmaDirection.TO_DEVICE
            ? DmaDirection.FROM_DEVICE
            : direction;
    iommu.map(domain, ioPage, pages, frame, written);
    if (defect == Defect.MAPS_LAST_PAGE_WRONG && pages >= 3) {
      iommu.map(domain, ioPage + pages - 1, 1, frame + pages - 2, written);
    }
  }

  @Override
  public void unmap(int domain, long ioPage, int pages) {
    iommu.unmap(domain, ioPage, defect == Defect.CLEARS_ONE_ENTRY_LESS ? pages - 1 : pages);
  }

  @Override
  public boolean invalidateAll(int domain) {
    return iommu.invalidateAll(domain);
  }

  @Override
  public boolean invalidate(int domain, long ioPage, int pages) {
    if (defect == Defect.SKIPS_AN_INVALIDATION && ++invalidations == 1) {
      return true;
    }
    boolean less = defect == Defect.INVALIDATES_ONE_PAGE_LESS;
    return iommu.invalidate(domain, ioPage, less ? pages - 1 : pages);
  }

  /** An allocator with one of the defects that allocators can have. */
  private final class BrokenIoPages implements IovaAllocator {

    private final IovaAllocator sound;

    BrokenIoPages(IovaAllocator sound) {
      this.sound = sound;
    }

    @Override
    public long allocate(int pages, int alignment, long boundaryPages) {
      long first =
          sound.allocate(pages, defect == Defect.IGNORES_ALIGNMENT ? 1 : alignment, boundaryPages);
      if (defect == Defect.HANDS_OUT_TWICE && first != NONE && pages == 2) {
        sound.free(first + 1, 1);
      }
      return first;
    }

    @Override
    public long retry(int pages, int alignment, long boundaryPages) {
      return sound.retry(pages, alignment, boundaryPages);
    }

    @Override
    public boolean free(long ioPage, int pages) {
      return sound.free(ioPage, pages);
    }

    @Override
    public long size() {
      return sound.size();
    }

    @Override
    public long used() {
      return sound.used();
    }
  }
}
