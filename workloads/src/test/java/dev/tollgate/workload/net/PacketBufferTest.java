package dev.tollgate.workload.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PacketBufferTest {

  @Test
  void readsBytesWhicheverPartsTheyLieIn() {
    PhysicalMemory memory = new PhysicalMemory(64 << 10);
    byte[] whole = new byte[600];
    new Random(1).nextBytes(whole);
    PacketBuffer packet = new PacketBuffer();
    packet.head = 100;
    packet.headLength = 256;
    memory.write(100, whole, 0, 256);
    packet.addFragment(9000, 1);
    memory.write(9000, whole, 256, 1);
    packet.addFragment(5000, 343);
    memory.write(5000, whole, 257, 343);

    byte[] target = new byte[600];
    for (int from = 0; from < 600; from += 7) {
      for (int length : new int[] {1, 2, 90, 600 - from}) {
        int many = Math.min(length, 600 - from);
        packet.read(memory, from, target, many);
        assertThat(target).startsWith(Arrays.copyOfRange(whole, from, from + many));
      }
    }
    assertThat(packet.address(255)).isEqualTo(355);
    assertThat(packet.address(256)).isEqualTo(9000);
    assertThat(packet.address(257)).isEqualTo(5000);
    assertThat(packet.address(599)).isEqualTo(5342);
  }
}
