package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.results.Recorder;
import dev.tollgate.core.run.RunSpec;

/**
 * One run that an experiment asks for.
 *
 * @param number place in the experiment, from 1
 * @param coordinates the value on each axis that matters to the run, in the order of the axes
 * @param spec what to run
 * @param asWritten what the user wrote, by path, for names of files that the spec has found
 */
public record PlannedRun(
    int number,
    ImmutableMap<String, String> coordinates,
    RunSpec spec,
    ImmutableMap<String, String> asWritten) {

  private String combination() {
    return Recorder.spec(spec, ImmutableMap.of()).combination();
  }

  /** IOMMU, policy, allocator and the other coordinates in a few words, for progress messages. */
  public String name() {
    StringBuilder name = new StringBuilder(combination());
    coordinates.forEach(
        (axis, value) -> {
          if (!axis.equals("iommu") && !axis.equals("policy") && !axis.equals("allocator")) {
            name.append(", ").append(axis.substring(axis.lastIndexOf('.') + 1));
            name.append(" = ").append(value);
          }
        });
    return name.toString();
  }
}
