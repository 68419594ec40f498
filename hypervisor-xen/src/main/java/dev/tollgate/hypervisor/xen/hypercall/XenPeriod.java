package dev.tollgate.hypervisor.xen.hypercall;

import java.util.Locale;

/** Which Xen: the tree that the paper's measurements tracked, or today's. */
public enum XenPeriod {
  /** xen-unstable of May 2007, which became 3.1. */
  XEN_3_1("xen-3.1"),
  /** The 4.x series. */
  XEN_4("xen-4");

  private final String id;

  XenPeriod(String id) {
    this.id = id;
  }

  /** The name used in parameters. */
  public String id() {
    return id;
  }

  /** The period of a name. */
  public static XenPeriod of(String id) {
    for (XenPeriod period : values()) {
      if (period.id.equals(id.toLowerCase(Locale.ROOT))) {
        return period;
      }
    }
    throw new IllegalArgumentException("no period of Xen is called " + id);
  }
}
