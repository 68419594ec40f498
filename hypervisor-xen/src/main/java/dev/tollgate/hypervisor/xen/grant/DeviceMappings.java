package dev.tollgate.hypervisor.xen.grant;

import dev.tollgate.hypervisor.xen.domain.Domain;

/**
 * For each frame of others that a domain has mapped for its devices, how many mappings may only
 * read it and how many write. The first makes the translation entry, the first that writes gives it
 * the right, the last that writes takes the right away if readers are left, and the last of all
 * removes it (after commit 84d7979493 of Xen).
 */
final class DeviceMappings {

  private final Domain user;
  private final DeviceMapper mapper;
  private final int frames;

  // By frame; made when the first is mapped.
  private short[] readers = {};
  private short[] writers = {};
  private long[] busAddresses = {};

  DeviceMappings(Domain user, DeviceMapper mapper, int frames) {
    this.user = user;
    this.mapper = mapper;
    this.frames = frames;
  }

  /** Counts a mapping; its bus address, or {@link DeviceMapper#NO_SLOT} and nothing is counted. */
  long add(long mfn, boolean readOnly) {
    int frame = (int) mfn;
    if (readers.length == 0) {
      readers = new short[frames];
      writers = new short[frames];
      busAddresses = new long[frames];
    }
    if (readers[frame] == 0 && writers[frame] == 0) {
      long busAddress = mapper.map(user, mfn, !readOnly);
      if (busAddress == DeviceMapper.NO_SLOT) {
        return busAddress;
      }
      busAddresses[frame] = busAddress;
    } else if (!readOnly && writers[frame] == 0) {
      mapper.change(user, mfn, busAddresses[frame], true);
    }
    if (readOnly) {
      readers[frame]++;
    } else {
      writers[frame]++;
    }
    return busAddresses[frame];
  }

  /** Counts it no more. */
  void remove(long mfn, boolean readOnly) {
    int frame = (int) mfn;
    if (readOnly) {
      readers[frame]--;
    } else {
      writers[frame]--;
    }
    if (readers[frame] == 0 && writers[frame] == 0) {
      mapper.unmap(user, mfn, busAddresses[frame]);
    } else if (!readOnly && writers[frame] == 0) {
      mapper.change(user, mfn, busAddresses[frame], false);
    }
  }
}
