package dev.tollgate.cli.results;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Why a run ended without figures.
 *
 * @param kind what kind of thing went wrong
 * @param message what exactly
 */
public record FailureRecord(Kind kind, String message) {

  /** What kind of thing went wrong. */
  public enum Kind {
    /** A model contradicts itself. */
    @JsonProperty("invariant")
    INVARIANT("invariant violated"),
    /** The run's input turned out to be unusable. */
    @JsonProperty("bad-input")
    BAD_INPUT("bad input"),
    /** The Java machine's memory did not suffice. */
    @JsonProperty("out-of-memory")
    OUT_OF_MEMORY("out of memory"),
    /** The experiment was stopped before the run ended. */
    @JsonProperty("interrupted")
    INTERRUPTED("interrupted"),
    /** A model or plugin is defective in another way. */
    @JsonProperty("error")
    ERROR("error");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** For readers. */
    public String words() {
      return words;
    }
  }
}
