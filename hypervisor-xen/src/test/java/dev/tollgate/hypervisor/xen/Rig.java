package dev.tollgate.hypervisor.xen;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.DomainHeap;
import dev.tollgate.hypervisor.xen.domain.DomainSpec;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.grant.DeviceMapper;
import dev.tollgate.hypervisor.xen.hypercall.Preemption;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;

/** A Xen of 32 MiB for tests, whose calls are cut when the test says so. */
final class Rig implements Preemption {

  static final int FRAMES = 8192;

  final CycleLedger ledger =
      new CycleLedger(new CostProfile("test", "Fallbacks.", ImmutableSortedMap.of()));
  final Domains domains;
  final Xen xen;

  /** How often {@link #isDue} says no before it says yes; negative: always no. */
  int cutAfter = -1;

  int returns;

  Rig() {
    this(XenPeriod.XEN_3_1);
  }

  Rig(XenPeriod period) {
    this(XenOptions.of(period), DeviceMapper.NONE);
  }

  Rig(XenOptions options, DeviceMapper devices) {
    DomainHeap heap = new DomainHeap(FRAMES);
    heap.release(16, FRAMES - 16);
    this.domains =
        Domains.on(new PhysicalMemory((long) FRAMES << PhysicalMemory.FRAME_SHIFT), heap);
    this.xen = new Xen(domains, ledger, options.cutBy(this), domain -> 2, devices);
  }

  TestGuest dom0() {
    return new TestGuest(this, xen.create(DomainSpec.dom0(1024)));
  }

  TestGuest guest(int id) {
    return new TestGuest(this, xen.create(DomainSpec.guest(id, 512)));
  }

  TestGuest guest(DomainSpec spec) {
    return new TestGuest(this, xen.create(spec));
  }

  @Override
  public boolean isDue(Vcpu vcpu) {
    return cutAfter >= 0 && cutAfter-- == 0;
  }

  @Override
  public void returned(Vcpu vcpu) {
    returns++;
  }

  long steps(Step step) {
    return ledger.entries().stream()
        .filter(entry -> entry.step().equals(step))
        .mapToLong(CycleLedger.Entry::count)
        .sum();
  }
}
