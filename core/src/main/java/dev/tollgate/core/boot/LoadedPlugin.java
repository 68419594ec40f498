package dev.tollgate.core.boot;

import com.google.inject.Module;

/**
 * A plugin whose class could be loaded and whose id is valid, not yet wired.
 *
 * @param id its own name
 * @param version of its jar
 * @param location of its jar or folder
 * @param module its bindings
 */
record LoadedPlugin(String id, String version, String location, Module module) {

  @Override
  public String toString() {
    return id + " (" + location + ")";
  }
}
