package dev.tollgate.workload.stream.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.SimulatedClock;
import java.util.ArrayDeque;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Both machines joined by a link that delays and loses, driven by random programs: every byte must
 * arrive once and in order, nobody may go beyond a window, and Nagle must hold.
 */
class TcpConnectionModelTest {

  private static final long TOTAL = 400_000;

  private record Segment(long position, int length, long at) {}

  private record Acknowledgement(long upTo, long window, long at) {}

  @ParameterizedTest
  @CsvSource({
    "1, NAGLE, 1448, 1448, 0, 65535",
    "2, NAGLE, 1448, 1448, 20, 65535",
    "3, NODELAY, 1448, 1448, 20, 87380",
    "4, NAGLE, 1448, 63712, 10, 262144",
    "5, NODELAY, 536, 536, 100, 4000",
    "6, NAGLE, 100, 1000, 200, 1000",
    "7, CORK, 1448, 1448, 50, 20000",
    "8, NODELAY, 1448, 14480, 300, 16384",
    "9, NAGLE, 1, 1, 30, 20",
    "10, NAGLE, 1448, 1448, 5, 4000000",
  })
  void everyByteArrivesOnceAndInOrder(
      long seed, SmallSegments small, int mss, int most, int lossPerMille, long buffer) {
    long total = mss == 1 ? 3_000 : TOTAL;
    UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
    TcpReceiver receiver = new TcpReceiver(mss, buffer);
    TcpSender sender =
        new TcpSender(
            mss, most, small, Math.max(buffer, 2L * mss), buffer * 4, receiver.announcedEdge());
    ArrayDeque<Segment> data = new ArrayDeque<>();
    ArrayDeque<Acknowledgement> acknowledgements = new ArrayDeque<>();
    long now = 0;
    long toWrite = total;
    long smallOut = -1;
    int idle = 0;
    while (receiver.position() < total) {
      boolean acted = true;
      switch (random.nextInt(4)) {
        case 0 -> {
          long bytes = Math.min(Math.min(toWrite, sender.room()), random.nextLong(3L * most) + 1);
          sender.write(bytes);
          toWrite -= bytes;
        }
        case 1 -> {
          int bytes = sender.segment(now);
          if (bytes > 0) {
            assertThat(sender.next() + bytes).isLessThanOrEqualTo(sender.windowEdge());
            assertThat(sender.windowEdge()).isLessThanOrEqualTo(receiver.announcedEdge());
            if (bytes % mss != 0) {
              if (small == SmallSegments.NAGLE) {
                assertThat(smallOut).isLessThanOrEqualTo(sender.acknowledged());
              }
              smallOut = sender.next() + bytes;
            }
            long from = sender.next();
            sender.sent(bytes, now);
            for (int at = 0; at < bytes; at += mss) {
              if (random.nextInt(1000) >= lossPerMille) {
                data.add(new Segment(from + at, Math.min(mss, bytes - at), now + 100_000));
              }
            }
          } else if (sender.takeProbe()) {
            data.add(new Segment(sender.acknowledged() - 1, 0, now + 100_000));
          } else {
            acted = false;
          }
        }
        case 2 -> {
          long bytes = Math.min(receiver.available(), random.nextLong(2L * most) + 1);
          receiver.read(bytes);
          acted = bytes > 0;
        }
        default -> {
          Segment segment = data.peek();
          if (segment != null && segment.at() <= now) {
            data.remove();
            long before = receiver.expected();
            int taken = receiver.receive(segment.position(), segment.length(), now);
            assertThat(receiver.expected()).isEqualTo(before + taken);
            if (taken > 0) {
              assertThat(segment.position() + segment.length()).isEqualTo(before + taken);
              assertThat(segment.position()).isLessThanOrEqualTo(before);
            }
          }
          Acknowledgement acknowledgement = acknowledgements.peek();
          if (acknowledgement != null && acknowledgement.at() <= now) {
            acknowledgements.remove();
            long next = sender.next();
            sender.acknowledge(acknowledgement.upTo(), acknowledgement.window(), false, now);
            if (sender.next() < next) {
              smallOut = -1;
            }
          }
          acted = segment != null || acknowledgement != null;
        }
      }
      if (receiver.isDue()) {
        long window = receiver.acknowledge();
        if (random.nextInt(1000) >= lossPerMille) {
          acknowledgements.add(new Acknowledgement(receiver.expected(), window, now + 100_000));
        }
      }
      if (sender.acknowledged() < sender.written() && small == SmallSegments.CORK && toWrite == 0) {
        // A cork keeps the last bytes: the model pulls it by writing what fills the segment.
        long rest = (mss - (sender.written() - sender.next()) % mss) % mss;
        sender.write(Math.min(rest, sender.room()));
      }
      now += random.nextInt(50_000);
      idle = acted ? 0 : idle + 1;
      if (idle > 20) {
        // Nothing moves: whatever timer comes first.
        long next = Math.min(sender.deadline(), receiver.deadline());
        now = Math.max(now, next == TcpSender.NEVER ? now + SimulatedClock.SECOND : next);
        idle = 0;
      }
      if (now >= sender.deadline()) {
        long next = sender.next();
        sender.expire(now);
        if (sender.next() < next) {
          smallOut = -1;
        }
      }
      if (now >= receiver.deadline()) {
        receiver.expire(now);
      }
      assertThat(now).isLessThan(100_000L * SimulatedClock.SECOND);
    }
    assertThat(receiver.expected()).isGreaterThanOrEqualTo(total);
    assertThat(sender.retransmissions() > 0).isEqualTo(lossPerMille > 0);
  }
}
