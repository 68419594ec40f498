package dev.tollgate.core.policy;

import static dev.tollgate.core.dma.DmaMapOperations.MAPPING_ERROR;
import static dev.tollgate.core.spi.IommuCapability.INVALIDATES_ON_MAP;
import static dev.tollgate.core.spi.IommuCapability.SELECTIVE_INVALIDATION;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.CoherentBuffer;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDebug;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaObserver;
import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Drivers and a device doing random legal things, until I/O pages run short again and again: what
 * is mapped must carry its own bytes, what failed must leave nothing, and what each policy promises
 * of unmapped buffers must hold.
 */
class DmaApiPolicyModelTest {

  private static final int IO_PAGES = 48;
  private static final int FRAMES = 64;
  private static final int STEPS = 4000;
  private static final DmaDirection[] DIRECTIONS = DmaDirection.values();

  static List<Arguments> policies() {
    List<Arguments> cases = new ArrayList<>();
    for (long seed = 1; seed <= 4; seed++) {
      cases.add(of("strict", seed, true, StrictPolicy::new, SELECTIVE_INVALIDATION));
      cases.add(of("strict, full flush only", seed, true, StrictPolicy::new));
      cases.add(of("batched", seed, true, BatchedPolicy::new, SELECTIVE_INVALIDATION));
      cases.add(of("pooled", seed, true, PooledPolicy::new));
      cases.add(of("deferred", seed, false, DeferredPolicy::new));
      cases.add(
          of(
              "queue",
              seed,
              false,
              context ->
                  new DeferredQueuePolicy(context, new FlushQueue.Shape(8, false, 1000, 0))));
      cases.add(of("kept, few", seed, false, context -> new CachedPolicy(context, 10, 4)));
      cases.add(
          of(
              "kept, all",
              seed,
              false,
              context -> new CachedPolicy(context, CachedPolicy.UNLIMITED, 1),
              SELECTIVE_INVALIDATION));
      cases.add(
          of("invalidated at map", seed, false, MapInvalidatedPolicy::new, INVALIDATES_ON_MAP));
    }
    return cases;
  }

  private static Arguments of(
      String name,
      long seed,
      boolean closesAtUnmap,
      Function<PolicyContext, ProtectionPolicy> policy,
      IommuCapability... capabilities) {
    return Arguments.of(name, seed, closesAtUnmap, policy, new SlowIommu(IO_PAGES, capabilities));
  }

  /** A buffer that is mapped. */
  private record Live(ScatterList list, boolean scattered, DmaDirection direction) {}

  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("policies")
  void everyMappingCarriesItsOwnBytes(
      String name,
      long seed,
      boolean closesAtUnmap,
      Function<PolicyContext, ProtectionPolicy> factory,
      SlowIommu iommu) {
    Random random = new Random(seed);
    Machine machine = PolicyBench.machine(FRAMES, 0);
    Device device = Device.ofDefaults(0, "0000:00:04.0", 0);
    ImmutableList<Device> devices = ImmutableList.of(device);
    ProtectionPolicy policy = factory.apply(new PolicyContext(machine, device, iommu));
    iommu.caches = !(policy instanceof DeferredPolicy);
    DmaDebug debug = new DmaDebug(devices, machine.memory().size());
    DmaApi dma = new DmaApi(machine, devices, ImmutableList.of(policy), new NoObserver(), debug);
    BusMaster bus = new BusMaster(machine.memory(), iommu, new NoObserver());
    List<Live> live = new ArrayList<>();
    long calls = 0;
    long failures = 0;

    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          Live made = map(dma, random, step);
          calls++;
          if (made == null) {
            failures++;
          } else {
            live.add(made);
          }
        }
        case 3, 4 -> {
          if (!live.isEmpty()) {
            Live ended = live.remove(random.nextInt(live.size()));
            unmap(dma, ended);
            calls++;
            if (closesAtUnmap) {
              assertUnreachable(iommu, ended);
            }
          }
        }
        case 5, 6 -> {
          if (!live.isEmpty()) {
            move(dma, bus, machine, live.get(random.nextInt(live.size())), random);
          }
        }
        default -> {
          CoherentBuffer ring = dma.allocCoherent(0, 1 + random.nextInt(3 * 4096));
          calls++;
          if (ring == null) {
            failures++;
          } else {
            assertThat(new byte[(int) ring.size()]).isEqualTo(readByDevice(bus, ring));
            dma.freeCoherent(0, ring);
            calls++;
          }
        }
      }
      if (policy instanceof CachedPolicy) {
        assertThat(iommu.used()).isEqualTo(iommu.table.size());
      } else {
        assertThat((long) iommu.table.size()).isEqualTo(pagesOf(live));
        assertThat(iommu.used())
            .isGreaterThanOrEqualTo(pagesOf(live))
            .isLessThanOrEqualTo(policy instanceof DeferredQueuePolicy ? IO_PAGES : pagesOf(live));
      }
    }
    live.forEach(ended -> unmap(dma, ended));
    calls += live.size();
    assertThat(iommu.diary).filteredOn("end"::equals).hasSize((int) calls);
    policy.close();

    assertThat(iommu.used()).isZero();
    assertThat(iommu.table).isEmpty();
    assertThat(failures).as("times that I/O pages were short").isGreaterThan(20);
    // Buffers that overlap share bus addresses too where a kept mapping is used again, and a sync
    // then finds the shorter one.
    assertThat(debug.reports())
        .as("mistakes of this test, overlapping buffers apart")
        .allMatch(
            report ->
                report.text().contains("cacheline")
                    || (policy instanceof CachedPolicy && report.text().contains("sync")));
  }

  private static @Nullable Live map(DmaApi dma, Random random, int step) {
    DmaDirection direction = DIRECTIONS[random.nextInt(DIRECTIONS.length)];
    ScatterList list = new ScatterList();
    int segments = random.nextInt(4) == 0 ? 2 + random.nextInt(4) : 1;
    for (int i = 0; i < segments; i++) {
      long size = 1L + random.nextInt(random.nextBoolean() ? 256 : 20_000);
      list.add(random.nextInt((FRAMES << 12) - (int) size), size);
    }
    if (segments > 1) {
      int made = dma.mapScatter(0, list, direction);
      assertThat(made).isIn(0, segments);
      return made == 0 ? null : new Live(list, true, direction);
    }
    int alignment = 1 << random.nextInt(3);
    long bus =
        step % 2 == 0
            ? dma.mapSingle(0, list.physical(0), list.size(0), direction)
            : dma.mapAligned(0, list.physical(0), list.size(0), direction, alignment);
    if (dma.mappingError(0, bus)) {
      return null;
    }
    assertThat(bus & 4095).isEqualTo(list.physical(0) & 4095);
    assertThat((bus >>> 12) % (step % 2 == 0 ? 1 : alignment)).isZero();
    list.placeAt(0, bus);
    return new Live(list, false, direction);
  }

  private static void unmap(DmaApi dma, Live ended) {
    if (ended.scattered()) {
      dma.unmapScatter(0, ended.list(), ended.direction());
    } else {
      dma.unmapSingle(0, ended.list().busAddress(0), ended.list().size(0), ended.direction());
    }
  }

  /** The device reads and writes each segment, as far as the direction lets it. */
  private static void move(DmaApi dma, BusMaster bus, Machine machine, Live buffer, Random random) {
    for (int i = 0; i < buffer.list().length(); i++) {
      long physical = buffer.list().physical(i);
      long at = buffer.list().busAddress(i);
      int size = (int) buffer.list().size(i);
      byte[] bytes = new byte[size];
      byte[] seen = new byte[size];
      if (buffer.direction().deviceReads()) {
        random.nextBytes(bytes);
        machine.memory().write(physical, bytes, 0, size);
        dma.syncForDevice(0, at, size, buffer.direction());
        assertThat(bus.read(0, at, seen, 0, size)).isTrue();
        assertThat(seen).isEqualTo(bytes);
      }
      if (buffer.direction().deviceWrites()) {
        random.nextBytes(bytes);
        assertThat(bus.write(0, at, bytes, 0, size)).isTrue();
        dma.syncForCpu(0, at, size, buffer.direction());
        machine.memory().read(physical, seen, 0, size);
        assertThat(seen).isEqualTo(bytes);
      }
    }
  }

  private static void assertUnreachable(SlowIommu iommu, Live ended) {
    for (int i = 0; i < ended.list().length(); i++) {
      long from = ended.list().busAddress(i) & -4096;
      for (long at = from; at < ended.list().busAddress(i) + ended.list().size(i); at += 4096) {
        assertThat(iommu.translate(0, at, false)).isEqualTo(SlowIommu.FAULT);
        assertThat(iommu.translate(0, at, true)).isEqualTo(SlowIommu.FAULT);
      }
    }
  }

  private static byte[] readByDevice(BusMaster bus, CoherentBuffer ring) {
    byte[] bytes = new byte[(int) ring.size()];
    assertThat(bus.read(0, ring.busAddress(), bytes, 0, bytes.length)).isTrue();
    byte[] marks = bytes.clone();
    Arrays.fill(marks, (byte) 0x5a);
    assertThat(bus.write(0, ring.busAddress(), marks, 0, marks.length)).isTrue();
    return bytes;
  }

  private static long pagesOf(List<Live> live) {
    long pages = 0;
    for (Live buffer : live) {
      for (int i = 0; i < buffer.list().length(); i++) {
        assertThat(buffer.list().busAddress(i)).isNotEqualTo(MAPPING_ERROR);
        pages += IoPages.spanned(buffer.list().physical(i), buffer.list().size(i));
      }
    }
    return pages;
  }

  private static final class NoObserver implements DmaObserver {
    @Override
    public void granted(int device, long bus, long size, long physical, DmaDirection direction) {}

    @Override
    public void revoked(int device, long busAddress, long size, DmaDirection direction) {}

    @Override
    public void accessed(int device, long bus, int length, boolean write, long physical) {}
  }
}
