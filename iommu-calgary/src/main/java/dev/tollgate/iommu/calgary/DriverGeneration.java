package dev.tollgate.iommu.calgary;

/** A stage of Linux's Calgary driver; the stages differ in what their lock protects. */
enum DriverGeneration {
  /**
   * Linux 2.6.18 of 2006: one acquisition of the table's lock covers a whole map or unmap call,
   * entries and cache line flushes included. One emergency page.
   */
  YEAR_2006(1),
  /** Linux 2.6.26 of 2008 and later: the lock covers the bitmap only. 32 emergency pages. */
  YEAR_2008(32);

  private final int emergencyPages;

  DriverGeneration(int emergencyPages) {
    this.emergencyPages = emergencyPages;
  }

  /**
   * I/O pages from 0 that are never handed out, so that drivers which do not check for mapping
   * errors do their harm where nothing is mapped.
   */
  int emergencyPages() {
    return emergencyPages;
  }
}
