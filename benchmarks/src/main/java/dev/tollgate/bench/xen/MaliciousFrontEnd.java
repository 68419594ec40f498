package dev.tollgate.bench.xen;

import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.split.ring.BackRing;
import dev.tollgate.workload.split.ring.RingLayout;
import java.util.SplittableRandom;

/**
 * A front end that writes what it likes into the page of a ring, while the back end goes on taking
 * requests and answering them: whatever stands in the page, the back end has no more in hand than
 * the ring has slots, stays within the page, and comes to an end.
 */
final class MaliciousFrontEnd {

  private static final int[] SLOT_BYTES = {8, 12, 112};

  private final PhysicalMemory memory = new PhysicalMemory(PhysicalMemory.FRAME_BYTES);
  private final SplittableRandom random;
  private final RingLayout layout;
  private final BackRing back;

  MaliciousFrontEnd(SplittableRandom random) {
    this.random = random;
    this.layout = RingLayout.of(SLOT_BYTES[random.nextInt(SLOT_BYTES.length)]);
    this.back = new BackRing(memory, 0, layout);
  }

  /** Writes something, and lets the back end do some of what it finds. */
  void act() {
    int at = random.nextInt(8) == 0 ? random.nextInt(1024) : random.nextInt(4);
    int value = random.nextBoolean() ? random.nextInt() : random.nextInt(600) - 40;
    memory.writeIntLittleEndian(4L * at, value);
    int taken = 0;
    while (back.requests() > 0 && random.nextInt(20) > 0) {
      check(back.nextRequest());
      if (++taken > layout.slots()) {
        throw new InvariantViolation("a back end took more than a ring of requests at once");
      }
    }
    int outstanding = back.outstanding();
    if (outstanding < 0 || outstanding > layout.slots()) {
      throw new InvariantViolation(
          "a back end has %d of %d requests in hand".formatted(outstanding, layout.slots()));
    }
    while (back.outstanding() > 0 && random.nextInt(20) > 0) {
      long response = back.nextResponse();
      check(response);
      memory.writeIntLittleEndian(response, value);
    }
    if (back.push()) {
      back.awaitNext();
    }
  }

  private void check(long slot) {
    if (slot < RingLayout.HEADER_BYTES || slot + layout.slotBytes() > PhysicalMemory.FRAME_BYTES) {
      throw new InvariantViolation("a slot at byte %d of a ring's page".formatted(slot));
    }
  }
}
