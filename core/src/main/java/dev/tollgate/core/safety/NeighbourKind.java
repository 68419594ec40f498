package dev.tollgate.core.safety;

import com.google.common.collect.ImmutableList;

/** What bytes are that a device reaches beside its buffers. The order is that of reports. */
enum NeighbourKind {
  /** Objects that somebody else asked for. */
  ALLOCATED(0, "allocated", true, "of objects that others had asked for"),
  /** The rest of the object that holds the buffer, such as what a kernel keeps behind a packet. */
  OWN(1, "own", true, "of the buffer's own object, beside the buffer"),
  /** What a request could get; the links of freelists stand in it. */
  FREE(2, "free", true, "that were free in the allocator"),
  /** Descriptors and indexes of the allocator. */
  METADATA(3, "metadata", true, "of the allocator's descriptors and indexes"),
  /** Slack, headers, alignment holes, ends of slabs and blocks. */
  BEYOND(4, "beyond", true, "of slack, headers, holes and ends of slabs"),
  /** In frames that the allocator does not hold. */
  OTHER(5, "other", true, "in frames that are not the allocator's"),
  /** Of those free and those of metadata, the ones that the allocator follows. */
  LINKS(6, "links", false, "of freelist links and indexes, which decide what is given out next");

  /** All kinds, each at its place. */
  static final ImmutableList<NeighbourKind> ALL = ImmutableList.copyOf(values());

  private final int place;
  private final String id;
  private final boolean isPart;
  private final String meaning;

  NeighbourKind(int place, String id, boolean isPart, String meaning) {
    this.place = place;
    this.id = id;
    this.isPart = isPart;
    this.meaning = meaning;
  }

  /** Its place among all kinds, from 0. */
  int place() {
    return place;
  }

  /** Its word in names of figures. */
  String id() {
    return id;
  }

  /** Whether it is one of the parts that add up, and not a part of a part. */
  boolean isPart() {
    return isPart;
  }

  /** The end of a sentence that begins with bytes that devices could reach. */
  String meaning() {
    return meaning;
  }
}
