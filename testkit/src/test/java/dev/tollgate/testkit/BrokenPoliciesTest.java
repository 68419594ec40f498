package dev.tollgate.testkit;

import static dev.tollgate.core.spi.IommuCapability.SELECTIVE_INVALIDATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testkit.BrokenPolicy.Defect;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of policies catches each of them when it leaves out a single thing once. */
class BrokenPoliciesTest {

  private static final int SEQUENCES = 10;
  private static final int COMMANDS = 300;

  private static final PolicyPromises STRICT = new PolicyPromises(true, false, false, true, true);
  private static final PolicyPromises KEEPING =
      new PolicyPromises(false, false, false, false, true);
  private static final PolicyPromises COPYING = new PolicyPromises(true, true, false, true, true);
  private static final PolicyPromises SHADOWING =
      new PolicyPromises(true, true, false, false, true);

  static List<Arguments> defects() {
    List<Arguments> cases = new ArrayList<>();
    PolicyVariant bounce = PolicyVariant.of("bounce", "pool=256K");
    PolicyVariant ends = PolicyVariant.of("bounce", "pool=256K", "buffers=ends");
    PolicyVariant shadow = PolicyVariant.of("shadow", "preserve=true");
    for (int which : new int[] {1, 3, 10}) {
      for (IommuVariant unit :
          List.of(WorstCaseIommu.variant(), WorstCaseIommu.variant(SELECTIVE_INVALIDATION))) {
        for (String strict : List.of("strict", "batched", "contiguous", "pooled")) {
          add(cases, PolicyVariant.of(strict), Defect.INVALIDATION, which, unit, STRICT);
          add(cases, PolicyVariant.of(strict), Defect.FRAME, which, unit, STRICT);
        }
        add(cases, bounce, Defect.INVALIDATION, which, unit, COPYING);
        add(cases, ends, Defect.INVALIDATION, which, unit, COPYING);
        add(
            cases,
            PolicyVariant.of("cached", "capacity=48", "batch=1"),
            Defect.INVALIDATION,
            which,
            unit,
            KEEPING);
        add(
            cases,
            PolicyVariant.of("deferred-queue", "places=64"),
            Defect.INVALIDATION,
            which,
            unit,
            KEEPING);
      }
      IommuVariant unit = WorstCaseIommu.variant();
      add(cases, PolicyVariant.of("never-free"), Defect.INVALIDATION, which, unit, KEEPING);
      add(cases, shadow, Defect.INVALIDATION, which, unit, SHADOWING);
      for (Defect defect : Defect.values()) {
        if (defect != Defect.INVALIDATION) {
          add(cases, bounce, defect, which, unit, COPYING);
          add(cases, ends, defect, which, unit, COPYING);
          add(cases, shadow, defect, which, unit, SHADOWING);
        }
      }
      add(
          cases,
          PolicyVariant.of("identity"),
          Defect.FRAME,
          1,
          unit,
          new PolicyPromises(false, false, false, true, true));
    }
    return cases;
  }

  private static void add(
      List<Arguments> cases,
      PolicyVariant sound,
      Defect defect,
      int which,
      IommuVariant unit,
      PolicyPromises promises) {
    PolicyVariant broken =
        new PolicyVariant(
            sound.name(), new BrokenPolicy(sound.factory(), defect, which), sound.parameters());
    cases.add(Arguments.of(broken, defect, which, unit, promises));
  }

  @ParameterizedTest(name = "{0} without {1} no. {2} on {3}")
  @MethodSource("defects")
  void isFound(
      PolicyVariant broken, Defect defect, int which, IommuVariant unit, PolicyPromises promises) {
    int found = 0;
    for (int seed = 0; seed < SEQUENCES && found == 0; seed++) {
      try {
        new PolicyPlayer(broken, unit, promises).play(commands(seed));
      } catch (AssertionError | RuntimeException e) {
        found++;
      }
    }
    assertThat(found).as("sequences that find it").isPositive();
  }

  static List<Arguments> ofOneDefectEach() {
    return defects().stream().filter(arguments -> arguments.get()[2].equals(1)).toList();
  }

  /** What makes the contract fail is the defect, not the promises. */
  @ParameterizedTest(name = "{0} with {1} on {3}")
  @MethodSource("ofOneDefectEach")
  void passesWithoutTheDefect(
      PolicyVariant broken, Defect defect, int which, IommuVariant unit, PolicyPromises promises) {
    BrokenPolicy policy = (BrokenPolicy) broken.factory();
    PolicyVariant sound =
        new PolicyVariant(
            broken.name(),
            new BrokenPolicy(policy.sound(), defect, Integer.MAX_VALUE),
            broken.parameters());
    PolicyPlayer player = new PolicyPlayer(sound, unit, promises);
    player.play(commands(0));
    player.checkReport();
  }

  private static List<DmaCommand> commands(int seed) {
    DmaCommands language = new DmaCommands();
    Random random = new Random(seed);
    List<DmaCommand> commands = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      commands.add(language.random(random));
    }
    return commands;
  }
}
