package dev.tollgate.workload.net.nic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.workload.net.PacketBuffer;
import org.junit.jupiter.api.Test;

/** What happens when the IOMMU does not let the interface reach memory. */
class NicFaultsTest {

  private static final long US = Rig.MICROSECOND;

  private final Rig rig = new Rig(NicSettings.DEFAULTS).started();

  private long busAddressOfReceiveBuffer(int slot) {
    long descriptor = rig.driver.sharedMemory().producerRing() + slot * 32L;
    return rig.machine.memory().readIntLittleEndian(descriptor + 4) & 0xffff_ffffL;
  }

  @Test
  void aFrameWhoseBufferIsNotReachedIsLostAndItsBufferPostedAgain() {
    rig.mappings.replaceWithHole(busAddressOfReceiveBuffer(1));
    for (int i = 0; i < 3; i++) {
      rig.fromPeer(Rig.bytes(1000, i));
    }
    rig.run(200 * US);

    assertThat(rig.received).containsExactly(Rig.bytes(1000, 0), Rig.bytes(1000, 2));
    assertThat(rig.figure("drops.receive-dma")).isEqualTo(1);
    assertThat(rig.figure("drops.error")).isEqualTo(1);
    assertThat(rig.figure("received.frames")).isEqualTo(2);
    rig.inKernel(rig.driver::stop);
    assertThat(rig.mappings.mapped()).isZero();
    assertThat(rig.packets.live()).isZero();
  }

  @Test
  void aProducerRingThatIsNotReachedLosesFramesUntilTheDriverStartsAnew() {
    rig.mappings.replaceWithHole(rig.driver.sharedMemory().busAddresses().producerRing());
    for (int i = 0; i < 3; i++) {
      rig.fromPeer(Rig.bytes(1000, i));
    }
    rig.run(200 * US);
    assertThat(rig.received).isEmpty();
    assertThat(rig.figure("drops.no-buffer")).isEqualTo(3);
    assertThat(rig.figure("descriptor-faults")).isEqualTo(3);

    rig.inKernel(rig.driver::stop);
    rig.started();
    rig.fromPeer(Rig.bytes(1000, 5));
    rig.run(200 * US);
    assertThat(rig.received).containsExactly(Rig.bytes(1000, 5));
  }

  @Test
  void aReturnRingThatIsNotReachedLosesFramesAndNoBuffer() {
    rig.mappings.replaceWithHole(rig.driver.sharedMemory().busAddresses().returnRing());
    rig.fromPeer(Rig.bytes(1000, 1));
    rig.run(200 * US);
    assertThat(rig.received).isEmpty();
    assertThat(rig.figure("descriptor-faults")).isEqualTo(1);
    rig.inKernel(rig.driver::stop);
    assertThat(rig.mappings.mapped()).isZero();
    assertThat(rig.packets.live()).isZero();
  }

  @Test
  void aTransmitRingThatIsNotReachedLosesWhatWasAnnounced() {
    rig.mappings.replaceWithHole(rig.driver.sharedMemory().busAddresses().transmitRing());
    rig.inKernel(
        () -> {
          for (int i = 0; i < 20; i++) {
            rig.driver.transmit(rig.packet(Rig.bytes(1000, i)));
          }
        });
    rig.run(1_000 * US);
    assertThat(rig.atPeer).isEmpty();
    assertThat(rig.figure("descriptor-faults")).isPositive();
    assertThat(rig.tokens).as("all cleaned up").hasSize(20);
  }

  @Test
  void aFrameThatCannotBeReadIsLostAndTheNextIsSent() {
    PacketBuffer lost = rig.packet(Rig.bytes(1000, 1));
    PacketBuffer sent = rig.packet(Rig.bytes(1000, 2));
    rig.inKernel(
        () -> {
          rig.driver.transmit(lost);
          long ring = rig.driver.sharedMemory().transmitRing();
          rig.mappings.replaceWithHole(
              rig.machine.memory().readIntLittleEndian(ring + 4) & 0xffff_ffffL);
          rig.driver.transmit(sent);
        });
    rig.run(200 * US);
    assertThat(rig.atPeer).containsExactly(Rig.bytes(1000, 2));
    assertThat(rig.figure("drops.transmit-dma")).isEqualTo(1);
    assertThat(rig.tokens).hasSize(2);
    assertThat(rig.nic.frames().inUse()).isZero();
  }

  @Test
  void descriptorsThatMakeNoSenseAreSkipped() {
    long ring = rig.driver.sharedMemory().transmitRing();
    rig.inKernel(
        () -> {
          rig.driver.transmit(rig.packet(Rig.bytes(1000, 1)));
          // the packet loses its end: the device finds only half a packet
          rig.machine.memory().writeIntLittleEndian(ring + 8, 1000 << 16);
        });
    rig.run(200 * US);
    rig.inKernel(
        () -> {
          rig.driver.transmit(rig.packet(Rig.bytes(1000, 2)));
          // and this one becomes longer than any frame
          rig.machine.memory().writeIntLittleEndian(ring + 16 + 8, 0xffff_0004);
        });
    rig.run(200 * US);
    rig.inKernel(() -> rig.driver.transmit(rig.packet(Rig.bytes(1000, 3))));
    rig.run(200 * US);

    assertThat(rig.atPeer).containsExactly(Rig.bytes(1000, 3));
    assertThat(rig.figure("drops.malformed")).isEqualTo(2);
    assertThat(rig.tokens).hasSize(3);
  }

  @Test
  void aReturnRingThatSomebodyOverwroteCostsFramesAndNoMore() {
    rig.fromPeer(Rig.bytes(1000, 1));
    long entry = rig.driver.sharedMemory().returnRing();
    rig.inKernel(() -> {});
    rig.machine.advanceTo(rig.machine.now() + 15 * US); // received, not yet polled
    rig.machine.memory().writeIntLittleEndian(entry + ReceiveDescriptor.OPAQUE, 0x0001_01ff);
    rig.run(200 * US);
    assertThat(rig.received).isEmpty();
    assertThat(rig.figure("drops.error")).isEqualTo(1);
    rig.fromPeer(Rig.bytes(1000, 2));
    rig.run(200 * US);
    assertThat(rig.received).containsExactly(Rig.bytes(1000, 2));
  }

  @Test
  void aStoppedInterfaceDropsWhatArrives() {
    rig.inKernel(rig.driver::stop);
    rig.fromPeer(Rig.bytes(1000, 1));
    rig.run(200 * US);
    assertThat(rig.figure("drops.stopped")).isEqualTo(1);
    assertThat(rig.peerFrames.inUse()).isZero();
  }
}
