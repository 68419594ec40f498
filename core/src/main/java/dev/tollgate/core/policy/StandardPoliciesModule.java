package dev.tollgate.core.policy;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.ProtectionPolicyFactory;

/** Binds the factories of this package by the names users know them by. */
final class StandardPoliciesModule extends AbstractModule {

  @Override
  protected void configure() {
    MapBinder<String, ProtectionPolicyFactory> policies =
        MapBinder.newMapBinder(binder(), String.class, ProtectionPolicyFactory.class);
    policies.addBinding("off").to(OffPolicyFactory.class);
    policies.addBinding("strict").to(StrictPolicyFactory.class);
    policies.addBinding("deferred").to(DeferredPolicyFactory.class);
    policies.addBinding("deferred-queue").to(DeferredQueuePolicyFactory.class);
    policies.addBinding("cached").to(CachedPolicyFactory.class);
    policies.addBinding("never-free").to(NeverFreePolicyFactory.class);
    policies.addBinding("pre-allocated").to(PreAllocatedPolicyFactory.class);
    policies.addBinding("bounce").to(BouncePolicyFactory.class);
    policies.addBinding("shadow").to(ShadowPolicyFactory.class);
    policies.addBinding("batched").to(BatchedPolicyFactory.class);
    policies.addBinding("pooled").to(PooledPolicyFactory.class);
    policies.addBinding("contiguous").to(ContiguousPolicyFactory.class);
    policies.addBinding("identity").to(IdentityPolicyFactory.class);
    policies.addBinding("native").to(NativePolicyFactory.class);
  }
}
