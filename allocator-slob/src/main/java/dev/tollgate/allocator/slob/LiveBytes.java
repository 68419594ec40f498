package dev.tollgate.allocator.slob;

/** Bytes of live allocations by what they are, kept as calls come in. */
final class LiveBytes {

  private long requested;
  private long slack;
  private long headers;
  private long descriptors;
  private long pageOrderWaste;

  /** Books an object: {@code sign} 1 when it comes to life, -1 when it goes. */
  void object(int sign, long requestedBytes, long headerBytes, long unusedBytes) {
    requested += sign * requestedBytes;
    headers += sign * headerBytes;
    slack += sign * unusedBytes;
  }

  /** Books a block of pages. */
  void block(int sign, long requestedBytes, long headerBytes, long unusedBytes) {
    requested += sign * requestedBytes;
    headers += sign * headerBytes;
    pageOrderWaste += sign * unusedBytes;
  }

  /** Books a cache's descriptor. */
  void descriptor(long bytes) {
    descriptors += bytes;
  }

  long requested() {
    return requested;
  }

  long slack() {
    return slack;
  }

  long headers() {
    return headers;
  }

  long descriptors() {
    return descriptors;
  }

  long pageOrderWaste() {
    return pageOrderWaste;
  }
}
