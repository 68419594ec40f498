package dev.tollgate.workload.net.nic;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;
import dev.tollgate.workload.net.Frame;
import dev.tollgate.workload.net.FrameSink;

/**
 * The half of the interface that receives: takes a buffer from the producer ring for each frame,
 * writes the frame there, and says so in the return ring.
 *
 * <p>While the bus is taken or stands still, frames wait in a buffer of finite size; those that
 * arrive when it is full are dropped.
 *
 * <p>Descriptors of the producer ring are fetched when none is left on the chip, up to {@link
 * #FETCHED_AT_ONCE} of those posted. A frame that finds no buffer, or no room in the return ring,
 * is dropped. One whose buffer the IOMMU does not let it reach is dropped too; the descriptor goes
 * back to the driver marked {@link ReceiveDescriptor#ERROR}. If a ring cannot be reached, the frame
 * and the buffers concerned are lost until the driver starts anew.
 */
final class ReceiveUnit implements FrameSink, TimedAction {

  /** Most descriptors that one access reads; Tigon3's local memory takes them in such bursts. */
  static final int FETCHED_AT_ONCE = 8;

  private static final int BOTH_CHECKSUMS_RIGHT = -1;

  private final NicSettings settings;
  private final int device;
  private final BusMaster bus;
  private final EventQueue events;
  private final InterruptCoalescing coalescing;
  private final NicCounts counts;
  private final ReceiveBuffer waiting;
  private final int longestFrame;
  private final int producerMask;
  private final FetchedRing ring;
  private final int returnMask;
  private final int checksumFlags;
  private final byte[] answer = new byte[ReceiveDescriptor.BYTES];
  private final Mailbox producer = new Mailbox();
  private final Mailbox returnConsumer = new Mailbox();

  /** When the frames of the return ring's descriptors arrived; nobody in the machine knows it. */
  private final long[] arrivals;

  private boolean running;
  private long returnRing;
  private int used;
  private int returnProducer;

  ReceiveUnit(
      NicSettings settings,
      int device,
      BusMaster bus,
      EventQueue events,
      InterruptCoalescing coalescing,
      NicCounts counts) {
    this.settings = settings;
    this.device = device;
    this.bus = bus;
    this.events = events;
    this.waiting = new ReceiveBuffer(settings.receiveBufferBytes());
    this.coalescing = coalescing;
    this.counts = counts;
    this.longestFrame = settings.frameBytes();
    this.producerMask = settings.rings().receiveEntries() - 1;
    this.returnMask = settings.rings().returnEntries() - 1;
    this.arrivals = new long[returnMask + 1];
    this.checksumFlags =
        settings.checksumOffload()
            ? ReceiveDescriptor.IP_CHECKSUM | ReceiveDescriptor.TRANSPORT_CHECKSUM
            : 0;
    this.ring =
        new FetchedRing(
            device, bus, counts, producerMask + 1, ReceiveDescriptor.BYTES, FETCHED_AT_ONCE);
  }

  void start(RingAddresses addresses) {
    ring.start(addresses.producerRing());
    returnRing = addresses.returnRing();
    producer.reset();
    returnConsumer.reset();
    used = 0;
    returnProducer = 0;
    running = true;
  }

  void stop() {
    running = false;
  }

  /** Buffers up to before this index are posted. */
  void setProducer(long time, int index) {
    producer.write(time, index);
  }

  /** Descriptors of the return ring up to before this index may be written again. */
  void setReturnConsumer(long time, int index) {
    returnConsumer.write(time, index);
  }

  /** When the frame of a descriptor of the return ring arrived, for measurements. */
  long arrivedAt(int returned) {
    return arrivals[returned];
  }

  @Override
  public void arrived(Frame frame, long now) {
    if (!running) {
      counts.droppedStopped++;
    } else if (frame.length() > longestFrame) {
      counts.droppedTooLong++;
    } else if (mustWait(now)) {
      await(frame, now);
      return;
    } else {
      take(frame, now, now);
      return;
    }
    frame.release();
  }

  private boolean mustWait(long now) {
    return !waiting.isEmpty() || bus.grantedAt(device) > now;
  }

  private void await(Frame frame, long now) {
    boolean first = waiting.isEmpty();
    if (!waiting.add(frame, now)) {
      counts.droppedBufferFull++;
      frame.release();
      return;
    }
    counts.framesWaited++;
    counts.mostBuffered = Math.max(counts.mostBuffered, waiting.bytes());
    if (first) {
      events.schedule(bus.grantedAt(device), this);
    }
  }

  /** The bus may be free for the frame that waits longest. */
  @Override
  public void run(long now) {
    while (!waiting.isEmpty()) {
      long granted = bus.grantedAt(device);
      if (granted > now) {
        events.schedule(granted, this);
        return;
      }
      long arrival = waiting.firstArrival();
      counts.picosecondsWaited += now - arrival;
      Frame frame = waiting.remove();
      if (running) {
        take(frame, arrival, now);
      } else {
        counts.droppedStopped++;
        frame.release();
      }
    }
  }

  private void take(Frame frame, long arrival, long now) {
    if (isReturnRingFull(now) || (used == ring.end() && !fetch(now))) {
      counts.droppedNoBuffer++;
    } else {
      receive(frame, arrival, now);
    }
    frame.release();
  }

  private boolean isReturnRingFull(long now) {
    int next = (returnProducer + 1) & returnMask;
    return next == (returnConsumer.read(now) & returnMask);
  }

  private boolean fetch(long now) {
    int posted = producer.read(now) & producerMask;
    if (posted == used) {
      return false;
    }
    boolean read = ring.fetch(posted);
    if (!read) {
      used = ring.end();
    }
    return read;
  }

  private void receive(Frame frame, long arrival, long now) {
    byte[] descriptors = ring.bytes();
    int descriptor = used * ReceiveDescriptor.BYTES;
    used = (used + 1) & producerMask;
    int length = frame.length();
    int flags = ReceiveDescriptor.END | checksumFlags;
    int room = Words.get(descriptors, descriptor + ReceiveDescriptor.INDEX_LENGTH) & 0xffff;
    long buffer = Words.address(descriptors, descriptor + ReceiveDescriptor.ADDRESS_HIGH);
    if (length > room || !bus.write(device, buffer, frame.bytes(), 0, length)) {
      counts.receiveFaults++;
      flags = ReceiveDescriptor.END | ReceiveDescriptor.ERROR;
      length = 0;
    } else {
      counts.framesReceived++;
      counts.bytesReceived += length;
    }
    byte[] out = answer;
    System.arraycopy(descriptors, descriptor, out, 0, ReceiveDescriptor.BYTES);
    int index = Words.get(out, ReceiveDescriptor.INDEX_LENGTH) & 0xffff_0000;
    Words.set(out, ReceiveDescriptor.INDEX_LENGTH, index | length);
    Words.set(out, ReceiveDescriptor.TYPE_FLAGS, flags);
    Words.set(
        out, ReceiveDescriptor.CHECKSUMS, settings.checksumOffload() ? BOTH_CHECKSUMS_RIGHT : 0);
    long place = returnRing + (long) returnProducer * ReceiveDescriptor.BYTES;
    if (!bus.write(device, place, out, 0, ReceiveDescriptor.BYTES)) {
      counts.descriptorFaults++;
      return;
    }
    arrivals[returnProducer] = arrival;
    returnProducer = (returnProducer + 1) & returnMask;
    coalescing.received(now, returnProducer, used);
  }
}
