package dev.tollgate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A checkout as a new user has it after the first build: {@code ./tollgate} starts the program that
 * is being tested, a trace of the user's own lies at home, an experiment of the user's own beside
 * the others.
 */
final class Checkout implements AutoCloseable {

  static final Path SOURCES = Path.of("..").toAbsolutePath().normalize();
  private static final Path SHARED = SOURCES.resolveSibling("shared");
  private static final long PATIENCE_MINUTES = 5;

  private final Path folder;
  private final Path home;
  private final Path shared;

  /** What a command did. */
  record Outcome(int exitCode, String out, String err) {}

  Checkout(Path parent) throws IOException {
    folder = Files.createDirectories(parent.resolve("tollgate"));
    home = Files.createDirectories(parent.resolve("home"));
    copy(SOURCES.resolve("experiments"), folder.resolve("experiments"));
    copy(SOURCES.resolve("examples"), folder.resolve("examples"));
    shared = parent.resolve("shared");
    if (Files.isDirectory(SHARED)) {
      Files.createSymbolicLink(shared, SHARED);
    }
    Files.copy(
        SOURCES.resolve("examples/traces/tx16k-strict.ftrace.gz"), home.resolve("my.ftrace.gz"));
    Path start = folder.resolve("tollgate");
    Files.writeString(
        start,
        """
        #!/bin/sh
        path='%s'
        for jar in '%s'/plugins/*.jar; do
          [ ! -f "$jar" ] || path=$path:$jar
        done
        exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 '-Dtollgate.home=%s' -cp "$path" \
        dev.tollgate.cli.Main "$@"
        """
            .formatted(
                classPath(),
                folder,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                folder));
    assertThat(start.toFile().setExecutable(true)).isTrue();
  }

  /** What the program runs with: not the plugins that only tests bring. */
  private static String classPath() {
    return Splitter.on(File.pathSeparatorChar)
        .splitToStream(System.getProperty("java.class.path"))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  Path folder() {
    return folder;
  }

  /** Lets go of what belongs to others. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(shared);
  }

  /** Runs a command in a shell; what it prints is UTF-8. */
  Outcome run(String command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(home, "out", "");
    Path err = Files.createTempFile(home, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", command)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("HOME", home.toString());
    builder.environment().put("CI", "true");
    Process process = builder.start();
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("no end after " + PATIENCE_MINUTES + " minutes: " + command);
    }
    return new Outcome(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  /** Does what {@code mvn -f examples/plugin verify} does, short of its tests. */
  void buildExamplePlugin() throws IOException {
    Path project = folder.resolve("examples/plugin");
    Path classes = Files.createDirectories(project.resolve("target/classes"));
    List<String> arguments =
        Stream.concat(
                Stream.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp", classPath()),
                files(project.resolve("src/main/java")).stream().map(Path::toString))
            .toList();
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
    copy(project.resolve("src/main/resources"), classes);
    try (JarOutputStream jar =
        new JarOutputStream(
            Files.newOutputStream(project.resolve("target/tollgate-every-nth-1.0.0.jar")))) {
      for (Path file : files(classes)) {
        jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, jar);
        jar.closeEntry();
      }
    }
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      Path target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }
}
