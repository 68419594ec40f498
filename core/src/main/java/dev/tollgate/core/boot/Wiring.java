package dev.tollgate.core.boot;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import com.google.inject.spi.Element;
import com.google.inject.spi.Elements;
import com.google.inject.spi.Message;
import com.google.inject.util.Types;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.HypervisorFactory;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.core.spi.WorkloadFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the plugins contribute, wired: made once at start-up, after which no injector is needed.
 *
 * @param plugins sorted by id
 * @param allocators factories by name
 * @param environments factories of hypervisors by the name of the environment
 * @param iommus factories by name
 * @param policies factories by name
 * @param workloads factories by name
 */
record Wiring(
    ImmutableList<PluginInfo> plugins,
    ImmutableSortedMap<String, AllocatorFactory> allocators,
    ImmutableSortedMap<String, HypervisorFactory> environments,
    ImmutableSortedMap<String, IommuFactory> iommus,
    ImmutableSortedMap<String, ProtectionPolicyFactory> policies,
    ImmutableSortedMap<String, WorkloadFactory> workloads) {

  private static final String BYTECODE_GENERATION = "guice_bytecode_gen_option";

  /**
   * Wires plugins.
   *
   * @throws BadInputException if one cannot be wired, or two contribute parts of the same name
   */
  static Wiring of(ImmutableList<LoadedPlugin> plugins) {
    // Read by Guice when its classes load. Nothing here intercepts methods, and the classes Guice
    // would generate for that make JDK 24 and later warn about Unsafe.
    if (System.getProperty(BYTECODE_GENERATION) == null) {
      System.setProperty(BYTECODE_GENERATION, "DISABLED");
    }
    List<PluginInfo> infos = new ArrayList<>();
    List<Module> modules = new ArrayList<>();
    Map<String, LoadedPlugin> owners = new HashMap<>();
    for (LoadedPlugin plugin : plugins) {
      try {
        List<Element> elements = Elements.getElements(Stage.PRODUCTION, plugin.module());
        refuseErrors(elements, plugin);
        ImmutableList<String> parts = Contributions.of(elements);
        parts.forEach(part -> claim(part, plugin, owners));
        infos.add(new PluginInfo(plugin.id(), plugin.version(), plugin.location(), parts));
        modules.add(Elements.getModule(elements));
      } catch (BadInputException e) {
        throw e;
      } catch (RuntimeException | LinkageError e) {
        throw new BadInputException("plugin " + plugin + " cannot be wired: " + e, e);
      }
    }
    try {
      Injector injector = Guice.createInjector(Stage.PRODUCTION, new TollgateModule(modules));
      return new Wiring(
          ImmutableList.copyOf(infos),
          factories(injector, AllocatorFactory.class),
          factories(injector, HypervisorFactory.class),
          factories(injector, IommuFactory.class),
          factories(injector, ProtectionPolicyFactory.class),
          factories(injector, WorkloadFactory.class));
    } catch (CreationException e) {
      throw unwirable(plugins, e.getErrorMessages(), e);
    } catch (ProvisionException e) {
      throw unwirable(plugins, e.getErrorMessages(), e);
    }
  }

  /** Guice keeps what goes wrong in a module as an element; here it is still known whose it is. */
  private static void refuseErrors(List<Element> elements, LoadedPlugin plugin) {
    for (Element element : elements) {
      if (element instanceof Message message) {
        throw new BadInputException(
            "plugin " + plugin + " cannot be wired: " + message.getMessage(), message.getCause());
      }
    }
  }

  private static void claim(String part, LoadedPlugin plugin, Map<String, LoadedPlugin> owners) {
    LoadedPlugin other = owners.put(part, plugin);
    if (other != null) {
      throw new BadInputException(
          "plugins %s and %s both contribute %s; remove one".formatted(other, plugin, part));
    }
  }

  private static BadInputException unwirable(
      ImmutableList<LoadedPlugin> plugins, Collection<Message> messages, Exception cause) {
    return new BadInputException(
        "the plugins cannot be wired: "
            + messages.stream()
                .map(message -> message.getMessage() + " at " + message.getSource())
                .collect(Collectors.joining("; "))
            + "; plugins: "
            + plugins,
        cause);
  }

  private static <T> ImmutableSortedMap<String, T> factories(Injector injector, Class<T> type) {
    @SuppressWarnings("unchecked") // The key names the very type.
    Key<Map<String, T>> key = (Key<Map<String, T>>) Key.get(Types.mapOf(String.class, type));
    return ImmutableSortedMap.copyOf(injector.getInstance(key));
  }
}
