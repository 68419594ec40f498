package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.DomainSpec;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.domain.Vcpu;
import dev.tollgate.hypervisor.xen.event.GuestEvents;
import dev.tollgate.hypervisor.xen.hypercall.Errno;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.XenSteps;
import dev.tollgate.hypervisor.xen.schedule.SchedOp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("(a) 15, 16 Scheduling: credits, slices, boost, priced switches, CPU time by domain")
class Checklist15ScheduleTest extends ScheduleHost {

  Checklist15ScheduleTest() {
    super(1);
  }

  @Test
  void domainsThatWantAllGetTheirShareByWeight() {
    Domain light = domain(1, 1, 256);
    Domain heavy = domain(2, 1, 512);
    hog(first(light));
    hog(first(heavy));
    run(9000);
    double ratio = (double) scheduler.busyPicoseconds(heavy) / scheduler.busyPicoseconds(light);
    assertThat(ratio).isBetween(1.9, 2.1);
    long busy = scheduler.busyPicoseconds(heavy) + scheduler.busyPicoseconds(light);
    assertThat(busy).as("the CPU was never idle").isGreaterThan(8999 * MILLISECOND);
  }

  @Test
  void aSliceIs30MillisecondsAndSwitchesAreBooked() {
    Domain one = domain(1, 1, 256);
    Domain two = domain(2, 1, 256);
    hog(first(one));
    hog(first(two));
    run(601);
    assertThat(scheduler.switches()).isBetween(18L, 22L);
    assertThat(steps(XenSteps.DOMAIN_SWITCH)).isEqualTo(scheduler.switches());
    assertThat(steps(XenSteps.DOMAIN_REFILL)).isEqualTo(scheduler.switches());
    assertThat(log.subList(0, 25)).containsOnly("d1v0");
    assertThat(log.subList(35, 55)).containsOnly("d2v0");
  }

  @Test
  void virtualCpusOfOneDomainSwitchWithoutRefill() {
    Domain one = domain(1, 2, 256);
    hog(first(one));
    hog(one.vcpus().get(1));
    run(300);
    assertThat(scheduler.switches()).isGreaterThan(5);
    assertThat(steps(XenSteps.DOMAIN_REFILL)).isEqualTo(1);
  }

  @Test
  void whoWakesWithCreditsLeftRunsWhenThePieceInProgressIsDone() {
    Domain busy = domain(1, 1, 256);
    Domain sleepy = domain(2, 1, 256);
    hog(first(busy));
    for (int at : new int[] {15, 27, 45, 71}) {
      machine
          .events()
          .schedule(
              at * MILLISECOND + 100,
              now ->
                  scheduler.post(first(sleepy), CpuContext.TASK, () -> log.add("woken at " + at)));
    }
    run(100);
    for (int at : new int[] {15, 27, 45, 71}) {
      assertThat(log.indexOf("woken at " + at)).as("" + at).isBetween(at, at + 3);
    }
  }

  @Test
  void anIdleCpuTakesWhatWaitsForOthers() {
    ScheduleHost two = new ScheduleHost(2);
    List<Domain> domains = List.of(two.domain(1, 2, 256), two.domain(2, 1, 256));
    two.hog(first(domains.get(0)));
    two.hog(domains.get(0).vcpus().get(1));
    two.hog(first(domains.get(1)));
    two.run(6000);
    long busy = 0;
    for (Domain domain : domains) {
      busy += two.scheduler.busyPicoseconds(domain);
    }
    assertThat(busy).as("both CPUs are always busy").isGreaterThan(11_990 * MILLISECOND);
    assertThat(two.scheduler.stolen()).isPositive();
    assertThat((double) two.scheduler.busyPicoseconds(domains.get(1)) / busy)
        .as("half of the weight")
        .isBetween(0.4, 0.55);
  }

  @Test
  void aVirtualCpuWithoutWorkBlocksByAHypercallAndTheMachineComesToRest() {
    Domain one = domain(1, 1, 256);
    scheduler.post(first(one), CpuContext.TASK, () -> cycles.add(1000));
    run(1);
    assertThat(xen.hypercalls().crossings(HypercallNumbers.SCHED_OP)).isEqualTo(1);
    assertThat(machine.events().size()).isZero();
    assertThat(scheduler.busyPicoseconds(one))
        .as("work, switch, refill, block")
        .isEqualTo((1000 + 4000 + 5000 + 700) * 1000L);
  }

  @Test
  void urgentContextsGoFirstAndWorkIsNotDoneBeforeItsTime() {
    Domain one = domain(1, 1, 256);
    Vcpu vcpu = first(one);
    scheduler.post(vcpu, CpuContext.TASK, () -> log.add("task"));
    scheduler.post(vcpu, CpuContext.SOFT_INTERRUPT, () -> log.add("soft"));
    scheduler.post(vcpu, CpuContext.INTERRUPT, () -> log.add("hard"));
    run(1);
    assertThat(log).containsExactly("hard", "soft", "task");
  }

  @Test
  void anEventWakesABlockedVirtualCpuWithoutAnInterrupt() {
    ScheduleHost two = new ScheduleHost(2);
    Domain dom0 = two.domain(0, 1, 256);
    Domain guest = two.domain(1, 1, 256);
    GuestEvents kernel = new GuestEvents(two.machine.memory(), guest);
    two.xen.events().register(guest, kernel);
    long port = two.xen.channels().allocateUnbound(guest, DomainIds.SELF, 0);
    long mine = two.xen.channels().bindInterdomain(dom0, 1, port);
    kernel.handle((int) port, () -> two.log.add("event at " + two.machine.now() / MILLISECOND));
    two.machine
        .events()
        .schedule(
            5 * MILLISECOND,
            now ->
                two.scheduler.post(
                    first(dom0), CpuContext.TASK, () -> two.xen.channels().send(dom0, mine)));
    two.run(20);
    assertThat(two.log).containsExactly("event at 5");
    assertThat(two.xen.events().interrupts()).isZero();
    two.hog(first(guest));
    two.machine
        .events()
        .schedule(
            25 * MILLISECOND,
            now ->
                two.scheduler.post(
                    first(dom0), CpuContext.TASK, () -> two.xen.channels().send(dom0, mine)));
    two.run(40);
    assertThat(two.xen.events().interrupts()).as("it was running").isEqualTo(1);
    assertThat(two.log).contains("event at 26");
  }

  @Test
  void pollingWaitsForMaskedChannelsToo() {
    Domain dom0 = domain(0, 1, 256);
    Domain guest = domain(1, 1, 256);
    long port = xen.channels().allocateUnbound(guest, DomainIds.SELF, 0);
    long mine = xen.channels().bindInterdomain(dom0, 1, port);
    long at = LinearMap.addressOf(10);
    long words = guest.memory().translate(at, true);
    machine.memory().writeLongLittleEndian(words, at + 64);
    machine.memory().writeIntLittleEndian(words + 8, 1);
    machine.memory().writeIntLittleEndian(words + 64, (int) port);
    int op = HypercallNumbers.SCHED_OP;
    assertThat(xen.hypercalls().call(first(guest), op, SchedOp.POLL, at)).isZero();
    xen.channels().send(dom0, mine);
    assertThat(xen.events().isPending(guest, (int) port)).isTrue();
    assertThat(xen.hypercalls().call(first(guest), op, SchedOp.POLL, at)).isZero();
    machine.memory().writeIntLittleEndian(words + 8, 129);
    assertThat(xen.hypercalls().call(first(guest), op, SchedOp.POLL, at)).isEqualTo(Errno.INVAL);
    assertThat(xen.hypercalls().call(first(guest), op, SchedOp.POLL, 0)).isEqualTo(Errno.FAULT);
    assertThat(xen.hypercalls().call(first(guest), op, 9, 0)).isEqualTo(Errno.NOSYS);
    assertThat(xen.hypercalls().call(first(guest), op, SchedOp.YIELD, 0)).isZero();
  }

  @Test
  void shuttingDownEndsTheDomain() {
    Domain guest = domain(1, 1, 256);
    assertThat(xen.hypercalls().call(first(guest), 29, SchedOp.SHUTDOWN, LinearMap.addressOf(9)))
        .isEqualTo(Errno.SRCH);
    assertThat(guest.isDying()).isTrue();
    scheduler.remove(guest);
    xen.destroy(guest);
    xen.check();
    assertThatThrownBy(() -> scheduler.post(first(guest), CpuContext.TASK, () -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLongCallIsCutWhenItsSliceIsOver() {
    Domain one = domain(1, 1, 256);
    Vcpu vcpu = first(one);
    boolean[] seen = new boolean[3];
    scheduler.post(
        vcpu,
        CpuContext.TASK,
        () -> {
          seen[0] = xen.events().isDue(vcpu);
          cycles.add(31_000_000);
          seen[1] = xen.events().isDue(vcpu);
          seen[2] = xen.events().isDue(vcpu);
        });
    run(40);
    assertThat(seen).as("once").containsExactly(false, true, false);
  }

  @Test
  void sameWorkSameSchedule() {
    List<List<String>> logs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ScheduleHost own = new ScheduleHost(2);
      for (int id = 1; id <= 4; id++) {
        own.hog(first(own.domain(id, 1, 100 * id)));
      }
      own.run(700);
      logs.add(own.log);
    }
    assertThat(logs.get(0)).isEqualTo(logs.get(1)).hasSizeGreaterThan(1000);
  }

  @Test
  void affinityIsKept() {
    ScheduleHost two = new ScheduleHost(2);
    Domain pinned = two.xen.create(new DomainSpec(1, false, 256, 256, 2, -1));
    two.scheduler.add(pinned, 256, 0b10);
    two.hog(first(pinned));
    two.hog(pinned.vcpus().get(1));
    two.run(200);
    assertThat(two.machine.processors().busyPicoseconds(0)).isZero();
    assertThatThrownBy(() -> two.scheduler.add(pinned, 256, 0b100))
        .isInstanceOf(IllegalArgumentException.class);
    two.ended = true;
    two.run(210);
    assertThat(two.machine.events().size()).isZero();
  }
}
