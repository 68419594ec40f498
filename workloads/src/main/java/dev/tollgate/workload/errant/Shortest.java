package dev.tollgate.workload.errant;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.spi.FreshMachines;
import java.util.ArrayList;
import java.util.List;

/**
 * Searches the shortest sequence of events that does the same harm on a machine that has just
 * started: leaves out as many events as possible, in halves, quarters and so on down to single ones
 * (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002), until none
 * can be left out; then shortens honest traffic. Each candidate is tried; the same run always finds
 * the same sequence.
 */
final class Shortest {

  private static final int MOST_TRIALS = 2_000;

  /** The strike that counts is the last event, or the last but one before a use. */
  private static final int LAST_STRIKE = 2;

  private final FreshMachines machines;
  private final ErrantOptions options;
  private int recorded;
  private int trials;
  private Harm wanted = Harm.HARMLESS;
  private ImmutableList<Event> events = ImmutableList.of();
  private String text = "";

  Shortest(FreshMachines machines, ErrantOptions options) {
    this.machines = machines;
    this.options = options;
  }

  /**
   * Searches.
   *
   * @param attempt the events of the attempt that did harm
   * @param whole those and all before
   */
  void find(ImmutableList<Event> attempt, ImmutableList<Event> whole) {
    recorded = whole.size();
    for (ImmutableList<Event> start : List.of(attempt, whole)) {
      Harm harm = start.isEmpty() ? Harm.HARMLESS : harmOf(start);
      if (harm.isDone()) {
        wanted = harm;
        events = shortenTraffic(withoutWhatCanGo(asTraffic(start)));
        SequenceRun seen = run(events, true);
        text = SequenceFile.text(options.attack(), wanted, events.size(), recorded, seen.lines());
        return;
      }
    }
  }

  /**
   * The sequence with honest traffic in place of everything before its last event, if that does: as
   * many mappings, or so many more that as many are mapped no longer.
   */
  private ImmutableList<Event> asTraffic(ImmutableList<Event> start) {
    int maps = 0;
    for (Event event : start) {
      maps += event instanceof Event.Traffic traffic ? traffic.steps() : 0;
      maps += event instanceof Event.Map ? 1 : 0;
    }
    Event last = start.get(start.size() - 1);
    if (!(last instanceof Event.StrikeAt)) {
      return start;
    }
    for (int more = 0; more <= 2 * options.trafficMapped(); more += options.trafficMapped()) {
      ImmutableList<Event> simple =
          ImmutableList.of(new Event.Traffic(maps + more, Event.Part.ALL), last);
      if (doesIt(simple)) {
        return simple;
      }
    }
    return start;
  }

  private ImmutableList<Event> withoutWhatCanGo(ImmutableList<Event> start) {
    ImmutableList<Event> kept = withoutEarlierStrikes(start);
    for (int size = kept.size() / 2; size > 1; size /= 2) {
      kept = withoutRunsOf(size, kept);
    }
    int before;
    do {
      before = kept.size();
      kept = withoutRunsOf(1, kept);
    } while (kept.size() < before);
    return kept;
  }

  /** Leaves out as many runs of so many events as can go, the last first. */
  private ImmutableList<Event> withoutRunsOf(int size, ImmutableList<Event> start) {
    ImmutableList<Event> kept = start;
    for (int end = start.size() - 1; end >= size; end -= size) {
      int from = end - size;
      if (end < kept.size()) {
        List<Event> fewer = new ArrayList<>(kept);
        fewer.subList(from, end).clear();
        if (doesIt(fewer)) {
          kept = ImmutableList.copyOf(fewer);
        }
      }
    }
    return kept;
  }

  /** Strikes before the last seldom matter; without them, steps of honest traffic become one. */
  private ImmutableList<Event> withoutEarlierStrikes(ImmutableList<Event> start) {
    EventLog others = new EventLog(options.interval());
    for (int i = 0; i < start.size(); i++) {
      Event event = start.get(i);
      boolean strikes = event instanceof Event.Strike || event instanceof Event.StrikeAt;
      if (!strikes || i >= start.size() - LAST_STRIKE) {
        others.add(event);
      }
    }
    return doesIt(others.all()) ? others.all() : start;
  }

  private ImmutableList<Event> shortenTraffic(ImmutableList<Event> start) {
    List<Event> kept = new ArrayList<>(start);
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i) instanceof Event.Traffic traffic && traffic.steps() > 1) {
        int enough = traffic.steps();
        int tooFew = 0;
        kept.set(i, new Event.Traffic(enough - 1, traffic.part()));
        if (!doesIt(kept)) {
          tooFew = enough - 1; // mostly traffic is there to reach one I/O page, no other
        }
        while (enough - tooFew > 1) {
          int middle = (enough + tooFew) >>> 1;
          kept.set(i, new Event.Traffic(middle, traffic.part()));
          if (doesIt(kept)) {
            enough = middle;
          } else {
            tooFew = middle;
          }
        }
        kept.set(i, new Event.Traffic(enough, traffic.part()));
      }
    }
    return ImmutableList.copyOf(kept);
  }

  private boolean doesIt(List<Event> candidate) {
    return trials < MOST_TRIALS && harmOf(candidate) == wanted;
  }

  private Harm harmOf(List<Event> candidate) {
    trials++;
    return run(candidate, false).result();
  }

  private SequenceRun run(List<Event> candidate, boolean observes) {
    SequenceRun run =
        new SequenceRun(options, options.attack(), ImmutableList.copyOf(candidate), observes);
    machines.run(run);
    return run;
  }

  /** The shortest sequence; empty if none does the harm again. */
  ImmutableList<Event> events() {
    return events;
  }

  /** It as a file. */
  String text() {
    return text;
  }
}
