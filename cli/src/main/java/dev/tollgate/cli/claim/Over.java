package dev.tollgate.cli.claim;

/** How the values at several points become the one that is held against the band. */
enum Over {
  /** All of them must lie in the band; the worst is shown. */
  EACH("each"),
  /** The arithmetic mean. */
  MEAN("mean"),
  /** The smallest. */
  MIN("min"),
  /** The largest. */
  MAX("max"),
  /** The sum. */
  SUM("sum");

  private final String word;

  Over(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
