package dev.tollgate.core.dma;

import static dev.tollgate.core.dma.DmaDebugError.FREE_DIFFERENT_CPU_ADDRESS;
import static dev.tollgate.core.dma.DmaDebugError.FREE_DIFFERENT_DIRECTION;
import static dev.tollgate.core.dma.DmaDebugError.FREE_DIFFERENT_ENTRY_COUNT;
import static dev.tollgate.core.dma.DmaDebugError.FREE_DIFFERENT_SIZE;
import static dev.tollgate.core.dma.DmaDebugError.FREE_WRONG_FUNCTION;
import static dev.tollgate.core.dma.DmaDebugError.MAP_ERROR_NOT_CHECKED;
import static dev.tollgate.core.dma.DmaDebugError.SEGMENT_ACROSS_BOUNDARY;
import static dev.tollgate.core.dma.DmaDebugError.SEGMENT_TOO_LONG;
import static dev.tollgate.core.dma.DmaDebugError.SYNC_DIFFERENT_DIRECTION;
import static dev.tollgate.core.dma.DmaDebugError.SYNC_DIFFERENT_ENTRY_COUNT;
import static dev.tollgate.core.dma.DmaDebugError.SYNC_OUTSIDE_RANGE;
import static dev.tollgate.core.dma.DmaDebugError.SYNC_READ_ONLY_FOR_CPU;
import static dev.tollgate.core.dma.DmaDebugError.SYNC_WRITE_ONLY_FOR_DEVICE;

import dev.tollgate.core.dma.LiveMapping.Kind;
import java.util.HexFormat;

/**
 * The comparisons of {@link DmaDebug}: what a driver says of a mapping against what it said when it
 * made it, in the kernel's order and wording.
 */
final class DmaDebugChecks {

  private static final HexFormat HEX = HexFormat.of();

  private final DmaDebugLog log;

  DmaDebugChecks(DmaDebugLog log) {
    this.log = log;
  }

  /** The driver unmaps {@code made}, saying {@code said}. */
  void unmap(LiveMapping said, LiveMapping made) {
    int device = said.device;
    if (said.size != made.size) {
      log.add(
          FREE_DIFFERENT_SIZE,
          device,
          () ->
              "device driver frees DMA memory with different size "
                  + address(said.bus)
                  + (" [map size=" + made.size + " bytes]")
                  + (" [unmap size=" + said.size + " bytes]"));
    }
    if (said.kind != made.kind) {
      log.add(
          FREE_WRONG_FUNCTION,
          device,
          () ->
              "device driver frees DMA memory with wrong function "
                  + addressAndSize(said.bus, said.size)
                  + (" [mapped as " + made.kind + "]")
                  + (" [unmapped as " + said.kind + "]"));
    } else if (said.kind == Kind.COHERENT && said.physical != made.physical) {
      log.add(
          FREE_DIFFERENT_CPU_ADDRESS,
          device,
          () ->
              "device driver frees DMA memory with different CPU address "
                  + addressAndSize(said.bus, said.size)
                  + (" [cpu alloc address=" + hex(made.physical) + "]")
                  + (" [cpu free address=" + hex(said.physical) + "]"));
    }
    if (said.kind == Kind.SCATTER_GATHER && said.segments != made.segments) {
      log.add(
          FREE_DIFFERENT_ENTRY_COUNT,
          device,
          () ->
              "device driver frees DMA sg list with different entry count"
                  + (" [map count=" + made.segments + "] [unmap count=" + said.segments + "]"));
    }
    if (said.direction != made.direction) {
      log.add(
          FREE_DIFFERENT_DIRECTION,
          device,
          () ->
              "device driver frees DMA memory with different direction "
                  + addressAndSize(said.bus, said.size)
                  + (" [mapped with " + name(made.direction) + "]")
                  + (" [unmapped with " + name(said.direction) + "]"));
    }
    if (made.unchecked) {
      // The kernel's message has no blank before the bracket.
      log.add(
          MAP_ERROR_NOT_CHECKED,
          device,
          () ->
              "device driver failed to check map error"
                  + addressAndSize(said.bus, said.size)
                  + (" [mapped as " + made.kind + "]"));
    }
  }

  /** The driver synchronises part of {@code made}, saying {@code said}. */
  void sync(LiveMapping said, LiveMapping made, boolean forCpu) {
    if (said.end() > made.end()) {
      log.add(
          SYNC_OUTSIDE_RANGE,
          said.device,
          () ->
              "device driver syncs DMA memory outside allocated range "
                  + address(made.bus)
                  + (" [allocation size=" + made.size + " bytes]")
                  + (" [sync offset+size=" + (said.end() - made.bus) + "]"));
    }
    if (made.direction == DmaDirection.BIDIRECTIONAL) {
      return;
    }
    if (said.direction != made.direction) {
      syncMistake(SYNC_DIFFERENT_DIRECTION, "DMA memory with different direction", said, made);
    }
    if (forCpu
        && made.direction == DmaDirection.TO_DEVICE
        && said.direction != DmaDirection.TO_DEVICE) {
      syncMistake(SYNC_READ_ONLY_FOR_CPU, "device read-only DMA memory for cpu", said, made);
    }
    if (!forCpu
        && made.direction == DmaDirection.FROM_DEVICE
        && said.direction != DmaDirection.FROM_DEVICE) {
      syncMistake(SYNC_WRITE_ONLY_FOR_DEVICE, "device write-only DMA memory to device", said, made);
    }
    if (said.kind == Kind.SCATTER_GATHER && said.segments != made.segments) {
      log.add(
          SYNC_DIFFERENT_ENTRY_COUNT,
          said.device,
          () ->
              "device driver syncs DMA sg list with different entry count"
                  + (" [map count=" + made.segments + "] [sync count=" + said.segments + "]"));
    }
  }

  /** A scatter list with the segment {@code made} was mapped for {@code device}. */
  void segment(LiveMapping made, Device device) {
    if (made.size > device.maxSegmentBytes()) {
      log.add(
          SEGMENT_TOO_LONG,
          device.id(),
          () ->
              "mapping sg segment longer than device claims to support"
                  + (" [len=" + made.size + "] [max=" + device.maxSegmentBytes() + "]"));
    }
    long last = made.end() - 1;
    if (((made.bus ^ last) & ~device.segmentBoundaryMask()) != 0) {
      log.add(
          SEGMENT_ACROSS_BOUNDARY,
          device.id(),
          () ->
              "mapping sg segment across boundary"
                  + (" [start=" + hex(made.bus) + "] [end=" + hex(last) + "]")
                  + (" [boundary=" + hex(device.segmentBoundaryMask()) + "]"));
    }
  }

  /** {@code [device address=0x…] [size=… bytes]}. */
  static String addressAndSize(long bus, long size) {
    return address(bus) + " [size=" + size + " bytes]";
  }

  /** The kernel's name of a direction. */
  static String name(DmaDirection direction) {
    return "DMA_" + direction.name();
  }

  /** 16 hexadecimal digits after {@code 0x}. */
  static String hex(long value) {
    return "0x" + HEX.toHexDigits(value);
  }

  private static String address(long bus) {
    return "[device address=" + hex(bus) + "]";
  }

  private void syncMistake(DmaDebugError error, String what, LiveMapping said, LiveMapping made) {
    log.add(
        error,
        said.device,
        () ->
            ("device driver syncs " + what + " ")
                + addressAndSize(said.bus, made.size)
                + (" [mapped with " + name(made.direction) + "]")
                + (" [synced with " + name(said.direction) + "]"));
  }
}
