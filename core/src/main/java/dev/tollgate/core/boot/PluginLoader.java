package dev.tollgate.core.boot;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.inject.Module;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.Names;
import dev.tollgate.core.spi.TollgatePlugin;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the plugins and refuses what is ambiguous or broken, naming the jar: an id that is blank,
 * malformed or used twice, a class that two jars offer or that cannot be started.
 */
final class PluginLoader {

  private final ClassLoader loader;
  private final ImmutableListMultimap<String, String> locations;

  private PluginLoader(ClassLoader loader) {
    this.loader = loader;
    this.locations = ProviderFiles.read(loader);
  }

  /** All plugins that {@code loader} sees, sorted by id, whatever the order of the class path. */
  static ImmutableList<LoadedPlugin> load(ClassLoader loader) {
    return new PluginLoader(loader).load();
  }

  private ImmutableList<LoadedPlugin> load() {
    locations
        .asMap()
        .forEach(
            (type, places) -> {
              if (places.size() > 1) {
                throw new BadInputException(
                    "plugin class %s is offered twice, by %s; remove all but one"
                        .formatted(type, String.join(" and ", places)));
              }
            });
    TreeMap<String, LoadedPlugin> byId = new TreeMap<>();
    Iterator<ServiceLoader.Provider<TollgatePlugin>> providers =
        ServiceLoader.load(TollgatePlugin.class, loader).stream().iterator();
    for (ServiceLoader.Provider<TollgatePlugin> found = next(providers);
        found != null;
        found = next(providers)) {
      LoadedPlugin plugin = start(found);
      LoadedPlugin twin = byId.put(plugin.id(), plugin);
      if (twin != null) {
        throw new BadInputException(
            "two plugins have the id %s: one in %s, one in %s; remove or rename one"
                .formatted(plugin.id(), twin.location(), plugin.location()));
      }
    }
    return ImmutableList.copyOf(byId.values());
  }

  private ServiceLoader.@Nullable Provider<TollgatePlugin> next(
      Iterator<ServiceLoader.Provider<TollgatePlugin>> providers) {
    try {
      return providers.hasNext() ? providers.next() : null;
    } catch (ServiceConfigurationError | LinkageError e) {
      throw broken(culprit(e), e);
    }
  }

  private LoadedPlugin start(ServiceLoader.Provider<TollgatePlugin> provider) {
    Class<? extends TollgatePlugin> type = provider.type();
    String place = Locations.of(type);
    String what = "plugin class " + type.getName() + " in " + place;
    String id;
    Module module;
    try {
      TollgatePlugin plugin = provider.get();
      id = plugin.id();
      module = plugin.module();
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      throw broken(what, e);
    }
    if (!isWellFormed(id)) {
      throw new BadInputException(
          "%s has the id \"%s\"; expected %s".formatted(what, id, Names.FORM));
    }
    if (isMissing(module)) {
      throw new BadInputException(what + " has no module");
    }
    String version = type.getPackage().getImplementationVersion();
    return new LoadedPlugin(id, version == null ? "unversioned" : version, place, module);
  }

  // Plugins need not be null-checked by their authors.
  private static boolean isWellFormed(@Nullable String id) {
    return id != null && Names.isWellFormed(id);
  }

  private static boolean isMissing(@Nullable Module module) {
    return module == null;
  }

  /** The plugin class that cannot even be loaded, as far as the error or a second try tells. */
  private String culprit(Throwable error) {
    String message = String.valueOf(error.getMessage());
    for (String type : locations.keySet()) {
      if (message.contains(type) || !isLoadable(type)) {
        List<String> places = locations.get(type);
        return "plugin class " + type + " in " + String.join(" and ", places);
      }
    }
    return "a plugin";
  }

  private boolean isLoadable(String type) {
    try {
      Class.forName(type, false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static BadInputException broken(String what, Throwable error) {
    Throwable cause =
        error instanceof ServiceConfigurationError && error.getCause() != null
            ? error.getCause()
            : error;
    return new BadInputException(what + " cannot be started: " + cause, error);
  }
}
