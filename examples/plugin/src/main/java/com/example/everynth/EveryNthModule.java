package com.example.everynth;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import dev.tollgate.core.spi.ProtectionPolicyFactory;

/** Binds the factory by the name users know the policy by. */
final class EveryNthModule extends AbstractModule {

  @Override
  protected void configure() {
    MapBinder.newMapBinder(binder(), String.class, ProtectionPolicyFactory.class)
        .addBinding("every-nth")
        .to(EveryNthFactory.class);
  }
}
