package dev.tollgate.workload.net.nic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.workload.net.LinkSettings;
import dev.tollgate.workload.net.PacketBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random traffic in both directions with random settings, held against a model that keeps lists of
 * what must arrive: in order, every byte, nothing kept in the end.
 */
class RandomTrafficTest {

  private final Deque<byte[]> toReceive = new ArrayDeque<>();
  private final List<byte[]> sent = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everyByteArrivesInOrderAndNothingLeaks(long seed) {
    Random random = new Random(seed);
    Rig rig =
        new Rig(
            settings(random),
            new LinkSettings(
                random.nextBoolean() ? 1000 : 10_000, random.nextInt(9_000_000), seed % 2 == 0),
            64 << 20);
    rig.started();
    int atStart = rig.mappings.mapped();
    long offered = 0;
    for (int step = 0; step < 3_000; step++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          byte[] frame = Rig.bytes(60 + random.nextInt(1455), random.nextInt());
          rig.fromPeer(frame);
          toReceive.add(frame);
          offered++;
        }
        case 3, 4 -> rig.inKernel(() -> transmit(rig, random));
        case 5 -> {
          rig.mappings.allow = random.nextInt(6);
          rig.mappings.refuse = random.nextInt(2);
        }
        case 6 -> rig.allocator.refuse = random.nextInt(8) == 0 ? 1 : 0;
        default -> rig.run(random.nextInt(60) * Rig.MICROSECOND);
      }
      if (random.nextInt(700) == 0) {
        rig.run(5_000 * Rig.MICROSECOND);
        rig.mappings.refuse = 0;
        rig.allocator.refuse = 0;
        rig.inKernel(rig.driver::stop);
        assertThat(rig.mappings.mapped()).isZero();
        rig.inKernel(rig.driver::start);
        rig.run(10_000 * Rig.MICROSECOND);
      }
    }
    rig.run(20_000 * Rig.MICROSECOND);

    rig.mappings.refuse = 0;
    assertThat(rig.mappings.mapped()).isEqualTo(atStart);
    checkReceived(rig, offered);
    checkSent(rig);
    rig.inKernel(rig.driver::stop);
    assertThat(rig.mappings.mapped()).isZero();
    assertThat(rig.packets.live()).isZero();
    assertThat(rig.allocator.live()).isZero();
    assertThat(rig.nic.frames().inUse()).isZero();
    assertThat(rig.peerFrames.inUse()).isZero();
    assertThat(rig.debug.reports()).isEmpty();
  }

  /** What was received is what was offered, less what was counted as dropped, in order. */
  private void checkReceived(Rig rig, long offered) {
    for (byte[] frame : rig.received) {
      byte[] expected = toReceive.poll();
      while (expected != null && !java.util.Arrays.equals(expected, frame)) {
        expected = toReceive.poll();
      }
      assertThat(expected).as("a frame nobody sent, or out of order").isNotNull();
    }
    long dropped =
        rig.figure("drops.no-buffer") + rig.figure("drops.no-memory") + rig.figure("drops.no-copy");
    assertThat(rig.received).hasSize((int) (offered - dropped));
    assertThat(rig.figure("drops.error")).isZero();
    assertThat(rig.received.size()).isGreaterThan((int) offered / 2);
    assertThat(rig.verified).isTrue();
  }

  private void checkSent(Rig rig) {
    assertThat(rig.atPeer).hasSize(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      assertThat(rig.atPeer.get(i)).isEqualTo(sent.get(i));
    }
    assertThat((long) rig.dropped).isEqualTo(rig.figure("drops.transmit-mapping"));
    assertThat(rig.tokens).isSorted();
  }

  private void transmit(Rig rig, Random random) {
    if (rig.driver.isStopped()) {
      return;
    }
    int refusals = rig.allocator.refuse;
    rig.allocator.refuse = 0;
    byte[] head = Rig.bytes(60 + random.nextInt(200), random.nextInt());
    PacketBuffer packet = rig.packet(head);
    rig.allocator.refuse = refusals;
    byte[] payload = Rig.bytes(random.nextInt(1514 - head.length), random.nextInt());
    if (rig.driver.scatterGather()) {
      rig.addFragments(packet, payload, 1 + payload.length / (1 + random.nextInt(17)), 0);
    } else {
      payload = new byte[0];
    }
    packet.token = -1;
    assertThat(rig.driver.transmit(packet)).isTrue();
    if (!packet.dropped) {
      packet.token = sent.size();
      byte[] whole = java.util.Arrays.copyOf(head, head.length + payload.length);
      System.arraycopy(payload, 0, whole, head.length, payload.length);
      sent.add(whole);
    } else {
      rig.tokens.remove(rig.tokens.size() - 1);
    }
  }

  private static NicSettings settings(Random random) {
    boolean offload = random.nextInt(4) > 0;
    return new NicSettings(
        new RingSettings(
            64 << random.nextInt(4),
            8 + random.nextInt(50),
            64 << random.nextInt(5),
            64,
            40 + random.nextInt(24)),
        thresholds(random),
        thresholds(random),
        random.nextBoolean(),
        1500,
        true,
        offload,
        false,
        random.nextBoolean(),
        random.nextInt(600),
        1 + random.nextInt(64),
        random.nextInt(2_000_000));
  }

  private static CoalescingThresholds thresholds(Random random) {
    return new CoalescingThresholds(
        (1 + random.nextInt(50)) * Rig.MICROSECOND,
        random.nextInt(8),
        (1 + random.nextInt(100)) * Rig.MICROSECOND,
        random.nextInt(60));
  }
}
