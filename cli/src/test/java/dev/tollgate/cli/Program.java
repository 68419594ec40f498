package dev.tollgate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program as a process of its own, which can be stopped. */
final class Program {

  private Program() {}

  /** Starts it with the class path of this test; what it prints goes to {@code log}. */
  static Process start(Path log, String... arguments) throws IOException {
    return start(System.getProperty("java.class.path"), log, arguments);
  }

  static Process start(String classPath, Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-XX:+UseSerialGC");
    command.add("-cp");
    command.add(classPath);
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** Waits until a file has so many lines. */
  static void waitForLines(Path file, int lines) throws IOException, InterruptedException {
    for (int tries = 0; tries < 6_000; tries++) {
      if (Files.exists(file) && Files.readAllLines(file).size() >= lines) {
        return;
      }
      Thread.sleep(20);
    }
    throw new AssertionError(file + " has no " + lines + " lines after two minutes");
  }
}
