package dev.tollgate.workload.replay;

/**
 * Where the buffers of a trace lie on the simulated machine. Unless somebody says otherwise, where
 * they lay on the recorded one.
 */
class BufferPlacement {

  private long physical;
  private long bytes;

  /** Decides where a buffer lies that lay at {@code recorded}. */
  void place(long recorded, long recordedBytes) {
    placeAt(recorded, recordedBytes);
  }

  final void placeAt(long address, long size) {
    physical = address;
    bytes = size;
  }

  /** First byte of the buffer placed last. */
  final long physical() {
    return physical;
  }

  /** Its bytes. */
  final long bytes() {
    return bytes;
  }

  /** The buffer placed last was mapped as {@code slot}. */
  void mapped(int slot, long recorded, long recordedBytes) {}

  /** A buffer is unmapped. */
  void unmapped(int slot) {}
}
