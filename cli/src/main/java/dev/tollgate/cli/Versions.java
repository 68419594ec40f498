package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.PluginInfo;
import dev.tollgate.core.boot.Tollgate;
import java.util.List;

/** Versions of this program and what it runs on. */
final class Versions {

  private Versions() {}

  /** Version of Tollgate; "unversioned" where it does not run from its jar. */
  static String tollgate() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "unversioned" : version;
  }

  static List<String> lines(Tollgate tollgate) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    lines.add("tollgate " + tollgate());
    lines.add(
        "Java %s (%s)"
            .formatted(System.getProperty("java.version"), System.getProperty("java.vm.name")));
    for (PluginInfo plugin : tollgate.plugins()) {
      lines.add("plugin " + plugin.id() + " " + plugin.version());
    }
    return lines.build();
  }
}
