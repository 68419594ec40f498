package dev.tollgate.workload.disk.ffsb;

import dev.tollgate.workload.text.CFormat;

/** A size as FFSB prints it: three digits and a unit of 1024 (ffsb_printsize in util.c). */
final class PrintedSize {

  private static final double KILOBYTE = 1024;
  private static final double MEGABYTE = 1024 * KILOBYTE;
  private static final double GIGABYTE = 1024 * MEGABYTE;

  private PrintedSize() {}

  static String of(double bytes) {
    if (bytes >= GIGABYTE) {
      return CFormat.format("%.3gGB", bytes / GIGABYTE);
    }
    if (bytes >= MEGABYTE) {
      return CFormat.format("%.3gMB", bytes / MEGABYTE);
    }
    if (bytes >= KILOBYTE) {
      return CFormat.format("%.3gKB", bytes / KILOBYTE);
    }
    return CFormat.format("%.3gB", bytes);
  }
}
