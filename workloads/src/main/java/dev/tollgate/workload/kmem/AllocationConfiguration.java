package dev.tollgate.workload.kmem;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a replay of allocations is told.
 *
 * @param trace the trace file
 * @param placements where to write the address of each object, or null
 * @param summary where to write the summary, or null
 * @param geometry where to write the geometry of all caches, or null
 * @param stateEvery events between two {@code state} lines of the summary
 * @param samples how many points the curves of memory have at least, if the trace is long; 0 for no
 *     curves
 * @param pictures how many pictures of memory page by page are kept at least, if the trace is long;
 *     0 for none
 * @param checkEvery events between two comparisons of where all bytes are with the pages held; 0
 *     for none but those of the samples
 * @param ownCaches bytes of an object, by the call sites that have caches of their own
 * @param measuredLine line of the trace behind whose event memory is measured; 0 for none
 * @param refusesUntracedFrees whether an object allocated where one is live already is an error in
 *     kernel traces too
 */
record AllocationConfiguration(
    Path trace,
    @Nullable Path placements,
    @Nullable Path summary,
    @Nullable Path geometry,
    long stateEvery,
    int samples,
    int pictures,
    long checkEvery,
    ImmutableMap<String, Integer> ownCaches,
    long measuredLine,
    boolean refusesUntracedFrees) {

  private static final String COUNT = "count";
  private static final String REFUSE = "refuse";

  static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.file(
              "trace",
              "File to replay: kernel trace text with kmem events, plain or gzip, or the plain"
                  + " allocation format."),
          ParameterSpec.outputFile(
              "placements",
              "File to write address and size of each object to, in the trace's order; empty for"
                  + " none."),
          ParameterSpec.outputFile(
              "summary",
              "File to write counts, sums and the allocator's own state to, with a line for the"
                  + " state every so many events; empty for none."),
          ParameterSpec.outputFile(
              "geometry",
              "File to write the layout of all caches to, as of the end; empty for none. Only for"
                  + " allocators that cut slabs."),
          ParameterSpec.integer(
              "state-every",
              2000,
              1,
              Long.MAX_VALUE,
              "Events between two state lines of the summary."),
          ParameterSpec.integer(
              "samples",
              256,
              0,
              65536,
              "Points of the curves of memory; there are up to twice as many. 0 for no curves."),
          ParameterSpec.integer(
              "pictures",
              48,
              0,
              1024,
              "Pictures of memory page by page; there are up to twice as many, and one more of the"
                  + " moment of most pages. 0 for none."),
          ParameterSpec.integer(
              "check-every",
              0,
              0,
              Long.MAX_VALUE,
              "Events between two comparisons of where all bytes are with the pages held, besides"
                  + " those at the points of the curves; 0 for none."),
          ParameterSpec.text(
              "own-caches",
              "",
              "Call sites of a kernel trace whose kmallocs come from caches of their own instead,"
                  + " as SITE=BYTES joined by commas; BYTES is the size of an object, larger"
                  + " requests stay with kmalloc."),
          ParameterSpec.integer(
              "measure-line",
              0,
              0,
              Long.MAX_VALUE,
              "Line of the trace behind whose event memory is measured once more, for the figures"
                  + " workload.measured.*; 0 for none."),
          ParameterSpec.choice(
              "untraced-frees",
              COUNT,
              ImmutableList.of(COUNT, REFUSE),
              "What it means if a kernel trace allocates an object where one is live: that the"
                  + " kernel freed it in bulk, which it does not trace (count), or that the trace"
                  + " is wrong (refuse). In plain traces it is always wrong."));

  /** For a replay of which nothing is written. */
  static AllocationConfiguration of(Path trace) {
    return new AllocationConfiguration(
        trace, null, null, null, 1, 0, 0, 0, ImmutableMap.of(), 0, false);
  }

  static AllocationConfiguration of(Parameters parameters) {
    String trace = parameters.text("trace");
    if (trace.isEmpty()) {
      throw new BadInputException(
          parameters.path() + ".trace is not set: name the trace to replay");
    }
    return new AllocationConfiguration(
        Path.of(trace),
        file(parameters, "placements"),
        file(parameters, "summary"),
        file(parameters, "geometry"),
        parameters.integer("state-every"),
        (int) parameters.integer("samples"),
        (int) parameters.integer("pictures"),
        parameters.integer("check-every"),
        OwnCaches.parse(parameters.path() + ".own-caches", parameters.text("own-caches")),
        parameters.integer("measure-line"),
        parameters.text("untraced-frees").equals(REFUSE));
  }

  private static @Nullable Path file(Parameters parameters, String name) {
    String value = parameters.text(name);
    return value.isEmpty() ? null : Path.of(value);
  }
}
