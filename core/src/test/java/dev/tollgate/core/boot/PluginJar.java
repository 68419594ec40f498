package dev.tollgate.core.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.spi.TollgatePlugin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A plugin jar as a stranger would build it: compiled from source against the core. */
final class PluginJar {

  private static final String SERVICES = "META-INF/services/" + TollgatePlugin.class.getName();

  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  /** Shared, because opening the class path takes longer than compiling. */
  private static final StandardJavaFileManager FILES =
      COMPILER.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);

  private final Map<String, byte[]> entries = new TreeMap<>();
  private final Map<String, String> sources = new TreeMap<>();
  private final List<String> left = new ArrayList<>();
  private final Map<String, String> misnamed = new TreeMap<>();
  private String version = "";

  /** A jar with one plugin in it: its id and the body of {@code configure()}. */
  static PluginJar of(String className, String id, String bindings) {
    return new PluginJar().plugin(className, id, bindings).service(className);
  }

  PluginJar plugin(String className, String id, String bindings) {
    return source(
        className,
        """
        package strange;
        import com.google.common.collect.*;
        import com.google.inject.*;
        import com.google.inject.multibindings.MapBinder;
        import dev.tollgate.core.spi.*;
        public class %1$s implements TollgatePlugin {
          public String id() { return %2$s; }
          public com.google.inject.Module module() {
            return new AbstractModule() {
              @Override protected void configure() { %3$s }
            };
          }
          static Class<? extends IommuFactory> unit() { return Unit.class; }
          public static class Unit implements IommuFactory {
            @jakarta.inject.Inject Unit() {}
            public String description() { return "A unit."; }
            public ImmutableList<ParameterSpec> parameters() {
              return ImmutableList.of(ParameterSpec.integer("ways", 4, 1, 8, "Ways."));
            }
            public ImmutableSet<IommuCapability> capabilities(Parameters p) {
              return ImmutableSet.of();
            }
            public Iommu create(IommuContext c, Parameters p) {
              throw new UnsupportedOperationException();
            }
          }
          public static class Heap implements AllocatorFactory {
            @jakarta.inject.Inject Heap() {}
            public String description() { return "A heap."; }
            public ImmutableList<ParameterSpec> parameters() {
              return ImmutableList.of(ParameterSpec.integer("lists", 3, 1, 8, "Lists."));
            }
            public KernelAllocator create(AllocatorContext c, Parameters p) {
              throw new UnsupportedOperationException();
            }
          }
          public static class NoInject extends Unit { NoInject() {} }
          public static class Needy extends Unit { @jakarta.inject.Inject Needy(Runnable r) {} }
          public static class Failing extends Unit {
            @jakarta.inject.Inject Failing() { throw new IllegalStateException("no such luck"); }
          }
        }
        """
            .formatted(className, id, bindings));
  }

  /** Binding code that contributes a memory allocator. */
  static String allocator(String name) {
    return "MapBinder.newMapBinder(binder(), String.class, AllocatorFactory.class)"
        + ".addBinding(\"%s\").to(Heap.class);".formatted(name);
  }

  /** Binding code that contributes an IOMMU. */
  static String iommu(String name, String type) {
    return "MapBinder.newMapBinder(binder(), String.class, IommuFactory.class).addBinding(\"%s\")"
            .formatted(name)
        + ".to(%s.class);".formatted(type);
  }

  PluginJar source(String className, String text) {
    sources.put(className, text);
    return this;
  }

  /** Lists a class of package {@code strange} in the services file. */
  PluginJar service(String className) {
    byte[] before = entries.getOrDefault(SERVICES, new byte[0]);
    String text = new String(before, StandardCharsets.UTF_8) + "strange." + className + " # one\n";
    return file(SERVICES, text);
  }

  PluginJar file(String name, String text) {
    entries.put(name, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  PluginJar version(String version) {
    this.version = version;
    return this;
  }

  /** Packs the class file of one class under the name of another, which makes it invalid. */
  PluginJar misname(String className, String wrongName) {
    misnamed.put("strange/" + className + ".class", "strange/" + wrongName + ".class");
    return this;
  }

  /** Leaves a class out of the jar that others in it need. */
  PluginJar without(String className) {
    left.add("strange/" + className + ".class");
    return this;
  }

  /** Compiles and packs everything. */
  Path write(Path jar) {
    try {
      Path work = Files.createTempDirectory(jar.getParent(), "compile");
      compile(work);
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      if (!version.isEmpty()) {
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
      }
      try (OutputStream file = Files.newOutputStream(jar);
          JarOutputStream out = new JarOutputStream(file, manifest)) {
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
          out.putNextEntry(new JarEntry(entry.getKey()));
          out.write(entry.getValue());
        }
      }
      return jar;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void compile(Path work) throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-nowarn",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                work.toString()));
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = work.resolve(source.getKey() + ".java");
      Files.writeString(file, source.getValue());
      files.add(file);
    }
    boolean compiled =
        COMPILER
            .getTask(null, FILES, null, arguments, null, FILES.getJavaFileObjectsFromPaths(files))
            .call();
    assertThat(compiled).as("javac").isTrue();
    try (Stream<Path> walk = Files.walk(work)) {
      for (Path file : walk.filter(path -> path.toString().endsWith(".class")).toList()) {
        String name = work.relativize(file).toString();
        if (!left.contains(name)) {
          entries.put(misnamed.getOrDefault(name, name), Files.readAllBytes(file));
        }
      }
    }
  }
}
