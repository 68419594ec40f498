package dev.tollgate.allocator.slab;

import com.google.inject.Module;
import dev.tollgate.core.spi.TollgatePlugin;

/** The plugin that brings the memory allocator {@code slab}. */
public final class SlabPlugin implements TollgatePlugin {

  @Override
  public String id() {
    return "allocator-slab";
  }

  @Override
  public Module module() {
    return new SlabModule();
  }
}
