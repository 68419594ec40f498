package dev.tollgate.workload.errant;

import dev.tollgate.workload.errant.Event.Part;
import dev.tollgate.workload.errant.Event.Traffic;
import dev.tollgate.workload.errant.Event.Wait;

/**
 * Makes events happen in a scene and keeps a log of them as long as one is wanted. Where others let
 * time pass, events of time and of honest traffic are theirs and left out.
 */
final class Play {

  static final Traffic STEP = new Traffic(1, Part.ALL);
  static final Traffic MAP_PART = new Traffic(1, Part.MAP);
  static final Traffic ACCESS_PART = new Traffic(1, Part.ACCESS);
  static final Traffic UNMAP_PART = new Traffic(1, Part.UNMAP);

  private final Scene scene;
  private final EventLog log;
  private final Wait interval;
  private final boolean alone;

  Play(Scene scene, ErrantOptions options, boolean alone) {
    this.scene = scene;
    this.alone = alone;
    this.log = new EventLog(options.interval());
    this.interval = new Wait(options.interval());
  }

  /** Lets an event happen; false if it makes no sense, or if memory or I/O pages are short. */
  boolean out(Event event) {
    if (!alone && (event instanceof Traffic || event instanceof Wait)) {
      return true;
    }
    boolean happened = event.playOn(scene);
    if (happened && log.isOpen()) {
      log.add(event);
    }
    return happened;
  }

  /** Lets a strike or a use happen and says what came of it. */
  Harm strike(Event event) {
    out(event);
    return scene.latest();
  }

  /** The time before each step of honest traffic. */
  Wait interval() {
    return interval;
  }

  Scene scene() {
    return scene;
  }

  EventLog log() {
    return log;
  }
}
