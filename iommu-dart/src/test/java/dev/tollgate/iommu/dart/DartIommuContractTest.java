package dev.tollgate.iommu.dart;

import com.google.common.collect.ImmutableList;
import dev.tollgate.testkit.IommuContract;
import dev.tollgate.testkit.IommuVariant;

class DartIommuContractTest extends IommuContract {

  @Override
  protected ImmutableList<IommuVariant> variants() {
    return ImmutableList.of(
        IommuVariant.of("dart"),
        IommuVariant.of("dart", "table=16K", "model=u3"),
        IommuVariant.of("dart", "table=16K", "allocator=pools", "coherency=modern"),
        IommuVariant.of("dart", "table=1M", "model=u3", "allocator=pools"),
        IommuVariant.of("dart", "table=16K", "tlb-entries=0"),
        IommuVariant.of("dart", "table=16K", "model=u3", "tlb-entries=1", "tlb-ways=1"),
        IommuVariant.of("dart", "table=16K", "busy-reads=3", "lost-flush-every=5"));
  }
}
