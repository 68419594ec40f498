package dev.tollgate.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import org.junit.jupiter.api.Test;

/** Runs in which a device has a policy of its own. */
class DevicePoliciesRunTest {

  private static final Parameters VALUES =
      new Parameters("policy.other", ImmutableSortedMap.of("pages", 7L));

  private final FakeParts parts = new FakeParts();
  private final OtherFactory other = new OtherFactory();

  private void run(String policyOf) {
    RunParts fake = parts.behindIommu();
    RunSpec spec =
        FakeParts.spec("fake", false, 1)
            .withParameters(
                ImmutableMap.of(
                    "policy.other",
                    VALUES,
                    DevicePolicies.PATH,
                    DevicePolicies.toParameters(DevicePolicies.read(policyOf))));
    new Simulation(
            spec,
            new RunParts(
                fake.iommu(),
                fake.policy(),
                null,
                fake.workload(),
                null,
                ImmutableMap.of("other", other)))
        .run(events -> {});
  }

  @Test
  void aDeviceGetsItsOwnPolicyWithItsValuesAndTheOthersTheRuns() {
    run("nic=other");
    assertThat(parts.diary)
        .contains("other policy for nic " + VALUES, "policy made for disk")
        .doesNotContain("policy made for nic");
  }

  @Test
  void refusesADeviceThatTheWorkloadDoesNotHave() {
    assertThatThrownBy(() -> run("nick=other"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("run.policy-of: workload fake has no device nick; it has disk, nic");
  }

  @Test
  void refusesAPolicyThatDoesNotApply() {
    other.applicability = Applicability.notApplicable("it never does");
    assertThatThrownBy(() -> run("nic=other"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("policy other is not applicable to IOMMU fake: it never does");
  }

  private final class OtherFactory implements ProtectionPolicyFactory {

    private Applicability applicability = Applicability.applicable();

    @Override
    public String description() {
      return "Another.";
    }

    @Override
    public ImmutableList<ParameterSpec> parameters() {
      return ImmutableList.of();
    }

    @Override
    public Applicability on(ImmutableSet<IommuCapability> capabilities) {
      return applicability;
    }

    @Override
    public ProtectionPolicy create(PolicyContext context, Parameters parameters) {
      parts.diary.add("other policy for " + context.device().name() + " " + parameters);
      return new PassedPolicy();
    }
  }
}
