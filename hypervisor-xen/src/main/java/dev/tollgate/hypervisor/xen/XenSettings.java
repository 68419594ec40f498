package dev.tollgate.hypervisor.xen;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import dev.tollgate.hypervisor.xen.iommu.CallForm;
import dev.tollgate.hypervisor.xen.iommu.IommuSettings;
import dev.tollgate.hypervisor.xen.multicall.MulticallUse;

/**
 * What the parameters of an environment say.
 *
 * @param arrangement who drives the devices
 * @param period which Xen
 * @param dom0Bytes memory of dom0; 0 for all that is left
 * @param dom0Cpus CPUs of dom0; 0 for all that are left
 * @param domUBytes memory of domU; 0 if there is none
 * @param domUCpus CPUs of domU; 0 if there is none
 * @param flips whether domU receives packets by page flips; else they are copied to its pages
 * @param grantsForDevices whether grant operations map frames for devices; else the DMA API does
 * @param iommu how dom0 and Xen deal with each other about the I/O table
 */
record XenSettings(
    Arrangement arrangement,
    XenPeriod period,
    long dom0Bytes,
    int dom0Cpus,
    long domUBytes,
    int domUCpus,
    boolean flips,
    boolean grantsForDevices,
    IommuSettings iommu) {

  private static final String COPY = "copy";
  private static final String FLIP = "flip";
  private static final String HOST = "host";
  private static final String DEVICE = "device";
  private static final long MOST_MEMORY = 1L << 40;
  private static final ImmutableList<ParameterSpec> OF_BOTH =
      ImmutableList.of(
          ParameterSpec.choice(
              "period",
              XenPeriod.XEN_3_1.id(),
              ImmutableList.of(XenPeriod.XEN_3_1.id(), XenPeriod.XEN_4.id()),
              "Which Xen: that of May 2007, which the 2007 paper's trees tracked, or today's."),
          ParameterSpec.bytes(
              "memory", "0", 0, MOST_MEMORY, "Memory of dom0; 0 for all that Xen leaves."),
          ParameterSpec.choice(
              "iommu-calls",
              CallForm.ENTRY.id(),
              CallForm.ids(),
              "How dom0 asks for entries of the I/O table: one in each call, as H_PUT_TCE, or an"
                  + " array of operations with a status each."),
          ParameterSpec.choice(
              "multicall",
              MulticallUse.ALWAYS.id(),
              ImmutableList.of(
                  MulticallUse.ALWAYS.id(),
                  MulticallUse.BYPASS_SINGLETON.id(),
                  MulticallUse.NEVER.id()),
              "When calls for entries go into a multicall: always, as in the 2007 paper; unless"
                  + " there is only one, as Linux does today; or never. Of no effect on arrays."),
          ParameterSpec.flag(
              "flush-on-release",
              true,
              "Whether the unit is made to forget what it may have cached of a frame before the"
                  + " frame leaves its domain."));

  /** What an environment lets its users set. */
  static ImmutableList<ParameterSpec> parameters(Arrangement arrangement) {
    ImmutableList.Builder<ParameterSpec> all = ImmutableList.builder();
    all.addAll(OF_BOTH);
    if (arrangement == Arrangement.DOM0) {
      all.add(
          ParameterSpec.integer(
              "cpus", 0, 0, 32, "Virtual CPUs of dom0, each on a CPU of its own; 0 for all."));
    } else {
      all.add(
          ParameterSpec.integer(
              "cpus", 2, 1, 32, "Virtual CPUs of dom0, each on a CPU of its own."),
          ParameterSpec.bytes("domu-memory", "256M", 4L << 20, MOST_MEMORY, "Memory of domU."),
          ParameterSpec.integer(
              "domu-cpus", 2, 1, 32, "Virtual CPUs of domU, each on a CPU of its own."),
          ParameterSpec.choice(
              "receive",
              COPY,
              ImmutableList.of(COPY, FLIP),
              "How domU gets packets: copied to pages that it grants, as in Xen since 2007, or by"
                  + " flips of whole pages, netfront's default until then."),
          ParameterSpec.choice(
              "grant-mapping",
              HOST,
              ImmutableList.of(HOST, DEVICE),
              "What back ends map domU's pages for: dom0's CPUs only (host), so that dom0's driver"
                  + " maps them again for the device, or its devices too (device), by the same"
                  + " grant operation, as in section 4.4 of the 2007 paper."));
    }
    return all.build();
  }

  /** What values say. */
  static XenSettings of(Arrangement arrangement, Parameters values) {
    boolean split = arrangement == Arrangement.DOMU;
    return new XenSettings(
        arrangement,
        XenPeriod.of(values.text("period")),
        values.bytes("memory"),
        (int) values.integer("cpus"),
        split ? values.bytes("domu-memory") : 0,
        split ? (int) values.integer("domu-cpus") : 0,
        split && values.text("receive").equals(FLIP),
        split && values.text("grant-mapping").equals(DEVICE),
        new IommuSettings(
            CallForm.of(values.text("iommu-calls")),
            multicall(values.text("multicall")),
            values.flag("flush-on-release")));
  }

  private static MulticallUse multicall(String id) {
    for (MulticallUse use : MulticallUse.values()) {
      if (use.id().equals(id)) {
        return use;
      }
    }
    throw new IllegalArgumentException("no use of multicalls is called " + id);
  }
}
