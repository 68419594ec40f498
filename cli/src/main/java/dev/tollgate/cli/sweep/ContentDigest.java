package dev.tollgate.cli.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import com.google.common.io.Files;
import dev.tollgate.cli.experiment.DeclaredParameters;
import dev.tollgate.cli.experiment.PlannedRun;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.results.Recorder;
import dev.tollgate.cli.results.Results;
import dev.tollgate.core.boot.PluginInfo;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.ParameterType;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.WorkloadFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What decides the result of a run, down to the bytes of files: its resolved spec with every price,
 * the content of the files it reads, the version of Tollgate, and the content of the jars that its
 * code comes from. Not: the Java machine, the number of jobs, the place of the run in its
 * experiment, or where files lie.
 *
 * <p>Files are read once, when the first run that needs them is asked for. Not safe for use by
 * several threads.
 */
public final class ContentDigest implements RunDigest {

  private static final String UNREADABLE = "unreadable";

  private final Tollgate tollgate;
  private final String version;
  private final CodeDigest code;
  private final Map<Path, String> files = new HashMap<>();
  private final Map<ImmutableList<PluginInfo>, String> programs = new HashMap<>();

  /**
   * Digests of runs by the plugins that were found.
   *
   * @param version of Tollgate
   */
  public ContentDigest(Tollgate tollgate, String version) {
    this.tollgate = tollgate;
    this.version = version;
    this.code = new CodeDigest(tollgate.plugins());
  }

  @Override
  public @Nullable String of(PlannedRun run) {
    SortedMap<String, Object> inputs = inputs(run.spec());
    if (inputs == null) {
      return null;
    }
    ImmutableList<PluginInfo> used = plugins(run.spec());
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("schema", Results.SCHEMA);
    all.put("tollgate", version);
    all.put("code", programs.computeIfAbsent(used, code::of));
    all.put("plugins", used.stream().map(plugin -> plugin.id() + " " + plugin.version()).toList());
    all.put("spec", Recorder.spec(run.spec(), run.asWritten()));
    // Machine and prices with every figure; parameters stand above, with files as written.
    all.put("resolved", run.spec().withParameters(ImmutableMap.of()).toString());
    all.put("inputs", inputs);
    return Hashing.sha256().hashString(Json.line(all), StandardCharsets.UTF_8).toString();
  }

  /** The plugins that bring the parts of a run. */
  private ImmutableList<PluginInfo> plugins(RunSpec spec) {
    ImmutableSet.Builder<String> parts = ImmutableSet.builder();
    parts.add(
        "iommu." + spec.iommu(),
        "policy." + spec.policy(),
        "allocator." + spec.allocator(),
        "workload." + spec.workload(),
        "environment." + spec.environment());
    parts.addAll(spec.parameters().keySet()); // those of devices' own policies, too
    ImmutableSet<String> used = parts.build();
    return tollgate.plugins().stream()
        .filter(plugin -> plugin.parts().stream().anyMatch(used::contains))
        .collect(ImmutableList.toImmutableList());
  }

  /** Digests of what the run reads, by the path of a setting; null if it writes files too. */
  private @Nullable SortedMap<String, Object> inputs(RunSpec spec) {
    SortedMap<String, Object> inputs = new TreeMap<>();
    for (Map.Entry<String, Parameters> part : spec.parameters().entrySet()) {
      for (ParameterSpec parameter : DeclaredParameters.of(tollgate, part.getKey())) {
        ParameterType type = parameter.type();
        if (type != ParameterType.FILE && type != ParameterType.OUTPUT_FILE) {
          continue;
        }
        String file = part.getValue().text(parameter.name());
        if (file.isEmpty()) {
          continue;
        }
        if (type == ParameterType.OUTPUT_FILE) {
          return null;
        }
        inputs.put(part.getKey() + "." + parameter.name(), ofFile(Path.of(file)));
      }
    }
    inputs.put("further", further(spec));
    return inputs;
  }

  private ImmutableList<String> further(RunSpec spec) {
    WorkloadFactory workload = tollgate.workloads().get(spec.workload());
    if (workload == null) {
      return ImmutableList.of();
    }
    try {
      return workload.furtherInputs(spec.parametersOf("workload", spec.workload())).stream()
          .map(this::ofFile)
          .collect(ImmutableList.toImmutableList());
    } catch (BadInputException e) {
      // The run itself will say what is wrong, and such a run is never kept.
      return ImmutableList.of(UNREADABLE);
    }
  }

  private String ofFile(Path file) {
    return files.computeIfAbsent(file, ContentDigest::content);
  }

  private static String content(Path file) {
    try {
      return Files.asByteSource(file.toFile()).hash(Hashing.sha256()).toString();
    } catch (IOException e) {
      return UNREADABLE; // The run itself will say so, and such a run is never kept.
    }
  }
}
