package dev.tollgate.workload.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** The traces that come with the sources, those that may lie beside them, and made-up ones. */
final class TraceFiles {

  private TraceFiles() {}

  /** Returns a trace of {@code examples/traces}. */
  static Path example(String name) {
    return Path.of("../examples/traces").resolve(name);
  }

  /** Returns a file of the data folder that may lie beside the sources. */
  static Path shared(String name) {
    return Path.of("../../shared/data").resolve(name);
  }

  static boolean hasShared() {
    return Files.isDirectory(shared("traces"));
  }

  static byte[] gzip(String text) {
    return gzip(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  static Path write(Path folder, String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path folder, String name, String text) {
    return write(folder, name, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Returns a line of the kernel's trace file. */
  static String map(double seconds, long iova, long physical, long bytes) {
    return line(
        seconds,
        String.format(
            "map: IOMMU: iova=0x%016x - 0x%016x paddr=0x%016x size=%d",
            iova, iova + bytes, physical, bytes));
  }

  /** Returns a line of the kernel's trace file. */
  static String unmap(double seconds, long iova, long bytes) {
    return line(
        seconds,
        String.format(
            "unmap: IOMMU: iova=0x%016x - 0x%016x size=%d unmapped_size=%d",
            iova, iova + bytes, bytes, bytes));
  }

  static String line(double seconds, String event) {
    return String.format(
        java.util.Locale.ROOT, "             fio-65      [000] d.h.. %12.6f: %s\n", seconds, event);
  }
}
