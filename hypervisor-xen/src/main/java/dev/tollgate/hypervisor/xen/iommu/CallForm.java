package dev.tollgate.hypervisor.xen.iommu;

import com.google.common.collect.ImmutableList;

/** In what form a guest asks Xen for entries of an I/O table. */
public enum CallForm {
  /**
   * One entry in each call, after PAPR's {@code H_PUT_TCE}, which Xen for PowerPC had in May 2007
   * (xen/arch/powerpc/iommu.c): I/O page and entry in registers. Calls can be put on the list of a
   * multicall.
   */
  ENTRY("entry"),
  /**
   * An array of operations with a status each, carried out under one lock, after the drafts of a
   * paravirtual IOMMU interface for Xen of 2014 and later: an operation covers a range of pages.
   */
  ARRAY("array");

  private final String id;

  CallForm(String id) {
    this.id = id;
  }

  /** The name used in parameters. */
  public String id() {
    return id;
  }

  /** The names of all forms. */
  public static ImmutableList<String> ids() {
    return ImmutableList.of(ENTRY.id, ARRAY.id);
  }

  /** The form of a name. */
  public static CallForm of(String id) {
    return id.equals(ARRAY.id) ? ARRAY : ENTRY;
  }
}
