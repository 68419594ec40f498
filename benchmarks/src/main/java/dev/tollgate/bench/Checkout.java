package dev.tollgate.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** The files of the checkout in whose top folder, or in a module of which, this was started. */
final class Checkout {

  private Checkout() {}

  /** A file by its path from the top folder. */
  static Path file(String path) {
    Path here = Path.of(path);
    Path above = Path.of("..").resolve(path);
    return (!Files.exists(here) && Files.exists(above) ? above : here).toAbsolutePath();
  }

  /** A trace whose answers the kernel's own code gave, such as {@code iommu-1}. */
  static Path oracleTrace(String name) {
    return file("core/src/test/resources/oracle/" + name + ".trace.gz");
  }
}
