package dev.tollgate.hypervisor.xen.domain;

/**
 * What a domain is to be made of.
 *
 * @param id its number
 * @param privileged whether it may act on other domains, as dom0 may
 * @param pages page frames it starts with, those for its own tables included
 * @param maxPages most frames it may ever own; also how many pseudo-physical frames it counts
 * @param vcpus virtual CPUs, 1 to 32
 * @param firstFrame machine frame of its pseudo-physical frame 0, the others following; or {@link
 *     #ANYWHERE}
 */
public record DomainSpec(
    int id, boolean privileged, int pages, int maxPages, int vcpus, long firstFrame) {

  /** Frames come from wherever the heap has them. */
  public static final long ANYWHERE = -1;

  /** Most virtual CPUs of a domain: those that shared_info has room for. */
  public static final int MOST_VCPUS = 32;

  /** Checks the invariants named on the components. */
  public DomainSpec {
    if (!DomainIds.isReal(id)) {
      throw new IllegalArgumentException("no domain can have the number " + id);
    }
    if (pages < 1 || maxPages < pages) {
      throw new IllegalArgumentException(
          "a domain of %d pages, at most %d".formatted(pages, maxPages));
    }
    if (vcpus < 1 || vcpus > MOST_VCPUS) {
      throw new IllegalArgumentException("a domain with %d virtual CPUs".formatted(vcpus));
    }
  }

  /** An ordinary domain with one virtual CPU, all its memory from the start. */
  public static DomainSpec guest(int id, int pages) {
    return new DomainSpec(id, false, pages, pages, 1, ANYWHERE);
  }

  /** The privileged domain that boots first, with one virtual CPU. */
  public static DomainSpec dom0(int pages) {
    return new DomainSpec(DomainIds.DOM0, true, pages, pages, 1, ANYWHERE);
  }
}
