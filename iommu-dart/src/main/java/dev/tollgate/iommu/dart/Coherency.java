package dev.tollgate.iommu.dart;

/** How the driver gets entries past the CPU's caches, which DART does not snoop: what it costs. */
interface Coherency {

  /** Entries were computed and stored. */
  void stored(int entries);

  /** All entries of a mapping have been stored; the first of them at {@code address}. */
  void built(long address, int entries);

  /** The same of entries that lead to the dummy page again. */
  void cleared(long address, int entries);
}
