package dev.tollgate.core.policy;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.IommuCapability;

/** On which units the policies of this package make sense. */
final class Applicabilities {

  private Applicabilities() {}

  /** For policies that write translation entries. */
  static Applicability withIommu(ImmutableSet<IommuCapability> capabilities) {
    return capabilities.contains(IommuCapability.UNTRANSLATED)
        ? Applicability.notApplicable("there is no IOMMU to protect memory with")
        : Applicability.applicable();
  }

  /** For policies that let devices reach copies. */
  static Applicability copying(ImmutableSet<IommuCapability> capabilities) {
    return capabilities.contains(IommuCapability.ENTERED_BY_HYPERVISOR)
        ? Applicability.notApplicable(
            "the hypervisor maps other guests' pages for devices itself, whole and uncopied")
        : withIommu(capabilities);
  }

  /** For the policy that leaves bus addresses as they are. */
  static Applicability withoutIommu(ImmutableSet<IommuCapability> capabilities) {
    return capabilities.contains(IommuCapability.UNTRANSLATED)
        ? Applicability.applicable()
        : Applicability.notApplicable("the IOMMU does not let physical addresses pass");
  }
}
