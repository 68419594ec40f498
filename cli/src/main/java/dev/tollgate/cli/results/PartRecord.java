package dev.tollgate.cli.results;

/**
 * A part of an experiment: the runs whose coordinate {@link #AXIS} is its name.
 *
 * @param name its key in the experiment file
 * @param title for readers; the name if the file gives none
 */
public record PartRecord(String name, String title) {

  /** Name of the coordinate that says which part a run is of. */
  public static final String AXIS = "part";
}
