package dev.tollgate.workload.trace;

/** What an IOMMU unit's log line says the unit did. */
public enum UnitEventKind {
  /** A device's access found its translation in the IOTLB. */
  HIT("vtd_iotlb_page_hit"),
  /** A device's access walked the table and filled the IOTLB. */
  FILL("vtd_iotlb_page_update"),
  /** Entries of some pages forgotten. */
  INVALIDATE_PAGES("vtd_inv_desc_iotlb_pages"),
  /** Entries of one domain forgotten. */
  INVALIDATE_DOMAIN("vtd_inv_desc_iotlb_domain"),
  /** All entries forgotten. */
  INVALIDATE_ALL("vtd_inv_desc_iotlb_global");

  private final String eventName;

  UnitEventKind(String eventName) {
    this.eventName = eventName;
  }

  /** Tells whether a device touched memory. */
  public boolean isAccess() {
    return this == HIT || this == FILL;
  }

  /** Returns the event's name in the log. */
  public String eventName() {
    return eventName;
  }
}
