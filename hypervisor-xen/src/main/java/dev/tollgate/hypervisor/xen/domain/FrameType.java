package dev.tollgate.hypervisor.xen.domain;

/**
 * What a machine frame is used as while its type count is not 0. A frame has one type at a time:
 * one that a guest can write is never a page table, so guests cannot write page tables.
 */
public enum FrameType {
  /** Not used as anything in particular. */
  NONE(0),
  /** Some page table, or a grant, lets it be written. */
  WRITABLE(1),
  /** It holds page-table entries, which Xen has checked. */
  PAGE_TABLE(2);

  private static final FrameType[] BY_CODE = {NONE, WRITABLE, PAGE_TABLE};

  private final int code;

  FrameType(int code) {
    this.code = code;
  }

  /** The type's number in the frame table. */
  int code() {
    return code;
  }

  static FrameType of(int code) {
    return BY_CODE[code];
  }
}
