package dev.tollgate.core.iommu;

/**
 * A device access that an IOMMU refused.
 *
 * @param time when it happened, in picoseconds of simulated time
 * @param device number of the bus master
 * @param busAddress byte address the device drove
 * @param write whether the device tried to write memory
 * @param reason why the unit refused
 */
public record TranslationFault(
    long time, int device, long busAddress, boolean write, Reason reason) {

  /** Why an access was refused. */
  public enum Reason {
    /** The page's entry is not valid. */
    NOT_PRESENT,
    /** The entry does not let devices read. */
    READ_FORBIDDEN,
    /** The entry does not let devices write. */
    WRITE_FORBIDDEN,
    /** No table entry stands for the address. */
    OUTSIDE_TABLE,
    /** The unit had stopped the bus or slot before. */
    BUS_STOPPED
  }
}
