package dev.tollgate.core.dma;

import java.util.ArrayList;
import java.util.List;

/** Map operations and an observer that write down every call; bus = physical + a fixed shift. */
final class Diary implements DmaMapOperations, DmaObserver {

  final List<String> lines = new ArrayList<>();

  /** What is added to physical addresses. */
  long shift = 0x1000_0000;

  /** So many mappings are made before all others fail. */
  int room = Integer.MAX_VALUE;

  /** What was written since this was last asked. */
  List<String> news() {
    List<String> news = List.copyOf(lines);
    lines.clear();
    return news;
  }

  @Override
  public long map(long physical, long size, DmaDirection direction, int pageAlignment) {
    lines.add("map %x+%x %s /%d".formatted(physical, size, direction, pageAlignment));
    return room-- > 0 ? physical + shift : MAPPING_ERROR;
  }

  @Override
  public void unmap(long busAddress, long size, DmaDirection direction) {
    lines.add("unmap %x+%x %s".formatted(busAddress, size, direction));
  }

  @Override
  public void syncForCpu(long busAddress, long size, DmaDirection direction) {
    lines.add("sync for cpu %x+%x %s".formatted(busAddress, size, direction));
  }

  @Override
  public void syncForDevice(long busAddress, long size, DmaDirection direction) {
    lines.add("sync for device %x+%x %s".formatted(busAddress, size, direction));
  }

  @Override
  public void granted(int device, long bus, long size, long physical, DmaDirection direction) {
    lines.add("granted %d %x+%x = %x %s".formatted(device, bus, size, physical, direction));
  }

  @Override
  public void revoked(int device, long busAddress, long size, DmaDirection direction) {
    lines.add("revoked %d %x+%x %s".formatted(device, busAddress, size, direction));
  }

  @Override
  public void accessed(int device, long busAddress, int length, boolean write, long physical) {
    String kind = write ? "write" : "read";
    lines.add("%s %d %x+%x = %x".formatted(kind, device, busAddress, length, physical));
  }
}
