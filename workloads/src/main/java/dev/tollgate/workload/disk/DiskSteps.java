package dev.tollgate.workload.disk;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;

/**
 * The steps of drivers, block layer, file system and benchmark. No source that could be read prints
 * what they cost one by one: all prices are estimates for a 3 GHz x86-64 server, each with its
 * derivation.
 */
final class DiskSteps {

  /** One command built and put into a device's queue. */
  static final Step COMMAND =
      step("disk-command", "command built", 350, "tag taken, 64 bytes filled and stored");

  /** One segment of a command described to the device. */
  static final Step DESCRIPTOR =
      step("disk-descriptor", "segment described", 12, "address and length stored");

  /** One completion found, and its command looked up. */
  static final Step COMPLETION =
      step("disk-completion", "completion handled", 300, "entry read, tag freed, status checked");

  /** One command passed through the SCSI middle layer and back. */
  static final Step SCSI_COMMAND =
      step(
          "scsi-command",
          "SCSI command",
          3000,
          "scsi_cmnd made, CDB built, timer armed, all undone");

  /** One bio handed to the block layer. */
  static final Step BIO = step("bio", "bio submitted", 500, "checks, plug list, accounting");

  /** One bio looked up among the waiting requests, for one that it continues. */
  static final Step MERGE_TRY =
      step(
          "merge-try", "neighbour looked for", 60, "two look-ups in a hash table, limits compared");

  /** One request made ready for the driver. */
  static final Step REQUEST =
      step(
          "block-request", "request queued", 900, "taken from the pool, elevator, segments joined");

  /** One request ended. */
  static final Step REQUEST_END =
      step("block-request-end", "request ended", 500, "accounting, bios ended, given back");

  /** One page looked up in the page cache. */
  static final Step PAGE_LOOKUP =
      step("page-lookup", "page looked up", 150, "radix tree of three levels, reference taken");

  /** One page added to the page cache. */
  static final Step PAGE_INSERT =
      step("page-insert", "page added", 400, "radix tree, LRU list, counters");

  /** One page marked dirty, or clean. */
  static final Step PAGE_STATE =
      step("page-state", "page marked", 100, "flags and radix tree tags under a lock");

  /** One page of a program pinned for direct I/O, and released. */
  static final Step PAGE_PIN =
      step("page-pin", "page pinned", 250, "page table walked, reference taken and dropped");

  /** One read or write call, beside its pages. */
  static final Step FILE_CALL =
      step("file-call", "read or write of a file", 400, "descriptor, locks, position, iterator");

  /** One file opened and closed. */
  static final Step OPEN =
      step("file-open", "file opened and closed", 3000, "path walked, file and descriptor made");

  /** One file created or deleted, or another entry of a directory changed. */
  static final Step NAME_CHANGE =
      step("name-change", "directory entry changed", 9000, "directory searched, inode, journal");

  /** One file asked for its state. */
  static final Step STAT =
      step("file-stat", "stat of a file", 1500, "path walked, 144 bytes copied");

  /** One asynchronous I/O submitted or reaped. */
  static final Step ASYNC_IO =
      step("async-io", "asynchronous I/O handed over", 500, "kiocb made and freed, ring of events");

  /** One round of the benchmark program itself, between two system calls. */
  static final Step BENCHMARK =
      step("benchmark-round", "round of the benchmark", 600, "random numbers, clock, statistics");

  private DiskSteps() {}

  /** All of them, in the order of this file. */
  static ImmutableList<Step> all() {
    return ImmutableList.of(
        COMMAND,
        DESCRIPTOR,
        COMPLETION,
        SCSI_COMMAND,
        BIO,
        MERGE_TRY,
        REQUEST,
        REQUEST_END,
        PAGE_LOOKUP,
        PAGE_INSERT,
        PAGE_STATE,
        PAGE_PIN,
        FILE_CALL,
        OPEN,
        NAME_CHANGE,
        STAT,
        ASYNC_IO,
        BENCHMARK);
  }

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }
}
