package dev.tollgate.iommu.calgary;

import java.util.ArrayList;
import java.util.List;

/** A register space that writes down every access: offset and value in hexadecimal. */
final class Transcript implements Mmio {

  private final Mmio registers;
  private final List<String> lines = new ArrayList<>();

  Transcript(Mmio registers) {
    this.registers = registers;
  }

  /** The accesses so far, values with their bytes in the registers' order. */
  List<String> lines() {
    return lines;
  }

  @Override
  public int readInt(int offset) {
    int value = registers.readInt(offset);
    lines.add("read %x: %x".formatted(offset, Integer.reverseBytes(value)));
    return value;
  }

  @Override
  public void writeInt(int offset, int value) {
    lines.add("write %x: %x".formatted(offset, Integer.reverseBytes(value)));
    registers.writeInt(offset, value);
  }

  @Override
  public long readLong(int offset) {
    long value = registers.readLong(offset);
    lines.add("read %x: %x".formatted(offset, Long.reverseBytes(value)));
    return value;
  }

  @Override
  public void writeLong(int offset, long value) {
    lines.add("write %x: %x".formatted(offset, Long.reverseBytes(value)));
    registers.writeLong(offset, value);
  }
}
