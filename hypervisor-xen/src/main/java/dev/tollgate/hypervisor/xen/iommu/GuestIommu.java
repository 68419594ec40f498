package dev.tollgate.hypervisor.xen.iommu;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.TableEntry;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.DrivenIommu;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.ReferenceHolder;
import dev.tollgate.hypervisor.xen.grant.GrantTables;
import dev.tollgate.hypervisor.xen.hypercall.Hypercalls;
import org.jspecify.annotations.Nullable;

/**
 * The IOMMU as the domain with the devices drives it: the domain chooses I/O pages with the
 * driver's own allocator and lock, as on bare metal, and asks Xen to write the entries.
 *
 * <p>What one call of the DMA API wants is collected and handed over at its end, or earlier where
 * an answer is needed: {@link #invalidate} hands over what precedes it in the same crossing, if the
 * form of the calls allows several in one. A device sees nothing of the delay: a CPU's piece of
 * work is whole.
 */
public final class GuestIommu implements Iommu {

  /** Number of the hypercall. */
  public static final int CALL = IommuCall.NUMBER;

  private final Iommu unit;
  private final Processors processors;
  private final IommuHypercall xen;
  private final ImmutableList<PendingCalls> pending;

  /**
   * The unit behind Xen.
   *
   * @param guest the domain's view of the machine
   * @param driven what Xen drives
   * @param grants what each domain has mapped of others
   * @param granted what maps granted frames for devices
   * @param pages for each virtual CPU the virtual address of a page of the domain's own
   */
  public GuestIommu(
      Machine guest,
      Domains domains,
      Domain domain,
      Hypercalls hypercalls,
      DrivenIommu driven,
      IommuSettings settings,
      ImmutableList<Long> pages,
      GrantTables grants,
      GrantedPages granted) {
    this.unit = driven.unit();
    this.processors = guest.processors();
    this.xen = new IommuHypercall(guest, domains, grants, driven, settings.flushOnRelease());
    granted.isBehind(xen);
    hypercalls.install(IommuCall.NUMBER, xen);
    domains.frames().listen(xen);
    ImmutableList.Builder<PendingCalls> lists = ImmutableList.builder();
    for (int cpu = 0; cpu < domain.vcpus().size(); cpu++) {
      lists.add(
          new PendingCalls(
              guest.memory(),
              hypercalls,
              domain.vcpus().get(cpu),
              settings.form(),
              settings.multicall(),
              pages.get(cpu)));
    }
    this.pending = lists.build();
  }

  private PendingCalls pending() {
    return pending.get(Math.max(0, processors.current()));
  }

  @Override
  public long translate(int device, long busAddress, boolean write) {
    return unit.translate(device, busAddress, write);
  }

  @Override
  public boolean translates(int device) {
    return unit.translates(device);
  }

  @Override
  public int domainOf(int device) {
    return unit.domainOf(device);
  }

  @Override
  public IovaAllocator iovaAllocator(int domain) {
    return unit.iovaAllocator(domain);
  }

  @Override
  public void map(int domain, long ioPage, int pages, long frame, DmaDirection direction) {
    long word = IommuCall.word(IommuCall.MAP, IommuCall.rightsOf(direction), domain);
    pending().add(word, ioPage, frame, pages);
  }

  @Override
  public void unmap(int domain, long ioPage, int pages) {
    pending().add(IommuCall.word(IommuCall.UNMAP, 0, domain), ioPage, 0, pages);
  }

  @Override
  public boolean invalidateAll(int domain) {
    PendingCalls calls = pending();
    calls.add(IommuCall.word(IommuCall.FORGET_ALL, 0, domain), 0, 0, 1);
    return calls.issue();
  }

  @Override
  public boolean invalidate(int domain, long ioPage, int pages) {
    PendingCalls calls = pending();
    calls.add(IommuCall.word(IommuCall.FORGET, 0, domain), ioPage, 0, pages);
    return calls.issue();
  }

  @Override
  public void endOfCall(int domain) {
    pending().issue();
    unit.endOfCall(domain);
  }

  @Override
  public boolean refused(int domain) {
    return pending().takeRefusal();
  }

  @Override
  public DmaDirection grants(DmaDirection direction) {
    return unit.grants(direction);
  }

  /** What holds references to frames because an entry leads to them. */
  public ReferenceHolder references() {
    return xen;
  }

  @Override
  public @Nullable TableEntry entry(int domain, long ioPage) {
    return unit.entry(domain, ioPage);
  }

  @Override
  public void report(MetricSink sink) {
    unit.report(sink);
    xen.counts.report(sink);
    long issued = 0;
    long operations = 0;
    long single = 0;
    long failed = 0;
    for (PendingCalls calls : pending) {
      issued += calls.issued();
      operations += calls.operations();
      single += calls.single();
      failed += calls.failed();
    }
    sink.metric(
        "hypervisor.iommu.requests",
        issued,
        "count",
        "Times that a guest handed operations on the I/O table to the hypervisor");
    sink.metric(
        "hypervisor.iommu.requests.single",
        single,
        "count",
        "The part of them that held one operation");
    sink.metric("hypervisor.iommu.operations", operations, "count", "Operations in all of them");
    sink.metric(
        "hypervisor.iommu.failed", failed, "count", "Operations that came back with an error");
  }

  @Override
  public void check() {
    unit.check();
  }
}
