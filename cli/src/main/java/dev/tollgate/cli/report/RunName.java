package dev.tollgate.cli.report;

import dev.tollgate.cli.results.RunRecord;

/** What a run is called among all of its experiment. */
public final class RunName {

  private RunName() {}

  /** By what distinguishes it: {@code calgary/strict, trace = tx.gz}. */
  public static String of(RunRecord run) {
    String scene = Scenes.scene(run.coordinates());
    return Scenes.contender(run) + (scene.isEmpty() ? "" : ", " + scene);
  }
}
