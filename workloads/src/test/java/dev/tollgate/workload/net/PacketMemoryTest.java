package dev.tollgate.workload.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PacketMemoryTest {

  private final Machine machine =
      new Machine(
          new MachineProfile(
              "test", "t", 1, 3_000_000_000L, 1 << 24, 0, PageAllocation.BUDDY, "test"),
          new CostProfile("test", "t", ImmutableSortedMap.of()));
  private final ChunkAllocator allocator = new ChunkAllocator(machine);
  private final PacketMemory memory = new PacketMemory(allocator, machine);

  @Test
  void aReceiveBufferOfTg3IsAKmallocOf2Kib() {
    // 1602 + 16 rounded up to cache lines, and 312 bytes of fragment table
    assertThat(PacketMemory.blockBytes(1602)).isEqualTo(1664 + 312);
    PacketBuffer packet = Objects.requireNonNull(memory.allocate(1602));
    assertThat(allocator.ksize(packet.block)).isEqualTo(2048);
    assertThat(packet.head).isEqualTo(packet.block + 16);
  }

  @Test
  void bothPartsAreFreed() {
    PacketBuffer packet = Objects.requireNonNull(memory.allocate(100));
    assertThat(allocator.live()).isEqualTo(2);
    assertThat(memory.live()).isEqualTo(1);
    memory.free(packet);
    assertThat(allocator.live()).isZero();
    assertThat(memory.live()).isZero();
    assertThat(memory.shell()).isSameAs(packet);
  }

  @Test
  void aShellHasNoMemoryToFree() {
    PacketBuffer shell = memory.shell();
    shell.addFragment(4096, 10);
    shell.headLength = 66;
    assertThat(shell.length()).isEqualTo(76);
    memory.free(shell);
    assertThat(allocator.live()).isZero();
  }

  @Test
  void withoutMemoryNothingIsKept() {
    allocator.refuse = 1;
    assertThat(memory.allocate(100)).isNull();
    PacketBuffer packet = Objects.requireNonNull(memory.allocate(100));
    memory.free(packet);
    assertThat(memory.failures()).isEqualTo(1);
    assertThat(allocator.live()).isZero();
  }
}
