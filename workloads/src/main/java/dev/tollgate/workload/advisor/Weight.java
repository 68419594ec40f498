package dev.tollgate.workload.advisor;

/**
 * How much a request counts: by what it holds at one moment, over time, or just for having come.
 */
public enum Weight {
  /** Objects live when the bytes asked for and held were most: what memory must be there. */
  PEAK("peak", "objects held when most bytes were"),
  /** Objects live on average over the trace: what memory lies idle. */
  MEAN("mean", "objects held on average"),
  /** Allocations: the way /proc/kmalloc and perf kmem count slack. */
  TOTAL("total", "allocations");

  private final String word;
  private final String description;

  Weight(String word, String description) {
    this.word = word;
    this.description = description;
  }

  /** Its name on the command line. */
  public String word() {
    return word;
  }

  /** What it counts, in words. */
  public String description() {
    return description;
  }
}
