package dev.tollgate.testkit;

import static dev.tollgate.core.spi.IommuCapability.FAULTS_ON_UNMAPPED;
import static dev.tollgate.core.spi.IommuCapability.INVALIDATES_ON_MAP;
import static dev.tollgate.core.spi.IommuCapability.READ_ONLY_ENTRIES;
import static dev.tollgate.core.spi.IommuCapability.SELECTIVE_INVALIDATION;
import static dev.tollgate.core.spi.IommuCapability.WRITE_ONLY_ENTRIES;

import com.google.common.collect.ImmutableList;

class WorstCaseIommuContractTest extends IommuContract {

  @Override
  protected ImmutableList<IommuVariant> variants() {
    return ImmutableList.of(
        WorstCaseIommu.variant(),
        WorstCaseIommu.variant(
            SELECTIVE_INVALIDATION, FAULTS_ON_UNMAPPED, READ_ONLY_ENTRIES, WRITE_ONLY_ENTRIES),
        WorstCaseIommu.variant(INVALIDATES_ON_MAP),
        WorstCaseIommu.variant(INVALIDATES_ON_MAP, SELECTIVE_INVALIDATION, FAULTS_ON_UNMAPPED));
  }
}
