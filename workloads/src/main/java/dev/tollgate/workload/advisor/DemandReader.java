package dev.tollgate.workload.advisor;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.trace.KernelEvent;
import dev.tollgate.workload.trace.KernelTraceReader;
import dev.tollgate.workload.trace.NameTable;
import dev.tollgate.workload.trace.PlainTraceReader;
import dev.tollgate.workload.trace.TraceReader;
import dev.tollgate.workload.trace.UnitLogReader;
import it.unimi.dsi.fastutil.longs.Long2IntMap;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one trace into a {@link KmallocDemand}. Time is the trace's own; a plain trace has none, so
 * one event takes one unit.
 */
final class DemandReader {

  /** Sizes are below this, so that a call site and a size fit into one number. */
  private static final long MOST_BYTES = 1L << 40;

  /** What kmalloc of 0 bytes returns: Linux's ZERO_SIZE_PTR. */
  private static final long ZERO_SIZE = 16;

  private final TraceReader reader;
  private final DemandMeter meter = new DemandMeter();
  private final Long2IntMap kinds = new Long2IntOpenHashMap();
  private final List<Integer> siteOfKind = new ArrayList<>();
  private final Long2IntMap placeOfSite = new Long2IntOpenHashMap();
  private final List<Integer> sites = new ArrayList<>();
  private long zeroSize = ZERO_SIZE; // Another value where the trace prints pointers hashed.
  private long peakLine;
  private long allocations;
  private long failed;
  private long strangeFrees;
  private long allocatedTwice;

  DemandReader(TraceReader reader) {
    this.reader = reader;
    kinds.defaultReturnValue(-1);
    placeOfSite.defaultReturnValue(-1);
  }

  KmallocDemand read() {
    if (reader instanceof KernelTraceReader kernel) {
      readKernel(kernel);
      return demand(sites.stream().map(site -> name(site, kernel.callSites())).toList());
    }
    if (reader instanceof PlainTraceReader plain) {
      readPlain(plain);
      return demand(sites.stream().map(site -> KmallocDemand.NO_SITE).toList());
    }
    throw new BadInputException(
        ((UnitLogReader) reader).file() + ": an IOMMU unit's log has no allocations in it");
  }

  private void readKernel(KernelTraceReader kernel) {
    while (kernel.next()) {
      KernelEvent event = kernel.event();
      meter.advance(event.monotonicNanos());
      switch (event.kind()) {
        case KMALLOC -> {
          if (event.address() == 0) {
            failed++;
          } else if (event.requestedBytes() == 0) {
            zeroSize = event.address();
          } else {
            allocate(event.address(), event.callSite(), event.requestedBytes());
          }
        }
        case KFREE -> {
          if (event.address() != 0 && event.address() != zeroSize) {
            free(event.address());
          }
        }
        default -> {}
      }
    }
  }

  private void readPlain(PlainTraceReader plain) {
    long events = 0;
    LongSet empty = new LongOpenHashSet();
    while (plain.next()) {
      meter.advance(events++);
      switch (plain.kind()) {
        case KMALLOC -> {
          if (plain.size() > 0) {
            allocate(plain.id(), -1, plain.size());
          } else {
            empty.add(plain.id());
          }
        }
        case KFREE -> {
          if (!empty.remove(plain.id())) {
            free(plain.id());
          }
        }
        default -> {}
      }
    }
  }

  private void allocate(long object, int site, long bytes) {
    if (bytes >= MOST_BYTES) {
      throw BadInputException.at(
          reader.file().toString(),
          reader.line(),
          "kmalloc of " + bytes + " bytes; expected less than " + MOST_BYTES);
    }
    allocations++;
    long peakBefore = meter.peakBytes();
    if (meter.allocate(object, kind(site, bytes))) {
      allocatedTwice++;
    }
    if (meter.peakBytes() > peakBefore) {
      peakLine = reader.line();
    }
  }

  private void free(long object) {
    if (!meter.free(object)) {
      strangeFrees++;
    }
  }

  private int kind(int site, long bytes) {
    int place = placeOfSite.get(site);
    if (place < 0) {
      place = sites.size();
      placeOfSite.put(site, place);
      sites.add(site);
    }
    long key = place * MOST_BYTES + bytes;
    int kind = kinds.get(key);
    if (kind < 0) {
      kind = meter.addKind(bytes);
      kinds.put(key, kind);
      siteOfKind.add(place);
    }
    return kind;
  }

  private static String name(int site, NameTable names) {
    return site < 0 ? KmallocDemand.NO_SITE : names.name(site);
  }

  private KmallocDemand demand(List<String> names) {
    return new KmallocDemand(
        KmallocDemand.grouped(names, meter, ImmutableList.copyOf(siteOfKind)),
        meter.peakBytes(),
        peakLine,
        allocations,
        failed,
        strangeFrees,
        allocatedTwice);
  }
}
