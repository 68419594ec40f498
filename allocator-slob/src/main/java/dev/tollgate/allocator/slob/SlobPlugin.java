package dev.tollgate.allocator.slob;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** The plugin that brings the memory allocator {@code slob}. */
public final class SlobPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "allocator-slob";
  }

  @Override
  public Module module() {
    return new SlobModule();
  }
}
