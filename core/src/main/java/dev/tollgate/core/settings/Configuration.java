package dev.tollgate.core.settings;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.tollgate.core.allocator.AllocatorAccounting;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.KernelSteps;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.run.DevicePolicies;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;

/**
 * Settings checked against the parts that exist: machines, cost profiles and the parameters of
 * every part, ready to be put together to a {@link RunSpec}.
 *
 * <p>Everything is checked when a configuration is made, also what no run will use. Immutable.
 */
public final class Configuration {

  static final ImmutableList<ParameterSpec> RUN =
      ImmutableList.of(
          ParameterSpec.integer(
              "seed",
              1,
              Long.MIN_VALUE,
              Long.MAX_VALUE,
              "Where all pseudo-random choices of a run come from."),
          ParameterSpec.flag(
              "dma-debug",
              false,
              "Whether the DMA API checks its callers as Linux's dma-debug does."),
          ParameterSpec.text(
              "policy-of",
              "",
              "Devices that have another policy than the run's: eth0=strict,"
                  + " 0000:00:04.0=deferred."),
          ParameterSpec.choice(
              "allocator-accounting",
              AllocatorAccounting.NONE.id(),
              AllocatorAccounting.ids(),
              "Whether account is kept of who holds which kernel memory, and how /proc/kmalloc"
                  + " shows it: with the defects of Linux-tiny's (tiny) or without (repaired)."));

  private final Machines machines;
  private final Costs costs;
  private final Parts parts;
  private final ImmutableMap<String, Parameters> parameters;
  private final Parameters run;
  private final ImmutableList<String> warnings;

  /**
   * Checks settings.
   *
   * @param parts what can be configured
   * @param callersRoots groups of keys at the top that the caller reads and checks itself
   * @throws BadInputException if a key is unknown or a value does not fit
   */
  public Configuration(Settings settings, Parts parts, ImmutableSet<String> callersRoots) {
    ConfigObject root = settings.merged().root();
    ParameterReader.checkKeys(root, Sets.union(Settings.ROOTS, callersRoots));
    this.parts = parts;
    costs = new Costs(section(root, "costs"), section(root, "cost"));
    machines = new Machines(section(root, "machines"), section(root, "machine"), costs.names());
    run = ParameterReader.read("run", RUN, section(root, "run"));
    parameters = parameters(root, parts);
    warnings = unknownSteps(settings);
  }

  private static ConfigObject section(ConfigObject root, String name) {
    ConfigValue value = root.get(name);
    return value == null ? ConfigFactory.empty().root() : ParameterReader.group(name, value);
  }

  private static ImmutableMap<String, Parameters> parameters(ConfigObject root, Parts parts) {
    ImmutableMap.Builder<String, Parameters> parameters = ImmutableMap.builder();
    for (String kind : Parts.KINDS) {
      ConfigObject section = section(root, kind);
      ParameterReader.checkKeys(kind, section, parts.of(kind).keySet());
      parts
          .of(kind)
          .forEach(
              (name, specs) -> {
                String path = kind + "." + name;
                parameters.put(path, ParameterReader.read(path, specs, section.get(name)));
              });
    }
    return parameters.buildOrThrow();
  }

  private ImmutableList<String> unknownSteps(Settings settings) {
    ConfigObject shipped = settings.defaults().root();
    ImmutableSortedSet.Builder<String> ids = ImmutableSortedSet.naturalOrder();
    ids.addAll(new Costs(section(shipped, "costs"), section(shipped, "cost")).steps());
    Steps.all().stream().map(Step::id).forEach(ids::add);
    KernelSteps.all().stream().map(Step::id).forEach(ids::add);
    ImmutableSortedSet<String> known = ids.build();
    return Sets.difference(costs.steps(), known).stream()
        .map(
            id ->
                "the price of "
                    + id
                    + " counts only if a plugin takes a step of this name"
                    + NearestName.hint(id, known, "steps"))
        .collect(ImmutableList.toImmutableList());
  }

  /** Names of the machines, those of the user included. */
  public ImmutableSortedSet<String> machines() {
    return machines.names();
  }

  /**
   * A machine, with what {@code machine} changes about it.
   *
   * @throws BadInputException if there is none of this name, or it cannot be changed so
   */
  public MachineProfile machine(String name) {
    return machines.profile(name);
  }

  /** Names of the cost profiles, those of the user included. */
  public ImmutableSortedSet<String> costProfiles() {
    return costs.names();
  }

  /**
   * A cost profile, with the prices that {@code cost} sets.
   *
   * @throws BadInputException if there is none of this name
   */
  public CostProfile costProfile(String name) {
    return costs.profile(name);
  }

  /**
   * The values of one part's parameters: those set, and defaults for the others.
   *
   * @param path of the part: {@code iommu.calgary}
   * @throws IllegalArgumentException if there is no such part
   */
  public Parameters parameters(String path) {
    Parameters values = parameters.get(path);
    if (values == null) {
      throw new IllegalArgumentException("no part " + path + "; known: " + parameters.keySet());
    }
    return values;
  }

  /**
   * What is not wrong but probably not meant, one sentence each: prices set for steps that no
   * shipped profile and no model of the core knows. For the record of a run.
   */
  public ImmutableList<String> warnings() {
    return warnings;
  }

  /**
   * One run of a combination that allocates nothing, with the values set for its parts.
   *
   * @param machine one of {@link #machines}
   * @param iommu a known IOMMU, or {@link RunSpec#OFF}
   * @param policy a known policy; {@link RunSpec#OFF} exactly when the IOMMU is
   * @param workload a known workload
   * @throws BadInputException if a name is unknown or the machine cannot be changed as asked
   */
  public RunSpec runSpec(String machine, String iommu, String policy, String workload) {
    return runSpec(machine, iommu, policy, RunSpec.NONE, workload);
  }

  /**
   * One run of a combination on bare metal, with the values set for its parts.
   *
   * @param machine one of {@link #machines}
   * @param iommu a known IOMMU, or {@link RunSpec#OFF}
   * @param policy a known policy; {@link RunSpec#OFF} exactly when the IOMMU is
   * @param allocator a known allocator, or {@link RunSpec#NONE}
   * @param workload a known workload
   * @throws BadInputException if a name is unknown or the machine cannot be changed as asked
   */
  public RunSpec runSpec(
      String machine, String iommu, String policy, String allocator, String workload) {
    return runSpec(machine, RunSpec.BARE_METAL, iommu, policy, allocator, workload);
  }

  /**
   * One run of a combination in an environment, with the values set for its parts.
   *
   * @param machine one of {@link #machines}
   * @param environment a known environment, or {@link RunSpec#BARE_METAL}
   * @param iommu a known IOMMU, or {@link RunSpec#OFF}
   * @param policy a known policy; {@link RunSpec#OFF} exactly when the IOMMU is
   * @param allocator a known allocator, or {@link RunSpec#NONE}
   * @param workload a known workload
   * @throws BadInputException if a name is unknown or the machine cannot be changed as asked
   */
  public RunSpec runSpec(
      String machine,
      String environment,
      String iommu,
      String policy,
      String allocator,
      String workload) {
    MachineProfile profile = machine(machine);
    if (iommu.equals(RunSpec.OFF) != policy.equals(RunSpec.OFF)) {
      throw new BadInputException(
          "IOMMU %s cannot go with policy %s: %s goes with %s only"
              .formatted(iommu, policy, RunSpec.OFF, RunSpec.OFF));
    }
    ImmutableMap.Builder<String, Parameters> chosen = ImmutableMap.builder();
    choose("iommu", "IOMMU", "IOMMUs", iommu, RunSpec.OFF, chosen);
    choose("policy", "policy", "policies", policy, RunSpec.OFF, chosen);
    choose("allocator", "allocator", "allocators", allocator, RunSpec.NONE, chosen);
    choose("workload", "workload", "workloads", workload, "", chosen);
    choose("environment", "environment", "environments", environment, RunSpec.BARE_METAL, chosen);
    if (!iommu.equals(RunSpec.OFF)) {
      chooseOfDevices(policy, chosen);
    }
    return new RunSpec(
        profile,
        costProfile(profile.costProfile()),
        iommu,
        policy,
        allocator,
        workload,
        environment,
        chosen.buildOrThrow(),
        run.flag("dma-debug"),
        AllocatorAccounting.of(run.text("allocator-accounting")),
        run.integer("seed"));
  }

  private void chooseOfDevices(String policy, ImmutableMap.Builder<String, Parameters> chosen) {
    ImmutableSortedMap<String, String> policies = DevicePolicies.read(run.text("policy-of"));
    for (String other : ImmutableSortedSet.copyOf(policies.values())) {
      if (other.equals(RunSpec.OFF)) {
        throw new BadInputException(
            "run.policy-of: policy off goes with IOMMU off only; identity leaves a device all of"
                + " memory");
      }
      if (!other.equals(policy)) {
        choose("policy", "policy", "policies", other, "", chosen);
      }
    }
    if (!policies.isEmpty()) {
      chosen.put(DevicePolicies.PATH, DevicePolicies.toParameters(policies));
    }
  }

  private void choose(
      String kind,
      String one,
      String many,
      String name,
      String nothing,
      ImmutableMap.Builder<String, Parameters> chosen) {
    Parameters values = parameters.get(kind + "." + name);
    if (values != null) {
      chosen.put(kind + "." + name, values);
    } else if (!name.equals(nothing)) {
      throw new BadInputException(
          "unknown " + one + " " + name + NearestName.hint(name, parts.of(kind).keySet(), many));
    }
  }
}
