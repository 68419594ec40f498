package dev.tollgate.workload.errant;

import dev.tollgate.core.metric.MetricSink;
import org.jspecify.annotations.Nullable;

/** The figures of a run, named {@code errant.…}; {@code docs/attacks.md} explains each. */
final class ErrantReport {

  private static final String COUNT = "count";
  private static final String PICOSECONDS = "ps";

  private final Tally tally;
  private long bystanderRefused;
  private long bystanderWrong;
  private long bystanderUnserved;

  ErrantReport(Tally tally) {
    this.tally = tally;
  }

  /** Keeps what the scene says at its end. */
  void of(Scene scene) {
    bystanderRefused = scene.bystander().refused();
    bystanderWrong = scene.bystander().wrong();
    bystanderUnserved = scene.bystander().unserved();
  }

  void report(MetricSink sink) {
    reportBeside(sink);
    honestTraffic(sink);
  }

  /** All but the figures of honest traffic, which beside another workload are that one's. */
  void reportBeside(MetricSink sink) {
    sink.metric(
        "errant.verdict",
        tally.verdict(),
        "verdict",
        "0: blocked, no attempt succeeded; 1: window, each success followed ended; 2: open");
    sink.metric("errant.attempts", tally.attempts, COUNT, "Attempts made");
    sink.metric("errant.succeeded", tally.succeeded, COUNT, "Attempts that did harm");
    sink.metric(
        "errant.lucky",
        tally.lucky,
        COUNT,
        "Wrong addresses that led to what some driver had mapped at the time");
    for (Harm harm : Harm.values()) {
      sink.metric(
          "errant.strikes." + harm.word(),
          tally.strikes.of(harm),
          COUNT,
          "Strikes: " + meaning(harm));
    }
    window(sink);
    detection(sink);
  }

  private void honestTraffic(MetricSink sink) {
    sink.metric(
        "errant.bystander.refused",
        bystanderRefused,
        COUNT,
        "Accesses of honest traffic that were refused");
    sink.metric(
        "errant.bystander.wrong",
        bystanderWrong,
        COUNT,
        "Accesses of honest traffic that met other bytes than were mapped");
    sink.metric(
        "errant.bystander.unserved",
        bystanderUnserved,
        COUNT,
        "Buffers of honest traffic for which memory or I/O pages were short");
  }

  private void window(MetricSink sink) {
    sink.metric("errant.first", tally.firstSuccess, PICOSECONDS, "First success; -1: none");
    sink.metric(
        "errant.first.after",
        tally.firstAfter,
        PICOSECONDS,
        "Time from the end of the right to the first success; -1: none, or the right never ended");
    sink.metric(
        "errant.first.maps", tally.firstMaps, COUNT, "Mappings made in that time; -1 likewise");
    sink.metric(
        "errant.first.unmaps", tally.firstUnmaps, COUNT, "Mappings ended in it; -1 likewise");
    sink.metric(
        "errant.window.max",
        tally.windowMax,
        PICOSECONDS,
        "Longest time from the end of the right to a success");
    sink.metric("errant.window.maps", tally.windowMapsMax, COUNT, "Most mappings made in between");
    sink.metric(
        "errant.window.unmaps", tally.windowUnmapsMax, COUNT, "Most mappings ended in between");
    sink.metric("errant.open", tally.stillOpen, COUNT, "Successes whose end was not seen");
    for (End end : End.values()) {
      sink.metric(
          "errant.ended." + end.word(),
          tally.ended.of(end),
          COUNT,
          "Followed successes that ended " + meaning(end));
    }
  }

  private void detection(MetricSink sink) {
    sink.metric(
        "errant.refused.first",
        tally.firstRefused,
        PICOSECONDS,
        "First strike that was refused; -1: none");
    sink.metric(
        "errant.stopped",
        tally.stopped,
        PICOSECONDS,
        "When the device's bus was stopped; -1: never");
    sink.metric(
        "errant.stopped.after",
        tally.stopped == Tally.NEVER || tally.firstRefused == Tally.NEVER
            ? Tally.NEVER
            : tally.stopped - tally.firstRefused,
        PICOSECONDS,
        "Time from the first refused strike until the bus was stopped; -1: never");
  }

  /** Reports the shortest sequence, if one was sought. */
  void sequence(MetricSink sink, @Nullable Shortest shortest) {
    sink.metric(
        "errant.sequence.events",
        shortest == null ? 0 : shortest.events().size(),
        COUNT,
        "Events of the shortest sequence that shows the first success; 0: none was sought or found");
    if (shortest != null && !shortest.events().isEmpty()) {
      sink.text(SequenceFile.NAME, shortest.text());
    } else if (shortest != null) {
      sink.note("no sequence of events repeats the first success on a new machine");
    }
  }

  private static String meaning(Harm harm) {
    return switch (harm) {
      case READ -> "the device then held a secret that nobody gave it";
      case CORRUPTED -> "memory changed that somebody else used";
      case FREELIST -> "the allocator's own check then failed";
      case REWRITTEN -> "the CPU then used other bytes than it had checked";
      case REFUSED -> "refused by the IOMMU or the bus";
      case ABSORBED -> "went to a page that is nobody's";
      case HARMLESS -> "went through, to nobody else's bytes";
    };
  }

  private static String meaning(End end) {
    return switch (end) {
      case TIME -> "as time passed";
      case MAP -> "as a buffer was mapped";
      case WRAP -> "as a buffer was mapped for which the search for I/O pages began anew";
      case REMAP -> "as a buffer was mapped at the same I/O page";
      case ACCESS -> "as a device accessed memory";
      case UNMAP -> "as a buffer was unmapped";
    };
  }
}
