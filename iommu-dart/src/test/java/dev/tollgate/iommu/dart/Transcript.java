package dev.tollgate.iommu.dart;

import java.util.ArrayList;
import java.util.List;

/** A register space that writes down every access: offset and value in hexadecimal. */
final class Transcript implements Mmio {

  private final Mmio registers;
  private final List<String> lines = new ArrayList<>();

  Transcript(Mmio registers) {
    this.registers = registers;
  }

  /** The accesses so far. */
  List<String> lines() {
    return lines;
  }

  @Override
  public int read(int offset) {
    int value = registers.read(offset);
    lines.add("read %x: %x".formatted(offset, value));
    return value;
  }

  @Override
  public void write(int offset, int value) {
    lines.add("write %x: %x".formatted(offset, value));
    registers.write(offset, value);
  }
}
