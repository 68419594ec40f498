package dev.tollgate.workload.replay;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.workload.trace.ReadingStatistics;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of a replay's figures must know about its files: that one is damaged, that the
 * kernel lost events, that lines made no sense or asked for what cannot be. The replay goes on over
 * all of these.
 */
final class ReadingNotes {

  private ReadingNotes() {}

  static void of(@Nullable ReadingStatistics reading, MetricSink sink) {
    if (reading == null) {
      return;
    }
    String file = reading.fileName();
    String damage = reading.damage();
    if (damage != null) {
      sink.note(file + " is damaged: " + damage + "; what came before it was replayed");
    }
    if (reading.lostEvents() + reading.lossesOfUnknownSize() > 0) {
      sink.note(file + ": " + losses(reading) + "; what they mapped or unmapped is not known");
    }
    if (reading.malformedEvents() > 0) {
      sink.note(
          "%s: %d lines make no sense and were left out; 'tollgate trace info' shows some"
              .formatted(file, reading.malformedEvents()));
    }
  }

  /** Mappings and unmappings that could not be made as the trace has them. */
  static void misfits(
      Path trace, long failed, long maps, long unmatched, long unmaps, MetricSink sink) {
    if (failed > 0) {
      sink.note(
          "%s: %d of %d mappings found no room in the translation table"
              .formatted(trace.getFileName(), failed, maps));
    }
    if (unmatched > 0) {
      sink.note(
          "%s: %d of %d unmaps name what is not mapped"
              .formatted(trace.getFileName(), unmatched, unmaps));
    }
  }

  private static String losses(ReadingStatistics reading) {
    long unknown = reading.lossesOfUnknownSize();
    if (reading.lostEvents() == 0) {
      return "the kernel lost events " + unknown + " times, it does not say how many";
    }
    return "the kernel lost "
        + reading.lostEvents()
        + " events"
        + (unknown == 0 ? "" : ", and an unknown number " + unknown + " times");
  }
}
