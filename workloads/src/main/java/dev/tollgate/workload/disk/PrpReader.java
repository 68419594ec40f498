package dev.tollgate.workload.disk;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.PhysicalMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the physical region pages of a command as a controller does: lists by DMA, as much of each
 * page of a list as it needs. See {@link PrpBuilder} for the rules.
 */
final class PrpReader {

  private static final int PAGE_BYTES = PhysicalMemory.FRAME_BYTES;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final BusMaster bus;
  private final int device;
  private final byte[] list = new byte[PAGE_BYTES];

  PrpReader(BusMaster bus, int device) {
    this.bus = bus;
    this.device = device;
  }

  /**
   * Finds the pieces of memory.
   *
   * @throws InvariantViolation if a list cannot be read, or an entry in it begins within a page
   */
  void read(long prp1, long prp2, int bytes, BusPieces pieces) {
    int first = (int) Math.min(bytes, PAGE_BYTES - prp1 % PAGE_BYTES);
    pieces.add(prp1, first);
    int left = bytes - first;
    if (left > 0 && left <= PAGE_BYTES) {
      pieces.add(checked(prp2), left);
    } else if (left > 0) {
      readList(prp2, left, pieces);
    }
  }

  private void readList(long start, int bytes, BusPieces pieces) {
    long at = start;
    int left = bytes;
    while (left > 0) {
      int needed = (left + PAGE_BYTES - 1) / PAGE_BYTES;
      int room = (int) (PAGE_BYTES - at % PAGE_BYTES) / Long.BYTES;
      int entries = Math.min(needed, room);
      if (!bus.read(device, at, list, 0, entries * Long.BYTES)) {
        throw new InvariantViolation(
            "the NVMe controller could not read a list of PRPs at bus address 0x%x: %s"
                .formatted(at, bus.outcome()));
      }
      int data = needed > room ? room - 1 : entries;
      for (int i = 0; i < data; i++) {
        int length = Math.min(left, PAGE_BYTES);
        pieces.add(checked(entry(i)), length);
        left -= length;
      }
      at = needed > room ? entry(room - 1) : at;
    }
  }

  private long entry(int index) {
    return (long) LONG.get(list, index * Long.BYTES);
  }

  private static long checked(long entry) {
    if (entry % PAGE_BYTES != 0) {
      throw new InvariantViolation(
          "the NVMe controller was given a PRP entry that begins within a page: 0x%x"
              .formatted(entry));
    }
    return entry;
  }
}
