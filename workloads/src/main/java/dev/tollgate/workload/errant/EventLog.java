package dev.tollgate.workload.errant;

import com.google.common.collect.ImmutableList;
import dev.tollgate.workload.errant.Event.Part;
import dev.tollgate.workload.errant.Event.Traffic;
import dev.tollgate.workload.errant.Event.Wait;
import java.util.ArrayList;
import java.util.List;

/**
 * What has happened in a scene up to the first harm. The parts of a step of honest traffic become
 * one event, and steps that follow each other, too. After {@value #MOST} events it gives up.
 */
final class EventLog {

  static final int MOST = 20_000;

  private final long interval;
  private final List<Event> events = new ArrayList<>();
  private boolean open = true;
  private int mark;

  /** A log of a scene in which honest traffic waits so many picoseconds before each step. */
  EventLog(long interval) {
    this.interval = interval;
  }

  boolean isOpen() {
    return open;
  }

  /** Nothing more is to be kept. */
  void close() {
    open = false;
  }

  void add(Event event) {
    int last = events.size() - 1;
    if (event.equals(new Traffic(1, Part.UNMAP))
        && last >= 2
        && events.get(last).equals(new Traffic(1, Part.ACCESS))
        && events.get(last - 1).equals(new Traffic(1, Part.MAP))
        && events.get(last - 2).equals(new Wait(interval))) {
      events.subList(last - 2, last + 1).clear();
      addSteps(1);
    } else if (event instanceof Traffic traffic && traffic.part() == Part.ALL) {
      addSteps(traffic.steps());
    } else {
      events.add(event);
    }
    if (events.size() > MOST) {
      events.clear();
      close();
    }
  }

  private void addSteps(int steps) {
    int last = events.size() - 1;
    if (last >= mark && events.get(last) instanceof Traffic before && before.part() == Part.ALL) {
      events.set(last, new Traffic(before.steps() + steps, Part.ALL));
    } else {
      events.add(new Traffic(steps, Part.ALL));
    }
  }

  /** An attempt begins here, which need not rest on what came before. */
  void mark() {
    mark = events.size();
  }

  /** Everything; empty if it was too much. */
  ImmutableList<Event> all() {
    return ImmutableList.copyOf(events);
  }

  /** What came since the latest mark. */
  ImmutableList<Event> sinceMark() {
    return ImmutableList.copyOf(events.subList(Math.min(mark, events.size()), events.size()));
  }
}
