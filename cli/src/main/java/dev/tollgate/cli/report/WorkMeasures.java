package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.results.RunRecord;

/** What streams and disks got done, what it took, and how often things happened. */
final class WorkMeasures {

  /** A second of the picoseconds in which runs are timed. */
  private static final long SECOND = 1_000_000_000_000L;

  private static final long MILLION = 1_000_000;

  private static final String ELAPSED = "cpu.elapsed";

  private static final ImmutableMap<String, ImmutableList<String>> HEADINGS =
      ImmutableMap.of(
          "throughput", ImmutableList.of("through-", "put"),
          "transactions", ImmutableList.of("trans-", "actions"),
          "diskThroughput", ImmutableList.of("through-", "put"),
          "diskOperations", ImmutableList.of("opera-", "tions"));

  static final Measure THROUGHPUT =
      Measure.sum(
          "throughput",
          "Throughput",
          "bit/s",
          "payload in a second of simulated time",
          "stream.throughput");

  static final Measure TRANSACTIONS =
      perSecond(
          "transactions",
          "Transactions",
          "requests that were answered, a second",
          "stream.elapsed",
          "stream.transactions");

  static final Measure DISK_THROUGHPUT =
      Measure.sum(
          "diskThroughput",
          "Disk throughput",
          "bytes/s",
          "bytes that programs read and wrote in a second of simulated time",
          "disk.throughput.read",
          "disk.throughput.write");

  static final Measure DISK_OPERATIONS =
      Measure.sum(
          "diskOperations",
          "Disk operations",
          "count/s",
          "operations of the benchmark, a second",
          "disk.iops");

  static final Measure STREAM_CPU =
      Measure.sum(
          "cpu",
          "CPU use",
          Units.CPU_PARTS,
          "time that all CPUs worked, in parts of the time of one",
          "stream.cpu.utilization");

  private static final Measure POTENTIAL =
      Measure.sum(
          "cpuPotential",
          "Most CPU use possible",
          Units.CPU_PARTS,
          "CPU use if all CPUs worked all the time",
          "stream.cpu.potential");

  static final Measure CPU = ofOneCpu("cpuAll", "CPU use", "all CPUs worked", "cpu.busy");

  static final Measure IN_INTERRUPTS =
      ofOneCpu("cpuInterrupts", "CPU use of interrupts", "handlers worked", "cpu.busy.interrupt");

  static final Measure IN_SOFT_INTERRUPTS =
      ofOneCpu(
          "cpuSoftInterrupts",
          "CPU use of soft interrupts",
          "soft interrupts worked",
          "cpu.busy.soft-interrupt");

  static final Measure IN_PROGRAMS =
      ofOneCpu(
          "cpuPrograms",
          "CPU use of programs",
          "programs and their system calls worked",
          "cpu.busy.task");

  static final Measure SERVICE_DEMAND =
      Measure.sum(
          "serviceDemand",
          "Service demand",
          "ps",
          "CPU time for each KiB of payload, or for each transaction of TCP_RR",
          "stream.service-demand");

  static final Measure INTERRUPTS =
      rate("interrupts", "Interrupts", "nic.interrupts", "disk.interrupts");

  static final Measure MAPS = rate("maps", "Map calls", "dma.maps");
  static final Measure UNMAPS = rate("unmaps", "Unmap calls", "dma.unmaps");
  static final Measure FLUSHES =
      rate("flushes", "Flushes of everything", "safety.invalidations.whole");

  static final Measure SELECTIVE =
      rate("selective", "Invalidations of chosen pages", "safety.invalidations.selective");

  static final Measure FRAMES =
      rate("frames", "Frames received and sent", "nic.received.frames", "nic.sent.frames");

  static final Measure COMMANDS = rate("commands", "Disk commands", "disk.reads", "disk.writes");
  static final Measure SLEEPS = rate("sleeps", "Sleeps of netserver", "stream.sleeps");

  static final Measure RECEIVE_RING =
      mean(
          "receiveRing",
          "Receive ring: buffers waiting for frames",
          "receive buffers that the interface had not filled when a poll began, on average",
          "nic.ring.receive.mean");

  static final Measure TRANSMIT_RING =
      mean(
          "transmitRing",
          "Transmit ring: descriptors in use",
          "transmit descriptors in use when a poll began, on average",
          "nic.ring.transmit.mean");

  static final Measure POLL_PACKETS =
      mean(
          "pollPackets",
          "Packets of a poll",
          "packets received that a poll handled, on average",
          "nic.poll.packets.mean");

  static final Measure DISK_DEPTH =
      mean(
          "diskDepth",
          "Disk queue: commands in the disk",
          "commands in the disk at once, on average over the time that there was any",
          "disk.depth.mean");

  private WorkMeasures() {}

  /** What stands over a narrow column, in two lines. */
  static ImmutableList<String> heading(Measure measure) {
    return HEADINGS.getOrDefault(measure.id(), ImmutableList.of(measure.title(), ""));
  }

  /** What CPU use could reach at most: all CPUs of the machine, all the time. */
  static Reading potential(RunRecord run) {
    Reading told = POTENTIAL.of(run);
    return told.isKnown()
        ? told
        : Reading.known(Units.CPU_PARTS, MILLION * run.spec().machine().cpus());
  }

  private static Measure mean(String id, String title, String meaning, String metric) {
    return Measure.sum(id, title, "1/1000", meaning, metric);
  }

  private static Measure ofOneCpu(String id, String title, String words, String metric) {
    return new Measure(
        id,
        title,
        Units.CPU_PARTS,
        "time that " + words + ", in parts of the time of one CPU",
        ImmutableList.of(metric),
        ImmutableList.of(ELAPSED),
        MILLION);
  }

  private static Measure rate(String id, String title, String... metrics) {
    return perSecond(
        id, title + " a second", "how often, in a second of simulated time", ELAPSED, metrics);
  }

  private static Measure perSecond(
      String id, String title, String meaning, String elapsed, String... metrics) {
    return new Measure(
        id,
        title,
        "count/s",
        meaning,
        ImmutableList.copyOf(metrics),
        ImmutableList.of(elapsed),
        SECOND);
  }
}
