package dev.tollgate.core.iommu;

/** How wide the entries of an {@link EntryTable} are and in which order their bytes lie. */
public enum EntryFormat {
  /** 8 bytes, the most significant first: Calgary's TCEs. */
  LONG_BIG_ENDIAN(Long.BYTES),

  /** 8 bytes, the least significant first. */
  LONG_LITTLE_ENDIAN(Long.BYTES),

  /** 4 bytes, the most significant first: DART's entries. */
  INT_BIG_ENDIAN(Integer.BYTES),

  /** 4 bytes, the least significant first. */
  INT_LITTLE_ENDIAN(Integer.BYTES);

  private final int bytes;

  EntryFormat(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one entry. */
  public int bytes() {
    return bytes;
  }
}
