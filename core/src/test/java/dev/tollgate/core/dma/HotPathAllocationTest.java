package dev.tollgate.core.dma;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.sun.management.ThreadMXBean;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.policy.PolicyBench;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HotPathAllocationTest {

  private static final int ROUNDS = 50_000;

  private final Machine machine = PolicyBench.machine(64, 0);
  private final ImmutableList<Device> devices =
      ImmutableList.of(Device.ofDefaults(0, "0000:00:04.0", 0));
  private final Silence silence = new Silence();
  private final ScatterList list = new ScatterList();

  @ParameterizedTest(name = "dma-debug {0}")
  @ValueSource(booleans = {false, true})
  void mapsTouchesAndUnmapsWithoutAllocating(boolean checked) {
    DmaApi dma =
        new DmaApi(
            machine,
            devices,
            ImmutableList.of(silence),
            silence,
            checked ? new DmaDebug(devices, machine.memory().size()) : null);
    BusMaster bus = new BusMaster(machine.memory(), (device, at, write) -> at, silence);
    list.add(0x4000, 0x40);
    list.add(0x5000, 0x40);
    run(dma, bus);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    run(dma, bus);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ROUNDS);
  }

  private void run(DmaApi dma, BusMaster bus) {
    for (int i = 0; i < ROUNDS; i++) {
      long at = dma.mapSingle(0, 0x1000 + (i & 0xfff), 64, DmaDirection.FROM_DEVICE);
      bus.touch(0, at, 64, true);
      dma.mappingError(0, at);
      dma.syncForCpu(0, at, 64, DmaDirection.FROM_DEVICE);
      dma.unmapSingle(0, at, 64, DmaDirection.FROM_DEVICE);
      dma.mapScatter(0, list, DmaDirection.TO_DEVICE);
      dma.unmapScatter(0, list, DmaDirection.TO_DEVICE);
    }
  }

  private static final class Silence implements DmaMapOperations, DmaObserver {
    @Override
    public long map(long physical, long size, DmaDirection direction, int pageAlignment) {
      return physical;
    }

    @Override
    public void unmap(long busAddress, long size, DmaDirection direction) {}

    @Override
    public void granted(int device, long bus, long size, long physical, DmaDirection direction) {}

    @Override
    public void revoked(int device, long busAddress, long size, DmaDirection direction) {}

    @Override
    public void accessed(int device, long bus, int length, boolean write, long physical) {}
  }
}
