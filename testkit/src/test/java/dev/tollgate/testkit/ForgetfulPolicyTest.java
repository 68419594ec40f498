package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.Applicability;
import dev.tollgate.core.spi.DmaDomain;
import dev.tollgate.core.spi.IommuCapability;
import dev.tollgate.core.spi.IovaAllocator;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.PolicyContext;
import dev.tollgate.core.spi.ProtectionPolicy;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract catches a strict policy that leaves out a single invalidation. */
class ForgetfulPolicyTest {

  private static final PolicyVariant STRICT = PolicyVariant.of("strict");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneInvalidationLeftOutIsFound(boolean promisesNoStaleReach) {
    PolicyVariant forgetful = new PolicyVariant("forgetful", new Forgetful(), Parameters.NONE);
    PolicyContract contract =
        new PolicyContract() {
          @Override
          protected ImmutableList<PolicyVariant> variants() {
            return ImmutableList.of(forgetful);
          }

          @Override
          protected boolean promisesNoStaleReach() {
            return promisesNoStaleReach;
          }
        };
    IommuVariant unit = WorstCaseIommu.variant(IommuCapability.SELECTIVE_INVALIDATION);
    assertThatThrownBy(() -> contract.mappingsCarryTheirOwnBytesAndLeaveNothing(forgetful, unit))
        .isInstanceOf(FailedSequence.class)
        .hasStackTraceContaining(promisesNoStaleReach ? "late" : "shadows");
  }

  /** Makes strict policies whose third invalidation never reaches the unit. */
  private static final class Forgetful implements ProtectionPolicyFactory {

    @Override
    public String description() {
      return "Strict, but for one invalidation.";
    }

    @Override
    public ImmutableList<ParameterSpec> parameters() {
      return ImmutableList.of();
    }

    @Override
    public Applicability on(ImmutableSet<IommuCapability> capabilities) {
      return Applicability.applicable();
    }

    @Override
    public ProtectionPolicy create(PolicyContext context, Parameters parameters) {
      DmaDomain domain = new ForgetfulDomain(context.domain());
      return STRICT
          .factory()
          .create(new PolicyContext(context.machine(), context.device(), domain), parameters);
    }
  }

  private static final class ForgetfulDomain implements DmaDomain {

    private final DmaDomain domain;
    private int invalidations;

    ForgetfulDomain(DmaDomain domain) {
      this.domain = domain;
    }

    @Override
    public ImmutableSet<IommuCapability> capabilities() {
      return domain.capabilities();
    }

    @Override
    public IovaAllocator iova() {
      return domain.iova();
    }

    @Override
    public void map(long ioPage, int pages, long frame, DmaDirection direction) {
      domain.map(ioPage, pages, frame, direction);
    }

    @Override
    public void unmap(long ioPage, int pages) {
      domain.unmap(ioPage, pages);
    }

    @Override
    public boolean invalidate(long ioPage, int pages) {
      return ++invalidations == 3 || domain.invalidate(ioPage, pages);
    }

    @Override
    public boolean invalidateAll() {
      return domain.invalidateAll();
    }

    @Override
    public void endOfCall() {
      domain.endOfCall();
    }
  }
}
