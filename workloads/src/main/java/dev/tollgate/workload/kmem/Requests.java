package dev.tollgate.workload.kmem;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.trace.KernelTraceReader;
import dev.tollgate.workload.trace.PlainTraceReader;
import dev.tollgate.workload.trace.TraceReader;
import dev.tollgate.workload.trace.UnitLogReader;
import java.nio.file.Path;

/** Opens traces of allocations. */
final class Requests {

  private Requests() {}

  /**
   * The requests of a trace, from its beginning. Kernel traces are read twice.
   *
   * @throws BadInputException if the file is missing or no trace that can hold allocations
   */
  static RequestSource open(Path trace) {
    TraceReader reader = TraceReader.open(trace);
    if (reader instanceof PlainTraceReader plain) {
      return new PlainRequests(plain);
    }
    if (reader instanceof UnitLogReader) {
      reader.close();
      throw new BadInputException(
          trace + " is the access log of an IOMMU unit; it holds no allocations");
    }
    KernelTraceReader kernel = (KernelTraceReader) reader;
    CacheInference inference;
    try (kernel) {
      inference = CacheInference.of(kernel);
    }
    return new KernelRequests((KernelTraceReader) TraceReader.open(trace), inference);
  }
}
