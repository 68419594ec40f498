package dev.tollgate.workload.net.nic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.MappingStyle;
import dev.tollgate.core.machine.CpuContext;
import dev.tollgate.workload.net.PacketBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the driver does where a policy wants buffers mapped in batches, or kept in a pool. */
class MappingStylesTest {

  private static final int POSTED = 200;

  /** Keeps the CPU from taking the interface's interrupts for a while. */
  private static void distract(Rig rig) {
    rig.machine
        .processors()
        .post(
            Rig.CPU,
            CpuContext.INTERRUPT,
            () -> {
              int busy = rig.machine.ledger().open(CostCenter.DRIVER, Steps.MMIO_READ);
              rig.machine.ledger().add(busy, 1_000); // half a millisecond
            });
  }

  private static Rig batched() {
    return new Rig(NicDriverTest.SETTINGS, MappingStyle.BATCHED).started();
  }

  private static Rig pooled() {
    return new Rig(NicDriverTest.SETTINGS, MappingStyle.POOLED).started();
  }

  @Test
  void framesThatWaitTogetherAreReplacedByOneMapAndOneUnmap() {
    Rig rig = batched();
    int mapped = rig.mappings.mapped();
    distract(rig);
    for (int i = 0; i < 10; i++) {
      rig.fromPeer(Rig.bytes(1000, i));
    }
    rig.run(2_000 * Rig.MICROSECOND);

    assertThat(rig.received).hasSize(10);
    for (int i = 0; i < 10; i++) {
      assertThat(rig.received.get(i)).isEqualTo(Rig.bytes(1000, i));
    }
    assertThat(rig.mappings.batchesMapped).containsExactly(10);
    assertThat(rig.mappings.batchesUnmapped).containsExactly(10);
    assertThat(rig.mappings.mapped()).isEqualTo(mapped);
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void aBatchHoldsSixteenFramesAtMost() {
    Rig rig = batched();
    distract(rig);
    for (int i = 0; i < 20; i++) {
      rig.fromPeer(Rig.bytes(1000, i));
    }
    rig.run(2_000 * Rig.MICROSECOND);
    assertThat(rig.received).hasSize(20);
    assertThat(rig.mappings.batchesUnmapped).containsExactly(16, 4);
  }

  @Test
  void shortFramesInABatchAreCopiedAndTheirBuffersStay() {
    Rig rig = batched();
    distract(rig);
    rig.fromPeer(Rig.bytes(100, 1));
    rig.fromPeer(Rig.bytes(1000, 2));
    rig.fromPeer(Rig.bytes(60, 3));
    rig.run(2_000 * Rig.MICROSECOND);
    assertThat(rig.received)
        .containsExactly(Rig.bytes(100, 1), Rig.bytes(1000, 2), Rig.bytes(60, 3));
    assertThat(rig.mappings.batchesUnmapped).containsExactly(1);
    assertThat(rig.figure("copy-breaks")).isEqualTo(2);
  }

  @Test
  void ofABatchThatCannotBeReplacedWholeTheFirstFramesGoUpAndTheOthersBuffersArePostedAgain() {
    Rig rig = batched();
    int mapped = rig.mappings.mapped();
    rig.mappings.allow = 2;
    rig.mappings.refuse = 1;
    distract(rig);
    for (int i = 0; i < 5; i++) {
      rig.fromPeer(Rig.bytes(1000, i));
    }
    rig.run(2_000 * Rig.MICROSECOND);
    assertThat(rig.received).containsExactly(Rig.bytes(1000, 0), Rig.bytes(1000, 1));
    assertThat(rig.figure("drops.no-memory")).isEqualTo(3);
    assertThat(rig.mappings.mapped()).isEqualTo(mapped);

    rig.mappings.allow = Integer.MAX_VALUE;
    for (int i = 0; i < 2 * POSTED; i++) {
      rig.fromPeer(Rig.bytes(1000, i));
      rig.run(15 * Rig.MICROSECOND);
    }
    rig.run(100 * Rig.MICROSECOND);
    assertThat(rig.received).hasSize(2 + 2 * POSTED);
    rig.inKernel(rig.driver::stop);
    assertThat(rig.mappings.mapped()).isZero();
    assertThat(rig.packets.live()).isZero();
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void withoutMemoryForAnyNewBufferABatchIsDroppedAndNothingIsMapped() {
    Rig rig = batched();
    int mapped = rig.mappings.mapped();
    rig.allocator.refuse = 1;
    distract(rig);
    rig.fromPeer(Rig.bytes(1000, 1));
    rig.fromPeer(Rig.bytes(1000, 2));
    rig.run(2_000 * Rig.MICROSECOND);
    assertThat(rig.received).isEmpty();
    assertThat(rig.figure("drops.no-memory")).isEqualTo(2);
    assertThat(rig.mappings.batchesMapped).isEmpty();
    assertThat(rig.mappings.batchesUnmapped).isEmpty();
    assertThat(rig.mappings.mapped()).isEqualTo(mapped);
  }

  @Test
  void thePartsOfAPacketAreMappedByOneCallAndPacketsSentUnmappedByOne() {
    Rig rig = batched();
    int mapped = rig.mappings.mapped();
    for (int i = 0; i < 2; i++) {
      PacketBuffer packet = rig.packet(Rig.bytes(66, i));
      rig.addFragments(packet, Rig.bytes(1448, i), 700, 0);
      rig.inKernel(() -> assertThat(rig.driver.transmit(packet)).isTrue());
    }
    assertThat(rig.mappings.batchesMapped).containsExactly(4, 4);
    rig.run(400 * Rig.MICROSECOND);

    for (int i = 0; i < 2; i++) {
      byte[] whole = Arrays.copyOf(Rig.bytes(66, i), 1514);
      System.arraycopy(Rig.bytes(1448, i), 0, whole, 66, 1448);
      assertThat(rig.atPeer.get(i)).isEqualTo(whole);
    }
    assertThat(rig.mappings.batchesUnmapped).containsExactly(8);
    assertThat(rig.tokens).hasSize(2);
    assertThat(rig.mappings.mapped()).isEqualTo(mapped);
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void aPacketThatCannotBeMappedWholeLeavesNothingMapped() {
    Rig rig = batched();
    int mapped = rig.mappings.mapped();
    for (int failing = 0; failing < 4; failing++) {
      PacketBuffer packet = rig.packet(Rig.bytes(66, 1));
      rig.addFragments(packet, Rig.bytes(1448, 2), 500, 0);
      rig.mappings.allow = failing;
      rig.mappings.refuse = 1;
      rig.inKernel(() -> assertThat(rig.driver.transmit(packet)).isTrue());
      rig.run(200 * Rig.MICROSECOND);
      rig.mappings.allow = Integer.MAX_VALUE;
      assertThat(rig.mappings.mapped()).isEqualTo(mapped);
    }
    assertThat(rig.mappings.batchesUnmapped).as("what was mapped of each").containsExactly(1, 2, 3);
    assertThat(rig.atPeer).isEmpty();
    assertThat(rig.dropped).isEqualTo(4);
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void aPoolsPagesStayMappedAndComeBack() {
    Rig rig = pooled();
    int mapped = rig.mappings.mapped();
    long blocks = rig.figure("pool.blocks");
    assertThat(blocks).isEqualTo(POSTED);
    for (int i = 0; i < 3 * POSTED; i++) {
      rig.fromPeer(Rig.bytes(1000, i));
      rig.run(15 * Rig.MICROSECOND);
    }
    rig.run(100 * Rig.MICROSECOND);

    assertThat(rig.received).hasSize(3 * POSTED);
    for (int i = 0; i < 3 * POSTED; i++) {
      assertThat(rig.received.get(i)).isEqualTo(Rig.bytes(1000, i));
    }
    long grown = rig.figure("pool.blocks") - blocks;
    assertThat(grown).as("only what the stack has at a time").isLessThan(16);
    assertThat(rig.mappings.mapped()).isEqualTo(mapped + (int) grown);
    assertThat(rig.figure("pool.recycled")).isEqualTo(3 * POSTED - grown);
    assertThat(rig.mappings.syncsForCpu).hasSize(3 * POSTED).containsOnly(1000L);
    assertThat(rig.mappings.syncsForDevice)
        .as("the whole block, each time that it is posted again")
        .hasSize((int) (3 * POSTED - grown))
        .containsOnly(4096L);
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void aPoolsBlocksHoldNothingElse() {
    Rig rig = pooled();
    rig.keeps = true;
    for (int i = 0; i < 20; i++) {
      rig.fromPeer(Rig.bytes(1000, i));
      rig.run(30 * Rig.MICROSECOND);
    }
    assertThat(rig.kept.stream().map(packet -> packet.head >>> 12).distinct()).hasSize(20);
  }

  @Test
  void whatTheStackStillHasWhenTheDriverStopsIsUnmappedWhenItComesBack() {
    Rig rig = pooled();
    long free = rig.machine.pages().freeFrames();
    rig.keeps = true;
    for (int i = 0; i < 5; i++) {
      rig.fromPeer(Rig.bytes(1000, i));
      rig.run(30 * Rig.MICROSECOND);
    }
    assertThat(rig.kept).hasSize(5);
    rig.inKernel(rig.driver::stop);
    assertThat(rig.mappings.mapped()).as("those of the stack").isEqualTo(5);

    rig.inKernel(() -> rig.kept.forEach(rig.packets::free));
    assertThat(rig.mappings.mapped()).isZero();
    assertThat(rig.machine.pages().freeFrames())
        .as("the pool's pages went back")
        .isGreaterThan(free);
    assertThat(rig.packets.live()).isZero();
    assertThat(rig.debug.reports()).isEmpty();
  }

  @Test
  void aFrameWhosePageCannotBeReplacedIsDroppedAndItsPagePostedAgain() {
    Rig rig = pooled();
    rig.keeps = true;
    int mapped = rig.mappings.mapped();
    long frames = rig.machine.pages().freeFrames();
    rig.mappings.allow = 0;
    rig.mappings.refuse = 1;
    rig.fromPeer(Rig.bytes(1000, 1));
    rig.run(100 * Rig.MICROSECOND);
    assertThat(rig.received).isEmpty();
    assertThat(rig.figure("drops.no-memory")).isEqualTo(1);
    assertThat(rig.mappings.mapped()).isEqualTo(mapped);
    assertThat(rig.machine.pages().freeFrames()).isEqualTo(frames);

    rig.mappings.allow = Integer.MAX_VALUE;
    rig.fromPeer(Rig.bytes(1000, 2));
    rig.run(100 * Rig.MICROSECOND);
    assertThat(rig.received).containsExactly(Rig.bytes(1000, 2));
  }
}
