package dev.tollgate.core.boot;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Maps;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.run.DevicePolicies;
import dev.tollgate.core.run.RunParts;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.run.Simulation;
import dev.tollgate.core.run.Witness;
import dev.tollgate.core.settings.Configuration;
import dev.tollgate.core.settings.Parts;
import dev.tollgate.core.settings.Settings;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.HypervisorFactory;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.core.spi.WorkloadFactory;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Tollgate as a library: the plugins that were found, and runs over what they contribute.
 *
 * <p>To see what it costs on the 2007 paper's machine to replay a trace through a Calgary with a
 * table of 64 KiB, invalidating at each unmap:
 *
 * <pre>{@code
 * Tollgate tollgate = Tollgate.load();
 * Settings settings =
 *     tollgate
 *         .settings()
 *         .withFile(Path.of("my-machines.conf"))
 *         .withOverrides(
 *             ImmutableList.of("iommu.calgary.table=64K", "workload.replay.trace=tx16k.ftrace.gz"));
 * RunSpec spec = tollgate.configure(settings).runSpec("x460", "calgary", "strict", "replay");
 * RunResult result = tollgate.run(spec);
 * result.metrics().values().forEach(System.out::println);
 * }</pre>
 *
 * <p>Everything that a user can get wrong, in files, settings or the choice of plugins, is a {@link
 * BadInputException} whose message says where and what was expected. An instance is immutable and
 * may be shared by threads; runs share nothing.
 */
public final class Tollgate {

  /** System property that names a folder of plugin jars, searched besides the class path. */
  public static final String PLUGINS_PROPERTY = "tollgate.plugins";

  private final Wiring wiring;
  private final Parts parts;
  private final Settings defaults;
  private final Configuration unchanged;

  private Tollgate(ClassLoader loader) {
    wiring = Wiring.of(PluginLoader.load(loader));
    parts = parts(wiring);
    defaults = Settings.defaults(loader);
    unchanged = configure(defaults);
  }

  private static Parts parts(Wiring wiring) {
    try {
      return new Parts(
          ImmutableMap.of(
              "allocator", specs(wiring.allocators(), AllocatorFactory::parameters),
              "environment", specs(wiring.environments(), HypervisorFactory::parameters),
              "iommu", specs(wiring.iommus(), IommuFactory::parameters),
              "policy", specs(wiring.policies(), ProtectionPolicyFactory::parameters),
              "workload", specs(wiring.workloads(), WorkloadFactory::parameters)));
    } catch (IllegalArgumentException e) {
      throw new BadInputException("a plugin is broken: " + e.getMessage(), e);
    }
  }

  private static <T> ImmutableSortedMap<String, ImmutableList<ParameterSpec>> specs(
      ImmutableSortedMap<String, T> factories, Function<T, ImmutableList<ParameterSpec>> specs) {
    return ImmutableSortedMap.copyOf(Maps.transformValues(factories, specs::apply));
  }

  /**
   * Finds the plugins on the class path and, if the system property {@value #PLUGINS_PROPERTY}
   * names a folder, in the jars there.
   *
   * @throws BadInputException if a plugin is broken, two are in conflict, or the folder does not
   *     exist
   */
  public static Tollgate load() {
    ClassLoader classPath = Tollgate.class.getClassLoader();
    String folder = System.getProperty(PLUGINS_PROPERTY);
    return load(
        folder == null || folder.isBlank()
            ? classPath
            : PluginFolder.loader(Path.of(folder), classPath));
  }

  /**
   * Finds the plugins that a class loader sees.
   *
   * @param loader must see this class too
   */
  public static Tollgate load(ClassLoader loader) {
    return new Tollgate(loader);
  }

  /** The plugins, sorted by id. */
  public ImmutableList<PluginInfo> plugins() {
    return wiring.plugins();
  }

  /** The memory allocators by name, sorted. */
  public ImmutableSortedMap<String, AllocatorFactory> allocators() {
    return wiring.allocators();
  }

  /** What makes the hypervisors of all environments but bare metal, by their names, sorted. */
  public ImmutableSortedMap<String, HypervisorFactory> environments() {
    return wiring.environments();
  }

  /** The IOMMUs by name, sorted. */
  public ImmutableSortedMap<String, IommuFactory> iommus() {
    return wiring.iommus();
  }

  /** The protection policies by name, sorted. */
  public ImmutableSortedMap<String, ProtectionPolicyFactory> policies() {
    return wiring.policies();
  }

  /** The workloads by name, sorted. */
  public ImmutableSortedMap<String, WorkloadFactory> workloads() {
    return wiring.workloads();
  }

  /** Names of the machines that come with the core and the plugins. */
  public ImmutableSortedSet<String> machines() {
    return unchanged.machines();
  }

  /**
   * A machine as it comes, without a user's settings.
   *
   * @throws BadInputException if there is none of this name
   */
  public MachineProfile machine(String name) {
    return unchanged.machine(name);
  }

  /** Names of the cost profiles that come with the core and the plugins. */
  public ImmutableSortedSet<String> costProfiles() {
    return unchanged.costProfiles();
  }

  /**
   * A cost profile as it comes, without a user's settings.
   *
   * @throws BadInputException if there is none of this name
   */
  public CostProfile costProfile(String name) {
    return unchanged.costProfile(name);
  }

  /** The defaults, to put files and single settings on top of. */
  public Settings settings() {
    return defaults;
  }

  /**
   * Checks settings against the parts that were found.
   *
   * @param ownRoots groups of keys at the top that the caller reads and checks itself
   * @throws BadInputException if a key is unknown or a value does not fit, also where no run uses
   *     it
   */
  public Configuration configure(Settings settings, String... ownRoots) {
    return new Configuration(settings, parts, ImmutableSet.copyOf(ownRoots));
  }

  /**
   * Carries out one run.
   *
   * @throws BadInputException if the spec names a part that was not found, or the workload's input
   *     is unusable
   * @throws dev.tollgate.core.error.InvariantViolation if a part contradicts itself at the end
   */
  public RunResult run(RunSpec spec) {
    return run(spec, events -> {});
  }

  /**
   * Carries out one run; {@code progress} hears, every few thousand events, how many more were
   * done.
   */
  public RunResult run(RunSpec spec, LongConsumer progress) {
    return new Simulation(spec, runParts(spec)).run(progress);
  }

  /** Carries out one run again before a witness, who sees what happens and changes nothing. */
  public RunResult run(RunSpec spec, Witness witness) {
    return new Simulation(spec, runParts(spec)).run(events -> {}, witness);
  }

  private RunParts runParts(RunSpec spec) {
    return new RunParts(
        spec.iommu().equals(RunSpec.OFF) ? null : part("IOMMU", spec.iommu(), wiring.iommus()),
        part("policy", spec.policy(), wiring.policies()),
        spec.allocator().equals(RunSpec.NONE)
            ? null
            : part("allocator", spec.allocator(), wiring.allocators()),
        part("workload", spec.workload(), wiring.workloads()),
        spec.environment().equals(RunSpec.BARE_METAL)
            ? null
            : part("environment", spec.environment(), wiring.environments()),
        policiesOfDevices(spec));
  }

  private ImmutableMap<String, ProtectionPolicyFactory> policiesOfDevices(RunSpec spec) {
    ImmutableMap.Builder<String, ProtectionPolicyFactory> factories = ImmutableMap.builder();
    for (String name : ImmutableSortedSet.copyOf(DevicePolicies.of(spec).values())) {
      factories.put(name, part("policy", name, wiring.policies()));
    }
    return factories.buildOrThrow();
  }

  private static <T> T part(String kind, String name, ImmutableSortedMap<String, T> found) {
    T factory = found.get(name);
    if (factory == null) {
      throw new BadInputException(
          "there is no %s '%s'; there are: %s"
              .formatted(kind, name, String.join(", ", found.keySet())));
    }
    return factory;
  }
}
