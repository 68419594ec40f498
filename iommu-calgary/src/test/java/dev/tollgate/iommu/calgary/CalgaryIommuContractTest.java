package dev.tollgate.iommu.calgary;

import com.google.common.collect.ImmutableList;
import dev.tollgate.testkit.IommuContract;
import dev.tollgate.testkit.IommuVariant;

class CalgaryIommuContractTest extends IommuContract {

  @Override
  protected ImmutableList<IommuVariant> variants() {
    return ImmutableList.of(
        IommuVariant.of("calgary"),
        IommuVariant.of("calgary", "table=64K", "driver=2008"),
        IommuVariant.of("calgary", "table=64K", "chip=calioc2", "reserve=false"),
        IommuVariant.of("calgary", "table=64K", "tce-cache-entries=0"),
        IommuVariant.of("calgary", "table=64K", "tce-cache-entries=1", "tce-cache-ways=1"),
        IommuVariant.of("calgary", "table=64K", "disable-bus=1"));
  }
}
