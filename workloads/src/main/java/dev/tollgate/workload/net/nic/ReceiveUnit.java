package dev.tollgate.workload.net.nic;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.workload.net.Frame;
import dev.tollgate.workload.net.FrameSink;

/**
 * The half of the interface that receives: takes a buffer from the producer ring for each frame,
 * writes the frame there, and says so in the return ring.
 *
 * <p>Descriptors of the producer ring are fetched when none is left on the chip, up to {@link
 * #FETCHED_AT_ONCE} of those posted. A frame that finds no buffer, or no room in the return ring,
 * is dropped. One whose buffer the IOMMU does not let it reach is dropped too; the descriptor goes
 * back to the driver marked {@link ReceiveDescriptor#ERROR}. If a ring cannot be reached, the frame
 * and the buffers concerned are lost until the driver starts anew.
 */
final class ReceiveUnit implements FrameSink {

  /** Most descriptors that one access reads; Tigon3's local memory takes them in such bursts. */
  static final int FETCHED_AT_ONCE = 8;

  private static final int BOTH_CHECKSUMS_RIGHT = -1;

  private final NicSettings settings;
  private final int device;
  private final BusMaster bus;
  private final InterruptCoalescing coalescing;
  private final NicCounts counts;
  private final int longestFrame;
  private final int producerMask;
  private final int returnMask;
  private final int checksumFlags;
  private final byte[] producerCopy;
  private final byte[] answer = new byte[ReceiveDescriptor.BYTES];
  private final Mailbox producer = new Mailbox();
  private final Mailbox returnConsumer = new Mailbox();

  private boolean running;
  private long producerRing;
  private long returnRing;
  private int fetched;
  private int used;
  private int returnProducer;

  ReceiveUnit(
      NicSettings settings,
      int device,
      BusMaster bus,
      InterruptCoalescing coalescing,
      NicCounts counts) {
    this.settings = settings;
    this.device = device;
    this.bus = bus;
    this.coalescing = coalescing;
    this.counts = counts;
    this.longestFrame = settings.frameBytes();
    this.producerMask = settings.rings().receiveEntries() - 1;
    this.returnMask = settings.rings().returnEntries() - 1;
    this.checksumFlags =
        settings.checksumOffload()
            ? ReceiveDescriptor.IP_CHECKSUM | ReceiveDescriptor.TRANSPORT_CHECKSUM
            : 0;
    this.producerCopy = new byte[settings.rings().receiveEntries() * ReceiveDescriptor.BYTES];
  }

  void start(RingAddresses addresses) {
    producerRing = addresses.producerRing();
    returnRing = addresses.returnRing();
    producer.reset();
    returnConsumer.reset();
    fetched = 0;
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

  @Override
  public void arrived(Frame frame, long now) {
    if (!running) {
      counts.droppedStopped++;
    } else if (frame.length() > longestFrame) {
      counts.droppedTooLong++;
    } else if (isReturnRingFull(now) || (used == fetched && !fetch(now))) {
      counts.droppedNoBuffer++;
    } else {
      receive(frame, now);
    }
    frame.release();
  }

  private boolean isReturnRingFull(long now) {
    int next = (returnProducer + 1) & returnMask;
    return next == (returnConsumer.read(now) & returnMask);
  }

  private boolean fetch(long now) {
    int ready = (producer.read(now) - fetched) & producerMask;
    if (ready == 0) {
      return false;
    }
    int toEnd = producerMask + 1 - fetched;
    int count = Math.min(Math.min(ready, toEnd), FETCHED_AT_ONCE);
    int offset = fetched * ReceiveDescriptor.BYTES;
    counts.descriptorReads++;
    fetched = (fetched + count) & producerMask;
    if (bus.read(
        device, producerRing + offset, producerCopy, offset, count * ReceiveDescriptor.BYTES)) {
      return true;
    }
    counts.descriptorFaults++;
    used = fetched;
    return false;
  }

  private void receive(Frame frame, long now) {
    int descriptor = used * ReceiveDescriptor.BYTES;
    used = (used + 1) & producerMask;
    int length = frame.length();
    int flags = ReceiveDescriptor.END | checksumFlags;
    int room = Words.get(producerCopy, descriptor + ReceiveDescriptor.INDEX_LENGTH) & 0xffff;
    long buffer = Words.address(producerCopy, descriptor + ReceiveDescriptor.ADDRESS_HIGH);
    if (length > room || !bus.write(device, buffer, frame.bytes(), 0, length)) {
      counts.receiveFaults++;
      flags = ReceiveDescriptor.END | ReceiveDescriptor.ERROR;
      length = 0;
    } else {
      counts.framesReceived++;
      counts.bytesReceived += length;
    }
    byte[] out = answer;
    System.arraycopy(producerCopy, descriptor, out, 0, ReceiveDescriptor.BYTES);
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
    returnProducer = (returnProducer + 1) & returnMask;
    coalescing.received(now, returnProducer, used);
  }
}
