package dev.tollgate.hypervisor.xen;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.core.machine.CpuWork;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainSpec;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.hypercall.XenPeriod;
import dev.tollgate.hypervisor.xen.schedule.CreditScheduler;
import java.util.ArrayList;
import java.util.List;

/** Domains under the credit scheduler of a machine of 1 GHz, for tests. */
class ScheduleHost {

  static final long MILLISECOND = 1_000_000_000L;
  private static final Step CYCLE = new Step("cycle", "cycle", Price.estimated(1, "for tests"));

  final Machine machine;
  final Xen xen;
  final CreditScheduler scheduler;
  final CycleAccount cycles;
  final List<String> log = new ArrayList<>();
  boolean ended;

  ScheduleHost(int cpus) {
    machine =
        new Machine(
            new MachineProfile(
                "test", "1 GHz.", cpus, 1_000_000_000L, 32 << 20, 0, PageAllocation.BUDDY, "test"),
            new CostProfile("test", "Fallbacks.", ImmutableSortedMap.of()));
    xen = new Xen(Domains.onAllOf(machine), machine.ledger(), XenPeriod.XEN_3_1, domain -> 0);
    scheduler = new CreditScheduler(machine, xen.events(), xen.hypercalls());
    cycles = machine.ledger().account(CostCenter.PROTOCOL, CYCLE);
  }

  Domain domain(int id, int vcpus, int weight) {
    Domain domain = xen.create(new DomainSpec(id, id == 0, 256, 256, vcpus, -1));
    scheduler.add(domain, weight, -1);
    return domain;
  }

  /** Work that takes a millisecond each time and never ends before the test does. */
  void hog(Vcpu vcpu) {
    CpuWork[] work = new CpuWork[1];
    work[0] =
        () -> {
          log.add(vcpu.toString());
          cycles.add(1_000_000);
          if (!ended) {
            scheduler.post(vcpu, CpuContext.TASK, work[0]);
          }
        };
    scheduler.post(vcpu, CpuContext.TASK, work[0]);
  }

  void run(long milliseconds) {
    machine.advanceTo(milliseconds * MILLISECOND);
  }

  long steps(Step step) {
    return machine.ledger().entries().stream()
        .filter(entry -> entry.step().equals(step))
        .mapToLong(CycleLedger.Entry::count)
        .sum();
  }

  static Vcpu first(Domain domain) {
    return domain.vcpus().get(0);
  }
}
