package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Locale;

/** A kind of disk, with the adapter in front of it. */
enum DiskClass {
  /** A fibre-channel adapter with an array of rotating disks behind it, as in the paper of 2007. */
  FC_SAN,
  /** A flash disk of today. */
  NVME;

  /** The name in configurations. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All names. */
  static ImmutableList<String> words() {
    return Arrays.stream(values()).map(DiskClass::word).collect(ImmutableList.toImmutableList());
  }

  /** The kind that a configuration names. */
  static DiskClass of(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no disk is called " + word));
  }
}
