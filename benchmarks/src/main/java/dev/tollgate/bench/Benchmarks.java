package dev.tollgate.bench;

import java.io.IOException;
import java.util.stream.Stream;
import org.openjdk.jmh.Main;

/** Starts JMH with its own arguments, and with processor time reported beside elapsed time. */
public final class Benchmarks {

  private Benchmarks() {}

  /** Takes JMH's arguments; {@code -h} lists them. */
  public static void main(String[] arguments) throws IOException {
    Main.main(
        Stream.concat(Stream.of(arguments), Stream.of("-prof", CpuTimeProfiler.class.getName()))
            .toArray(String[]::new));
  }
}
