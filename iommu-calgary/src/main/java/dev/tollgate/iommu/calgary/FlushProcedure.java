package dev.tollgate.iommu.calgary;

/** How a driver makes a host bridge forget every translation: the chips know no smaller scope. */
interface FlushProcedure {

  /** Times a driver looks at a queue, or tries again, before it gives up. */
  int PATIENCE = 100;

  /**
   * Runs the procedure.
   *
   * @return false if it was given up before the TCE cache was emptied
   */
  boolean flush();

  /** Times the bus did not come to rest and the procedure went on regardless. */
  long notQuiesced();

  /** Looks at the split queue, all procedures together. */
  long polls();
}
