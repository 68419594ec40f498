package dev.tollgate.workload.errant;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import java.util.TreeMap;

/**
 * What the workload is told. Sizes are bytes, times picoseconds.
 *
 * @param attack what the device tries
 * @param attempts how often
 * @param follow successes that are followed until they end
 * @param horizon steps of honest traffic that a success is followed for, at most
 * @param interval time between two steps of honest traffic
 * @param delay time from the end of a mapping to the first strike at it
 * @param size of the buffers that are attacked
 * @param trafficSize of the buffers of honest traffic
 * @param trafficMapped how many of these are mapped at a time
 * @param trafficBuffers how many of them the kernel holds at a time
 * @param range of the addresses that a device guesses
 * @param kernelMemory whole pages of other secrets that lie in memory while a device guesses
 * @param shortest whether the shortest sequence of events is sought
 * @param sequence file with the events to repeat instead of attacking; empty for none
 */
record ErrantOptions(
    Attack attack,
    long attempts,
    long follow,
    long horizon,
    long interval,
    long delay,
    int size,
    int trafficSize,
    int trafficMapped,
    int trafficBuffers,
    long range,
    long kernelMemory,
    boolean shortest,
    String sequence) {

  private static final ImmutableList<String> SIZES =
      ImmutableList.of("64", "128", "256", "512", "1K", "2K");

  static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.choice(
              "attack",
              Attack.STALE_READ.word(),
              Attack.words(),
              "What the device tries; docs/attacks.md describes each."),
          ParameterSpec.integer(
              "attempts",
              200,
              1,
              Long.MAX_VALUE,
              "How often it tries. A bus that the machine stops ends the run early."),
          ParameterSpec.integer(
              "follow",
              2,
              0,
              1_000_000,
              "Successes that are followed, by trying the same again and again, until they end."),
          ParameterSpec.integer(
              "horizon",
              20_000,
              1,
              Integer.MAX_VALUE,
              "Steps of honest traffic that a success is followed for; one that lasts longer is"
                  + " open."),
          ParameterSpec.duration(
              "interval",
              "10us",
              "Time between two steps of honest traffic, each of which maps and unmaps a buffer of"
                  + " the device's neighbour; 10 us is a packet of 1500 bytes at 1.2 Gb/s."),
          ParameterSpec.duration(
              "delay", "0s", "Time from the end of a mapping to the first strike at it."),
          ParameterSpec.bytesOf(
              "size", "512", SIZES, "Size of the buffers that are attacked, from kmalloc."),
          ParameterSpec.bytesOf(
              "traffic-size",
              "2K",
              SIZES,
              "Size of the buffers of honest traffic, from kmalloc; 2048 as of drivers for"
                  + " Ethernet."),
          ParameterSpec.integer(
              "traffic-mapped", 8, 1, 4096, "Buffers of honest traffic mapped at a time."),
          ParameterSpec.integer(
              "traffic-buffers",
              256,
              1,
              65_536,
              "Buffers of honest traffic that the kernel holds at a time, mapped ones included."),
          ParameterSpec.bytes(
              "range",
              "32M",
              4096,
              1L << 40,
              "Attack random: addresses are guessed below this one."),
          ParameterSpec.bytes(
              "kernel-memory",
              "4M",
              0,
              1L << 30,
              "Attacks random and bit-flip: whole pages of other secrets that lie in memory."),
          ParameterSpec.flag(
              "shortest",
              true,
              "Whether the shortest sequence of events that shows the first success is sought, on"
                  + " machines of its own, and kept as attack.jsonl."),
          ParameterSpec.file(
              "sequence", "An attack.jsonl: its events are repeated, in place of any attack."));

  private static final ImmutableSet<String> ALONE_ONLY =
      ImmutableSet.of(
          "delay", "traffic-size", "traffic-mapped", "traffic-buffers", "range", "kernel-memory");

  /** Those that make sense where another workload is the honest traffic. */
  static final ImmutableList<ParameterSpec> PARAMETERS_BESIDE =
      PARAMETERS.stream()
          .filter(parameter -> !ALONE_ONLY.contains(parameter.name()))
          .map(ErrantOptions::beside)
          .collect(ImmutableList.toImmutableList());

  private static ParameterSpec beside(ParameterSpec parameter) {
    return switch (parameter.name()) {
      case "attack" ->
          ParameterSpec.choice(
              "attack",
              Attack.STALE_READ.word(),
              Attack.wordsBeside(),
              "What the device tries; docs/attacks.md describes each.");
      case "interval" ->
          ParameterSpec.duration(
              "interval",
              "10us",
              "Time between two turns of the device, each an attempt or another strike at a"
                  + " success that is followed.");
      case "horizon" ->
          ParameterSpec.integer(
              "horizon",
              20_000,
              1,
              Integer.MAX_VALUE,
              "Turns that a success is followed for; one that lasts longer is open.");
      default -> parameter;
    };
  }

  /** What parameters say where another workload is the honest traffic. */
  static ErrantOptions besideAnother(Parameters parameters) {
    TreeMap<String, Object> all = new TreeMap<>(parameters.asMap());
    all.put("delay", 0L);
    all.put("traffic-size", 2048L);
    all.put("traffic-mapped", 1L);
    all.put("traffic-buffers", 1L);
    all.put("range", 0L);
    all.put("kernel-memory", 0L);
    return of(new Parameters(parameters.path(), ImmutableSortedMap.copyOf(all)));
  }

  static ErrantOptions of(Parameters parameters) {
    return new ErrantOptions(
        Attack.of(parameters.text("attack")),
        parameters.integer("attempts"),
        parameters.integer("follow"),
        parameters.integer("horizon"),
        parameters.picoseconds("interval"),
        parameters.picoseconds("delay"),
        (int) parameters.bytes("size"),
        (int) parameters.bytes("traffic-size"),
        (int) parameters.integer("traffic-mapped"),
        (int) parameters.integer("traffic-buffers"),
        parameters.bytes("range"),
        parameters.bytes("kernel-memory"),
        parameters.flag("shortest"),
        parameters.text("sequence"));
  }
}
