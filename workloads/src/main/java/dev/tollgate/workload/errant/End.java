package dev.tollgate.workload.errant;

import java.util.Locale;

/** Between which two things that happened a success turned into a failure. */
enum End {
  /** Time passed, and with it what a timer does. */
  TIME,
  /** Somebody mapped a buffer, ahead of the one mapped before. */
  MAP,
  /** Somebody mapped a buffer, and the search for I/O pages had begun anew. */
  WRAP,
  /** Somebody mapped a buffer at the very I/O page. */
  REMAP,
  /** A device accessed memory, and with it the cache of translations. */
  ACCESS,
  /** Somebody unmapped a buffer. */
  UNMAP;

  /** As figures name it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
