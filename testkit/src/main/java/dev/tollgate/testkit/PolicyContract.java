package dev.tollgate.testkit;

import static dev.tollgate.core.spi.IommuCapability.FAULTS_ON_UNMAPPED;
import static dev.tollgate.core.spi.IommuCapability.INVALIDATES_ON_MAP;
import static dev.tollgate.core.spi.IommuCapability.READ_ONLY_ENTRIES;
import static dev.tollgate.core.spi.IommuCapability.SELECTIVE_INVALIDATION;
import static dev.tollgate.core.spi.IommuCapability.WRITE_ONLY_ENTRIES;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.IommuCapability;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every protection policy must do, whatever it promises beyond that: a policy's own test
 * extends this class and names the {@link #variants} to test.
 *
 * <p>Each is tested on each {@link WorstCaseIommu} of {@link #units}, by a driver that maps,
 * synchronises and unmaps buffers at random, alone, in lists and in batches, until I/O pages run
 * short, and a device that reads and writes their bytes. A unit that the policy refuses must be
 * refused with a reason. The time stands still, so nothing that needs time happens: a policy that
 * gives up its last I/O pages by a timer must do so in {@link
 * dev.tollgate.core.spi.ProtectionPolicy#close} at the latest.
 *
 * <p>Not every policy keeps old translations from shadowing new mappings ({@link #mayBeShadowed}).
 * Where they do, the exposure ledger must have seen it, the unit is made to forget, and only then
 * the mapping must carry its own bytes. So for such a policy the bytes test its entries, not the
 * time at which it invalidates.
 *
 * <pre>{@code
 * class StrictPolicyContractTest extends PolicyContract {
 *   @Override
 *   protected ImmutableList<PolicyVariant> variants() {
 *     return ImmutableList.of(PolicyVariant.of("strict"));
 *   }
 *
 *   @Override
 *   protected boolean promisesNoStaleReach() {
 *     return true;
 *   }
 * }
 * }</pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PolicyContract {

  private static final int SEQUENCES = 10;
  private static final int COMMANDS = 300;

  /** The policy, with each choice of parameters that should be tested. */
  protected abstract ImmutableList<PolicyVariant> variants();

  /** Whether no device access reaches a buffer through its mapping once unmap has returned. */
  protected boolean promisesNoStaleReach() {
    return false;
  }

  /**
   * Whether, on a unit that can do this, an old translation still cached may stand in the way of a
   * new mapping of the same I/O page.
   */
  protected boolean mayBeShadowed(ImmutableSet<IommuCapability> capabilities) {
    return false;
  }

  /**
   * Whether I/O pages and entries are given back when unmap returns. A policy that keeps them for
   * longer keeps those of a map that fails halfway too.
   */
  protected boolean givesBackAtUnmap() {
    return true;
  }

  /**
   * Whether no byte beside a buffer is ever reachable through its mapping, and none can be changed.
   */
  protected boolean promisesNoNeighbourReach() {
    return false;
  }

  /**
   * Whether bytes of a buffer that the device is to write, but does not, are unchanged after unmap.
   */
  protected boolean keepsUnwrittenBytes() {
    return true;
  }

  /** The units to test on; these differ in all that a policy can ask of one. */
  protected ImmutableList<IommuVariant> units() {
    return ImmutableList.of(
        WorstCaseIommu.variant(),
        WorstCaseIommu.variant(
            SELECTIVE_INVALIDATION, FAULTS_ON_UNMAPPED, READ_ONLY_ENTRIES, WRITE_ONLY_ENTRIES),
        WorstCaseIommu.variant(INVALIDATES_ON_MAP),
        WorstCaseIommu.variant(INVALIDATES_ON_MAP, SELECTIVE_INVALIDATION, FAULTS_ON_UNMAPPED));
  }

  final List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (PolicyVariant variant : variants()) {
      units().forEach(unit -> cases.add(Arguments.of(variant, unit)));
    }
    return cases;
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("cases")
  void mappingsCarryTheirOwnBytesAndLeaveNothing(PolicyVariant variant, IommuVariant unit) {
    if (applies(variant, unit)) {
      new CommandSequence<>(new DmaCommands(), commands -> player(variant, unit).play(commands))
          .check(1, SEQUENCES, COMMANDS);
    }
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("cases")
  void mappingGoesOnWhenIoPagesWereShort(PolicyVariant variant, IommuVariant unit) {
    if (applies(variant, unit)) {
      PolicyPlayer player = player(variant, unit);
      int mapped = player.exhaust();
      assertThat(mapped).as("buffers mapped at once").isPositive();
      for (int i = 0; i < mapped; i++) {
        player.unmapOldest();
      }
      assertThat(player.exhaust()).as("buffers mapped at once, again").isEqualTo(mapped);
      player.finish();
    }
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("cases")
  void equalRunsHaveEqualFigures(PolicyVariant variant, IommuVariant unit) {
    if (applies(variant, unit)) {
      PolicyPlayer one = player(variant, unit);
      PolicyPlayer other = player(variant, unit);
      one.play(commands(7));
      other.play(commands(7));
      assertThat(other.figures()).isEqualTo(one.figures());
      one.checkReport();
    }
  }

  /** Whether the policy applies to the unit; a refusal must give a reason. */
  private static boolean applies(PolicyVariant variant, IommuVariant unit) {
    Applicability applicability = variant.factory().on(unit.capabilities());
    assertThat(variant.factory().on(unit.capabilities())).isEqualTo(applicability);
    if (applicability instanceof Applicability.NotApplicable refused) {
      assertThat(refused.reason()).as("why it does not apply").isNotBlank().doesNotEndWith(".");
      return false;
    }
    return true;
  }

  private PolicyPlayer player(PolicyVariant variant, IommuVariant unit) {
    return new PolicyPlayer(
        variant,
        unit,
        new PolicyPromises(
            promisesNoStaleReach(),
            promisesNoNeighbourReach(),
            mayBeShadowed(unit.capabilities()),
            givesBackAtUnmap(),
            keepsUnwrittenBytes()));
  }

  private static List<DmaCommand> commands(long seed) {
    DmaCommands language = new DmaCommands();
    Random random = new Random(seed);
    List<DmaCommand> commands = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      commands.add(language.random(random));
    }
    return commands;
  }
}
