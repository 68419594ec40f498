package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.grant.DeviceMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** An IOMMU with few translation entries, for tests: slot by slot what it maps and how. */
final class Slots implements DeviceMapper {

  private final int size;
  private final boolean host;
  final TreeMap<Integer, String> mapped = new TreeMap<>();
  final List<String> log = new ArrayList<>();

  Slots(int size, boolean host) {
    this.size = size;
    this.host = host;
  }

  @Override
  public boolean followsHostMappings() {
    return host;
  }

  @Override
  public long map(Domain user, long frame, boolean writable) {
    for (int slot = 1; slot <= size; slot++) {
      if (mapped.putIfAbsent(slot, entry(frame, writable)) == null) {
        log.add("map " + entry(frame, writable));
        return (long) slot << 12;
      }
    }
    return NO_SLOT;
  }

  @Override
  public void change(Domain user, long frame, long busAddress, boolean writable) {
    assertThat(mapped.put((int) (busAddress >> 12), entry(frame, writable)))
        .isEqualTo(entry(frame, !writable));
    log.add("change " + entry(frame, writable));
  }

  @Override
  public void unmap(Domain user, long frame, long busAddress) {
    assertThat(mapped.remove((int) (busAddress >> 12))).startsWith(frame + " ");
    log.add("unmap " + frame);
  }

  private static String entry(long frame, boolean writable) {
    return frame + (writable ? " rw" : " r");
  }
}
