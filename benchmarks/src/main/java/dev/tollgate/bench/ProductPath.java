package dev.tollgate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaObserver;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.safety.ExposureLedger;
import dev.tollgate.core.safety.ObservedDomain;
import dev.tollgate.core.settings.Configuration;
import dev.tollgate.core.spi.AllocatorContext;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.Iommu;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import java.util.Objects;

/**
 * A machine with one device, wired as {@link dev.tollgate.core.run.Simulation} wires it: DMA API,
 * policy, exposure ledger, IOMMU and bus, both meters on.
 */
final class ProductPath {

  private static final Tollgate TOLLGATE = Tollgate.load();

  /** The IOMMUs and policies there are, as {@code iommu+policy}. */
  static final ImmutableList<String> COMBINATIONS =
      TOLLGATE.iommus().keySet().stream()
          .flatMap(
              iommu ->
                  ImmutableList.of("strict", "deferred", "native").stream()
                      .map(policy -> iommu + "+" + policy))
          .collect(ImmutableList.toImmutableList());

  final Machine machine;
  final DmaApi dma;
  final BusMaster bus;

  private ProductPath(Machine machine, DmaApi dma, BusMaster bus) {
    this.machine = machine;
    this.dma = dma;
    this.bus = bus;
  }

  /** A fresh machine for {@code iommu+policy}, with the parts' own defaults. */
  static ProductPath of(String combination) {
    return of(combination, true);
  }

  /**
   * The same.
   *
   * @param metered whether the safety meters are on, as they always are in the product
   */
  static ProductPath of(String combination, boolean metered) {
    int plus = combination.indexOf('+');
    String iommuName = combination.substring(0, plus);
    String policyName = combination.substring(plus + 1);
    Configuration configuration = TOLLGATE.configure(TOLLGATE.settings());
    Machine machine = new Machine(configuration.machine("x460"), configuration.costProfile("x460"));
    ImmutableList<Device> devices = ImmutableList.of(Device.ofDefaults(0, "0000:00:01.0", 0));
    ExposureLedger exposure = new ExposureLedger(machine, devices.size());
    var factory = Objects.requireNonNull(TOLLGATE.iommus().get(iommuName), iommuName);
    var parameters = configuration.parameters("iommu." + iommuName);
    ImmutableSet<IommuCapability> capabilities = factory.capabilities(parameters);
    Iommu iommu =
        factory.create(
            new IommuContext(machine, devices, metered ? exposure : IotlbListener.NONE, 0, 1),
            parameters);
    exposure.behind(iommu, capabilities);
    DmaDomain domain =
        metered
            ? new ObservedDomain(iommu, iommu.domainOf(0), capabilities, exposure)
            : new UnobservedDomain(iommu, iommu.domainOf(0), capabilities);
    DmaObserver observer = metered ? exposure : UnobservedDomain.NOBODY;
    ProtectionPolicy policy =
        Objects.requireNonNull(TOLLGATE.policies().get(policyName), policyName)
            .create(
                new PolicyContext(machine, devices.get(0), domain),
                configuration.parameters("policy." + policyName));
    return new ProductPath(
        machine,
        new DmaApi(machine, devices, ImmutableList.of(policy), observer, null),
        new BusMaster(machine.memory(), iommu, observer));
  }

  /** A kernel's allocator on this machine, with its own defaults. */
  KernelAllocator allocator(String name) {
    return Objects.requireNonNull(TOLLGATE.allocators().get(name), name)
        .create(
            new AllocatorContext(machine, 1),
            TOLLGATE.configure(TOLLGATE.settings()).parameters("allocator." + name));
  }
}
