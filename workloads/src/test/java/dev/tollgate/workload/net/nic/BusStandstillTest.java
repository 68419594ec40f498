package dev.tollgate.workload.net.nic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.IoBus;
import dev.tollgate.core.machine.IoBusTiming;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.workload.net.LinkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** While its bus stands still the interface touches no memory, and keeps what fits. */
class BusStandstillTest {

  private static final long MICROSECOND = 1_000_000;

  private final Machine machine =
      new Machine(
          new MachineProfile(
              "test",
              "t",
              2,
              3_000_000_000L,
              64 << 20,
              0,
              (64 << 20) / 4096L,
              PageAllocation.BUDDY,
              "test",
              new IoBusTiming(8, 7_500, 500_000)),
          new CostProfile("test", "t", ImmutableSortedMap.of()));
  private final IoBus bus = machine.ioBus(0);
  private final Rig rig =
      new Rig(NicSettings.DEFAULTS, new LinkSettings(1000, 0, false), machine).started();

  private long figure(String name) {
    rig.metrics.clear();
    rig.nic.report(rig);
    return Objects.requireNonNull(rig.metrics.get(name), name);
  }

  private void standStill(long microseconds) {
    long now = machine.now();
    bus.stop(now);
    bus.restart(now + microseconds * MICROSECOND);
  }

  private static byte[] frame(int number) {
    byte[] bytes = new byte[1514];
    bytes[20] = (byte) number;
    return bytes;
  }

  @Test
  void framesThatArriveMeanwhileWaitAndAreAllTakenAfterwardsInOrder() {
    standStill(300);
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sent.add(frame(i));
      rig.fromPeer(sent.get(i));
    }
    rig.run(299 * MICROSECOND);
    assertThat(rig.received).isEmpty();
    assertThat(figure("nic.received.frames")).isZero();
    assertThat(figure("nic.buffer.peak")).isEqualTo(20 * 1536);

    rig.run(1000 * MICROSECOND);
    assertThat(rig.received).hasSize(20);
    for (int i = 0; i < 20; i++) {
      assertThat(rig.received.get(i)[20]).isEqualTo((byte) i);
    }
    assertThat(figure("nic.waits")).isEqualTo(20);
    assertThat(figure("nic.drops.buffer-full")).isZero();
    assertThat(figure("nic.waited")).isBetween(20 * 50 * MICROSECOND, 20 * 320 * MICROSECOND);
  }

  @Test
  void whatDoesNotFitIntoItsMemoryIsDropped() {
    standStill(2000);
    for (int i = 0; i < 40; i++) {
      rig.fromPeer(frame(i));
    }
    rig.run(3000 * MICROSECOND);
    assertThat(rig.received).hasSize(NicSettings.RECEIVE_BUFFER_BYTES / 1536);
    assertThat(figure("nic.drops.buffer-full"))
        .isEqualTo(40 - NicSettings.RECEIVE_BUFFER_BYTES / 1536);
  }

  @Test
  void nothingIsSentMeanwhile() {
    standStill(200);
    rig.inKernel(() -> rig.driver.transmit(rig.packet(frame(1))));
    rig.run(199 * MICROSECOND);
    assertThat(rig.atPeer).isEmpty();
    rig.run(100 * MICROSECOND);
    assertThat(rig.atPeer).hasSize(1);
    assertThat(figure("nic.descriptor-faults")).isZero();
  }

  @Test
  void theStatusBlockWaitsToo() {
    rig.fromPeer(frame(1));
    rig.run(20 * MICROSECOND); // it is in memory, and 20 us later would be told of
    assertThat(figure("nic.received.frames")).isEqualTo(1);
    assertThat(figure("nic.status-updates")).isZero();
    standStill(500);
    rig.run(499 * MICROSECOND);
    assertThat(figure("nic.status-updates")).isZero();
    assertThat(rig.received).isEmpty();
    rig.run(30 * MICROSECOND);
    assertThat(rig.received).hasSize(1);
  }
}
