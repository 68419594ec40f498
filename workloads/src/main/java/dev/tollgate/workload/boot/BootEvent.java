package dev.tollgate.workload.boot;

import com.google.common.base.Ascii;

/** What happens between the requests of a boot, in this order. */
enum BootEvent {
  /** Boot memory becomes the page allocator's. */
  MEM_INIT,
  /** The allocator starts. */
  KMEM_CACHE_INIT,
  /** Free memory is kept from now on. */
  WATERMARKS,
  /** The part of the image that was for the start is freed. */
  FREE_INITMEM,
  /** Programs run, with their files, memory and page tables. */
  USER_SPACE;

  String word() {
    return Ascii.toLowerCase(name());
  }

  static BootEvent of(String word) {
    return valueOf(Ascii.toUpperCase(word));
  }
}
