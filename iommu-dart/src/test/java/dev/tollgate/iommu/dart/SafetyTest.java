package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.policy.StandardPoliciesPlugin;
import dev.tollgate.core.safety.ExposureLedger;
import dev.tollgate.core.safety.ObservedDomain;
import dev.tollgate.core.spi.IommuContext;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What DART means for safety, as the exposure ledger sees it under the core's policies. */
class SafetyTest {

  private static final Device NIC = Device.ofDefaults(0, "nic", 0);
  private static final Device DISK = Device.ofDefaults(1, "disk", 1);
  private static final ImmutableList<Device> DEVICES = ImmutableList.of(NIC, DISK);

  /** A machine with DART, a policy and both meters. */
  private static final class Bench {
    final Machine machine = Dart.machine(64 << 20, 0);
    final ExposureLedger ledger = new ExposureLedger(machine, DEVICES.size());
    final DartIommu iommu;
    final DmaApi dma;
    final BusMaster bus;

    Bench(String policy, Object... settings) {
      Parameters parameters = Dart.parameters(settings);
      DartFactory factory = new DartFactory();
      iommu =
          (DartIommu) factory.create(new IommuContext(machine, DEVICES, ledger, 0, 1), parameters);
      ledger.behind(iommu, factory.capabilities(parameters));
      ObservedDomain domain =
          new ObservedDomain(iommu, 0, factory.capabilities(parameters), ledger);
      Map<String, ProtectionPolicyFactory> policies =
          Guice.createInjector(new StandardPoliciesPlugin().module())
              .getInstance(Key.get(new TypeLiteral<Map<String, ProtectionPolicyFactory>>() {}));
      ProtectionPolicyFactory chosen = Objects.requireNonNull(policies.get(policy));
      dma =
          new DmaApi(
              machine,
              DEVICES,
              ImmutableList.of(
                  chosen.create(new PolicyContext(machine, NIC, domain), Parameters.NONE),
                  chosen.create(new PolicyContext(machine, DISK, domain), Parameters.NONE)),
              ledger,
              null);
      bus = new BusMaster(machine.memory(), iommu, ledger);
    }

    long map(long physical) {
      return dma.mapSingle(0, physical, 4096, DmaDirection.FROM_DEVICE);
    }

    void unmap(long address) {
      dma.unmapSingle(0, address, 4096, DmaDirection.FROM_DEVICE);
    }

    void write(int device, long address) {
      assertThat(bus.touch(device, address, 64, true)).isTrue();
    }

    Map<String, Long> figures() {
      ledger.finish();
      iommu.check();
      Map<String, Long> figures = new TreeMap<>();
      ledger.report((name, value, unit, meaning) -> figures.put(name, value));
      return figures;
    }
  }

  @ParameterizedTest
  @CsvSource({
    // how long the unmapped page stays reachable while other pages are mapped every microsecond
    "native, u3, 1000000", // until the next map of anyone
    "native, u4, 9000000", // until the same page is mapped again: here never
    "deferred, u3, 1000000",
    "deferred, u4, 9000000",
    "strict, u3, 0",
    "strict, u4, 0"
  })
  void theStaleWindowEndsWhereTheModelAndThePolicySay(String policy, String model, long window) {
    Bench bench = new Bench(policy, "model", model);
    long address = bench.map(0x30_0000);
    bench.write(0, address);
    bench.unmap(address);
    for (int i = 1; i <= 9; i++) {
      bench.machine.advanceTo(i * 1_000_000L);
      bench.map(0x40_0000 + i * 4096L);
    }
    Map<String, Long> figures = bench.figures();
    long closed = figures.getOrDefault("safety.stale.max", -1L);
    long open = figures.getOrDefault("safety.stale.open.max", -1L);
    assertThat(Math.max(closed, open)).isEqualTo(window);
  }

  @Test
  void deferredBoundsTheWindowOfU4ByTheWrap() {
    for (String policy : new String[] {"native", "deferred"}) {
      Bench bench = new Bench(policy, "model", "u4", "tlb-entries", 8192L, "tlb-ways", 0L);
      long address = bench.map(0x30_0000);
      bench.write(0, address);
      bench.unmap(address);
      long kept = bench.map(0x31_0000); // the wrap then reuses page 0, not this one's neighbour
      bench.write(0, kept);
      bench.unmap(kept);
      for (int i = 0; i < 3070; i++) {
        bench.unmap(bench.map(0x40_0000));
      }
      bench.machine.advanceTo(5_000_000);
      bench.write(0, kept);
      long flushes = bench.iommu.driver().invalidation().flushes();
      assertThat(flushes).isEqualTo(policy.equals("deferred") ? 1 : 0);
      assertThat(bench.figures())
          .containsEntry("safety.stray.stale.writes", policy.equals("deferred") ? 0L : 1L)
          .containsEntry("safety.stray.absorbed.writes", policy.equals("deferred") ? 1L : 0L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"u3", "u4"})
  void strayAccessesAreAbsorbedAndNeverDetected(String model) {
    Bench bench = new Bench("strict", "model", model);
    long address = bench.map(0x30_0000);
    bench.write(1, 0x20_0000);
    bench.unmap(address);
    bench.write(0, address);
    assertThat(bench.figures())
        .containsEntry("safety.stray.absorbed.writes", 2L)
        .containsEntry("safety.stray.detected.writes", 0L)
        .containsEntry("safety.late.absorbed", 1L)
        .containsEntry("safety.late.detected", 0L);
  }

  @Test
  void everyDeviceReachesEveryBufferWithEveryRight() {
    Bench bench = new Bench("strict");
    long address = bench.map(0x30_0000);
    bench.write(1, address);
    assertThat(bench.bus.touch(0, address, 64, false)).isTrue();
    bench.machine.advanceTo(1_000_000_000);
    assertThat(bench.figures())
        .containsEntry("safety.stray.other-device.writes", 1L)
        .containsEntry("safety.stray.rights.reads", 1L)
        .containsEntry("safety.rights.read", 4096L)
        .containsEntry("safety.cross-device", 4096L);
  }

  @ParameterizedTest
  @CsvSource({
    "u3, lost-flush-every, 0, 0", "u4, lost-invalidate-every, 0, 0",
    "u3, lost-flush-every, 1, 1", "u4, lost-invalidate-every, 1, 1"
  })
  void aMappingIsShadowedOnlyWhereTheInvalidationAtMapIsLost(
      String model, String fault, long every, long hazards) {
    Bench bench = new Bench("native", "model", model, fault, every);
    for (int lap = 0; lap < 2; lap++) {
      long page0 = bench.map(0x30_0000 + lap * 0x10_0000L);
      assertThat(page0).as("both laps get page 0").isZero();
      bench.write(0, page0);
      bench.unmap(page0);
      for (int i = 0; lap == 0 && i < 3070; i++) {
        bench.unmap(bench.map(0x50_0000));
      }
    }
    assertThat(bench.figures())
        .containsEntry("safety.aliasing.hazards", hazards)
        .containsEntry("safety.aliasing.hits", hazards);
  }
}
