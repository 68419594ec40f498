package dev.tollgate.workload.boot;

/**
 * A size that may depend on the machine: bytes, {@code stack}, or {@code ram/N}.
 *
 * @param kind which of these
 * @param number the bytes, or N
 */
record BootSize(Kind kind, long number) {

  enum Kind {
    BYTES,
    STACK,
    SHARE_OF_RAM
  }

  private static final String RAM = "ram/";

  /** Reads a size, or gives null if {@code text} is none. */
  static @org.jspecify.annotations.Nullable BootSize parse(String text) {
    if (text.equals("stack")) {
      return new BootSize(Kind.STACK, 0);
    }
    boolean share = text.startsWith(RAM);
    try {
      long number = Long.parseLong(share ? text.substring(RAM.length()) : text);
      long least = share ? 1 : 0;
      return number < least ? null : new BootSize(share ? Kind.SHARE_OF_RAM : Kind.BYTES, number);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The bytes on a machine of {@code ramBytes} whose tasks have stacks of {@code stackBytes}. */
  long bytes(long ramBytes, long stackBytes) {
    return switch (kind) {
      case BYTES -> number;
      case STACK -> stackBytes;
      case SHARE_OF_RAM -> ramBytes / number;
    };
  }
}
