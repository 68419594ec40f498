package dev.tollgate.workload.net.nic;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;
import dev.tollgate.workload.net.Frame;
import dev.tollgate.workload.net.FramePool;
import dev.tollgate.workload.net.Framing;
import dev.tollgate.workload.net.LinkPort;

/**
 * The half of the interface that sends: reads descriptors that the driver announced, gathers the
 * bytes of each frame into its buffer and gives it to the link.
 *
 * <p>It reads ahead of the wire by {@link #BUFFER_BYTES} at most and goes on when half of them have
 * left, so a long ring is read as the wire takes it. It has one read outstanding at a time (tg3
 * leaves split mode off) and begins none while the bus is taken or stands still. A packet is done,
 * for the driver, when its bytes have been read. If they cannot be read, the frame is lost and with
 * it the rest of its packet; if descriptors cannot, everything announced is.
 */
final class TransmitUnit implements TimedAction {

  /** Buffer memory for frames on their way out: estimated, eight frames of the usual length. */
  static final int BUFFER_BYTES = 8 * 1538;

  /** Most descriptors that one access reads. */
  static final int FETCHED_AT_ONCE = 16;

  private final NicSettings settings;
  private final int device;
  private final BusMaster bus;
  private final EventQueue events;
  private final LinkPort port;
  private final FramePool frames;
  private final InterruptCoalescing coalescing;
  private final NicCounts counts;
  private final int mask;
  private final FetchedRing ring;
  private final Mailbox producer = new Mailbox();
  private final long bufferPicoseconds;
  private final Segmenter segmenter = new Segmenter();

  private boolean running;
  private long next = EventQueue.NO_EVENT;
  private int consumer;

  // Of the packet being sent.
  private final PacketPieces pieces;
  private int payloadLeft;
  private int payloadSent;
  private int segmentBytes;
  private int segments;
  private int headerLength;

  TransmitUnit(
      NicSettings settings,
      int device,
      BusMaster bus,
      EventQueue events,
      LinkPort port,
      FramePool frames,
      InterruptCoalescing coalescing,
      NicCounts counts) {
    this.settings = settings;
    this.device = device;
    this.bus = bus;
    this.events = events;
    this.port = port;
    this.frames = frames;
    this.coalescing = coalescing;
    this.counts = counts;
    this.mask = settings.rings().transmitEntries() - 1;
    this.ring =
        new FetchedRing(device, bus, counts, mask + 1, TransmitDescriptor.BYTES, FETCHED_AT_ONCE);
    this.pieces = new PacketPieces(device, bus);
    this.bufferPicoseconds = port.picoseconds(BUFFER_BYTES);
  }

  void start(RingAddresses addresses) {
    stop();
    ring.start(addresses.transmitRing());
    producer.reset();
    consumer = 0;
    payloadLeft = 0;
    running = true;
  }

  void stop() {
    running = false;
    if (next != EventQueue.NO_EVENT) {
      events.cancel(next);
      next = EventQueue.NO_EVENT;
    }
  }

  /** Descriptors up to before this index are to be sent. */
  void setProducer(long time, int index) {
    producer.write(time, index);
    if (next == EventQueue.NO_EVENT && running) {
      continueAt(time);
    }
  }

  /** Goes on sending. */
  @Override
  public void run(long now) {
    next = EventQueue.NO_EVENT;
    int end = producer.read(now);
    while (payloadLeft > 0 || consumer != end) {
      if (port.freeAt() - now > bufferPicoseconds) {
        continueAt(port.freeAt() - bufferPicoseconds / 2);
        return;
      }
      long granted = Math.max(bus.grantedAt(device), bus.completedAt(device));
      if (granted > now) {
        continueAt(granted);
        return;
      }
      if (payloadLeft > 0) {
        sendSegment(now);
      } else if (takePacket(end)) {
        send(now);
      } else {
        done(now);
      }
    }
    if (producer.nextTime() != Long.MAX_VALUE) {
      continueAt(producer.nextTime());
    }
  }

  private void continueAt(long time) {
    next = events.schedule(time, this);
  }

  /** Takes the descriptors of the next packet; false if it must be given up. */
  private boolean takePacket(int end) {
    byte[] descriptors = ring.bytes();
    pieces.clear();
    boolean first = true;
    boolean whole = true;
    int flags = 0;
    while ((flags & TransmitDescriptor.END) == 0) {
      if (consumer == end) {
        whole = false; // the driver announced half a packet
        break;
      }
      if (consumer == ring.end() && !ring.fetch(end)) {
        ring.passOver(end);
        consumer = end;
        return false;
      }
      int at = consumer * TransmitDescriptor.BYTES;
      consumer = (consumer + 1) & mask;
      int lengthFlags = Words.get(descriptors, at + TransmitDescriptor.LENGTH_FLAGS);
      flags = lengthFlags & 0xffff;
      if (first) {
        segmentBytes = Words.get(descriptors, at + TransmitDescriptor.SEGMENT_VLAN) >>> 16;
        first = false;
      }
      whole &=
          pieces.add(
              Words.address(descriptors, at + TransmitDescriptor.ADDRESS_HIGH), lengthFlags >>> 16);
    }
    if (!whole) {
      counts.malformedPackets++;
    }
    return whole;
  }

  private void send(long now) {
    int length = pieces.length();
    if (segmentBytes > 0) {
      beginSegments(now, length);
      return;
    }
    if (length > settings.frameBytes() || length < Framing.HEADER) {
      counts.malformedPackets++;
    } else {
      Frame frame = frames.take();
      if (pieces.read(frame.bytes(), 0, length)) {
        send(frame, length, now);
      } else {
        counts.transmitFaults++;
        frame.release();
      }
    }
    done(now);
  }

  private void beginSegments(long now, int length) {
    int first = Math.min(length, segmenter.header().length);
    if (!pieces.read(segmenter.header(), 0, first)) {
      counts.transmitFaults++;
      done(now);
      return;
    }
    headerLength = segmenter.begin(first);
    if (headerLength < 0
        || headerLength >= length
        || headerLength + segmentBytes > settings.frameBytes()) {
      counts.malformedPackets++;
      done(now);
      return;
    }
    pieces.seek(headerLength);
    payloadLeft = length - headerLength;
    payloadSent = 0;
    segments = 0;
  }

  private void sendSegment(long now) {
    int payload = Math.min(segmentBytes, payloadLeft);
    Frame frame = frames.take();
    if (pieces.read(frame.bytes(), headerLength, payload)) {
      segmenter.write(frame.bytes(), segments++, payloadSent, payload, payload == payloadLeft);
      payloadSent += payload;
      payloadLeft -= payload;
      send(frame, headerLength + payload, now);
    } else {
      counts.transmitFaults++;
      payloadLeft = 0;
      frame.release();
    }
    if (payloadLeft == 0) {
      done(now);
    }
  }

  private void send(Frame frame, int length, long now) {
    frame.setLength(length);
    counts.framesSent++;
    counts.bytesSent += length;
    port.send(frame, Math.max(now + settings.dmaPicoseconds(), bus.completedAt(device)));
  }

  private void done(long now) {
    coalescing.transmitted(now, consumer);
  }
}
