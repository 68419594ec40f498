package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import dev.tollgate.cli.claim.Cell;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The scenes of an experiment: runs that differ in IOMMU, policy, allocator, their settings and
 * those of the environment only, or in their seed, and can be compared with each other. Another
 * trace, machine or environment is another scene.
 */
public final class Scenes {

  private Scenes() {}

  /**
   * The runs by their scene's name, in the order of the experiment, without those that were never
   * begun; one name may be empty.
   */
  public static ImmutableListMultimap<String, RunRecord> of(Results results) {
    ListMultimap<String, RunRecord> scenes = LinkedListMultimap.create();
    for (RunRecord run : results.runs()) {
      if (!run.interrupted()) {
        scenes.put(scene(run.coordinates()), run);
      }
    }
    return ImmutableListMultimap.copyOf(scenes);
  }

  /** The coordinates that make the scene: {@code trace = tx16k.ftrace.gz, machine = lab}. */
  public static String scene(Map<String, String> coordinates) {
    return scene(coordinates, ImmutableSet.of());
  }

  /** The same without some axes. */
  static String scene(Map<String, String> coordinates, ImmutableSet<String> without) {
    return coordinates.entrySet().stream()
        .filter(coordinate -> !isContender(coordinate.getKey()))
        .filter(coordinate -> !coordinate.getKey().equals(Cell.REPEAT))
        .filter(coordinate -> !without.contains(coordinate.getKey()))
        .map(coordinate -> lastWord(coordinate.getKey()) + " = " + coordinate.getValue())
        .collect(Collectors.joining(", "));
  }

  /**
   * What a run is called among those of its scene: {@code calgary/strict table=64K}. An allocator
   * is only named where neither IOMMUs nor policies are compared, or allocators are too.
   */
  public static String contender(RunRecord run) {
    return contender(run, ImmutableSet.of());
  }

  /** The same without the settings on some axes. */
  static String contender(RunRecord run, ImmutableSet<String> without) {
    String settings =
        run.coordinates().entrySet().stream()
            .filter(coordinate -> isContender(coordinate.getKey()))
            .filter(coordinate -> !without.contains(coordinate.getKey()))
            .filter(coordinate -> coordinate.getKey().contains("."))
            .map(coordinate -> lastWord(coordinate.getKey()) + "=" + coordinate.getValue())
            .collect(Collectors.joining(" "));
    Map<String, String> varied = run.coordinates();
    String combination =
        (varied.containsKey("iommu") || varied.containsKey("policy"))
                && !varied.containsKey("allocator")
            ? run.spec().protection()
            : run.spec().combination();
    return settings.isEmpty() ? combination : combination + " " + settings;
  }

  private static boolean isContender(String axis) {
    return isProtection(axis)
        || axis.equals("allocator")
        || axis.startsWith("allocator.")
        || axis.startsWith("environment.");
  }

  /** Whether an axis says how memory is protected from devices, or sets that up. */
  static boolean isProtection(String axis) {
    return axis.equals("iommu")
        || axis.equals("policy")
        || axis.startsWith("iommu.")
        || axis.startsWith("policy.");
  }

  private static String lastWord(String axis) {
    return axis.substring(axis.lastIndexOf('.') + 1);
  }
}
