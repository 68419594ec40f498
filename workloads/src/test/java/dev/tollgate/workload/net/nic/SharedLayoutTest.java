package dev.tollgate.workload.net.nic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.net.PacketBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What stands in the memory that driver and interface share, byte for byte. */
class SharedLayoutTest {

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  private static String hex(PhysicalMemory memory, long at, int length) {
    byte[] bytes = new byte[length];
    memory.read(at, bytes, 0, length);
    return hex(bytes);
  }

  @Test
  void aReceiveDescriptorIsTigon3s() {
    PhysicalMemory memory = new PhysicalMemory(4096);
    ReceiveDescriptor.initialise(memory, 64, 0x123, 0x640);
    ReceiveDescriptor.setAddress(memory, 64, 0x0000_0011_2233_4455L);
    assertThat(hex(memory, 64, 32))
        .isEqualTo(
            "11 00 00 00 55 44 33 22 40 06 23 01 04 00 00 00"
                + " 00 00 00 00 00 00 00 00 00 00 00 00 23 01 01 00");
  }

  @Test
  void aTransmitDescriptorIsTigon3s() {
    PhysicalMemory memory = new PhysicalMemory(4096);
    TransmitDescriptor.write(memory, 16, 0x0000_0011_2233_4455L, 1514, 7, 1448);
    assertThat(hex(memory, 16, 16)).isEqualTo("11 00 00 00 55 44 33 22 07 00 ea 05 00 00 a8 05");
  }

  @Test
  void theReturnRingAndTheStatusBlockSayWhatCame() {
    Rig rig = new Rig(NicSettings.DEFAULTS);
    SharedMemory shared = new SharedMemory(rig.dma, 0, RingSettings.DEFAULTS);
    PhysicalMemory memory = rig.machine.memory();
    long page = rig.machine.pages().allocate(0) << 12;
    long bus = rig.mappings.map(page, 4096, dev.tollgate.core.dma.DmaDirection.FROM_DEVICE, 1);
    for (int i = 0; i < 2; i++) {
      long at = shared.producerRing() + i * 32L;
      ReceiveDescriptor.initialise(memory, at, i, 1600);
      ReceiveDescriptor.setAddress(memory, at, bus + 2048L * i);
    }
    rig.nic.start(shared.busAddresses());
    rig.nic.setReceiveProducer(2);
    rig.fromPeer(Rig.bytes(100, 0));
    rig.fromPeer(Rig.bytes(300, 1));
    rig.run(100 * Rig.MICROSECOND);

    assertThat(hex(memory, shared.returnRing() + 32, 32))
        .isEqualTo(
            String.format(
                "00 00 00 00 %s 2c 01 01 00 04 30 00 00"
                    + " ff ff ff ff 00 00 00 00 00 00 00 00 01 00 01 00",
                hex(memory, shared.producerRing() + 36, 4)));
    assertThat(hex(memory, shared.statusBlock(), 32))
        .isEqualTo(
            "01 00 00 00 01 00 00 00 00 00 02 00 00 00 00 00"
                + " 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
    byte[] second = new byte[300];
    memory.read(page + 2048, second, 0, 300);
    assertThat(second).isEqualTo(Rig.bytes(300, 1));
  }

  @Test
  void theDriverWritesTheTransmitRingAndTheInterfaceReportsInTheStatusBlock() {
    Rig rig = new Rig(NicSettings.DEFAULTS).started();
    PacketBuffer packet = rig.packet(Rig.bytes(66, 0));
    rig.addFragments(packet, Rig.bytes(10, 1), 10, 4000);
    rig.inKernel(() -> rig.driver.transmit(packet));
    long ring = rig.driver.sharedMemory().transmitRing();
    PhysicalMemory memory = rig.machine.memory();
    assertThat(memory.readIntLittleEndian(ring + 8)).isEqualTo(66 << 16 | 3);
    assertThat(memory.readIntLittleEndian(ring + 16 + 8)).isEqualTo(10 << 16 | 7);
    assertThat(memory.readIntLittleEndian(ring + 16 + 4) & 0xfff).isEqualTo(4000);
    assertThat(memory.readIntLittleEndian(ring + 12)).isZero();
    rig.run(100 * Rig.MICROSECOND);

    long status = rig.driver.sharedMemory().statusBlock();
    assertThat(memory.readShortLittleEndian(status + 18)).isEqualTo((short) 2);
    assertThat(memory.readIntLittleEndian(status)).as("cleared by the poll").isZero();
  }
}
