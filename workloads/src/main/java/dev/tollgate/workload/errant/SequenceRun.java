package dev.tollgate.workload.errant;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import java.util.ArrayList;
import java.util.List;

/** A sequence of events on a machine that has just started. */
final class SequenceRun implements Workload {

  private final ErrantOptions options;
  private final Attack attack;
  private final ImmutableList<Event> events;
  private final boolean observes;
  private final List<String> lines = new ArrayList<>();
  private Harm result = Harm.HARMLESS;
  private boolean makesSense = true;

  /**
   * A sequence to be tried.
   *
   * @param observes whether what is seen is kept as {@link #lines}
   */
  SequenceRun(ErrantOptions options, Attack attack, ImmutableList<Event> events, boolean observes) {
    this.options = options;
    this.attack = attack;
    this.events = events;
    this.observes = observes;
  }

  /** A sequence that was read from a file. */
  static SequenceRun of(SequenceFile.Sequence sequence, ErrantOptions options) {
    return new SequenceRun(options, sequence.attack(), sequence.events(), true);
  }

  @Override
  public WorkloadDemands demands() {
    return Errant.DEMANDS;
  }

  @Override
  public void run(WorkloadContext context) {
    Scene scene = new Scene(context, options, attack, 0);
    for (Event event : events) {
      makesSense &= event.playOn(scene);
      if (!makesSense) {
        break;
      }
      if (observes) {
        lines.add(SequenceFile.line(event, scene));
      }
    }
    result = Success.of(attack, scene);
    scene.close();
  }

  /** What the last event came to, if all made sense. */
  Harm result() {
    return makesSense ? result : Harm.HARMLESS;
  }

  /** What was seen, an event a line. */
  List<String> lines() {
    return lines;
  }

  @Override
  public void report(MetricSink sink) {
    sink.metric(
        "errant.sequence.repeated",
        result().isDone() ? 1 : 0,
        "count",
        "Whether the last event of the sequence did harm");
    sink.metric("errant.sequence.events", events.size(), "count", "Events of the sequence");
    sink.text(
        SequenceFile.NAME,
        SequenceFile.text(attack, result(), events.size(), events.size(), lines));
  }
}
