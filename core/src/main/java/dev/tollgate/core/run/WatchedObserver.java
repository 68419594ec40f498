package dev.tollgate.core.run;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaObserver;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.safety.ExposureLedger;

/** Tells a witness what the exposure ledger was told. */
record WatchedObserver(ExposureLedger ledger, Witness witness)
    implements DmaObserver, IotlbListener {

  @Override
  public void granted(
      int device, long busAddress, long size, long physical, DmaDirection direction) {
    ledger.granted(device, busAddress, size, physical, direction);
    witness.granted(device, busAddress, size, physical, direction);
  }

  @Override
  public void revoked(int device, long busAddress, long size, DmaDirection direction) {
    ledger.revoked(device, busAddress, size, direction);
    witness.revoked(device, busAddress, size, direction);
  }

  @Override
  public void accessed(int device, long busAddress, int length, boolean write, long physical) {
    ledger.accessed(device, busAddress, length, write, physical);
    witness.accessed(device, busAddress, length, write, physical);
  }

  @Override
  public void filled(int domain, long ioPage, long value) {
    ledger.filled(domain, ioPage, value);
    witness.filled(domain, ioPage, value);
  }

  @Override
  public void evicted(int domain, long ioPage) {
    ledger.evicted(domain, ioPage);
    witness.evicted(domain, ioPage);
  }

  @Override
  public void forgot(int domain, long firstPage, int pages) {
    ledger.forgot(domain, firstPage, pages);
    witness.forgot(domain, firstPage, pages);
  }

  @Override
  public void forgotAll(int domain) {
    ledger.forgotAll(domain);
    witness.forgotAll(domain);
  }
}
