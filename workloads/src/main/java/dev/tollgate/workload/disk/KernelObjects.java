package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;

/** What the block layer takes from the kernel's allocator: an object for each bio and request. */
final class KernelObjects {

  /** Bytes of {@code struct bio} with its first vectors, 64-bit kernels of 2.6: estimated. */
  private static final int BIO_BYTES = 128;

  /** Bytes of {@code struct request}, 64-bit kernels of 2.6: estimated. */
  private static final int REQUEST_BYTES = 280;

  private final ObjectCache bios;
  private final ObjectCache requests;

  private final KernelAllocator allocator;
  private final int bioSite;
  private final int requestSite;

  KernelObjects(KernelAllocator allocator) {
    this.allocator = allocator;
    bioSite = allocator.callSite("bio_alloc");
    requestSite = allocator.callSite("get_request");
    bios = cache(allocator, "bio", BIO_BYTES);
    requests = cache(allocator, "blkdev_requests", REQUEST_BYTES);
  }

  private static ObjectCache cache(KernelAllocator allocator, String name, int bytes) {
    return allocator.createCache(new CacheSpec(name, bytes, 0, ImmutableSet.of()));
  }

  /** Takes the memory of a bio. */
  long takeBio() {
    allocator.calledFrom(bioSite);
    return taken(bios.allocate(), "a bio");
  }

  /** Gives it back. */
  void giveBio(long address) {
    bios.free(address);
  }

  /** Takes the memory of a request. */
  long takeRequest() {
    allocator.calledFrom(requestSite);
    return taken(requests.allocate(), "a request");
  }

  /** Gives it back. */
  void giveRequest(long address) {
    requests.free(address);
  }

  private static long taken(long address, String what) {
    if (address == KernelAllocator.FAILED) {
      throw new BadInputException(
          "the kernel has no memory left for " + what + "; choose a machine with more memory");
    }
    return address;
  }
}
