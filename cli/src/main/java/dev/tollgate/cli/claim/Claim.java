package dev.tollgate.cli.claim;

import com.typesafe.config.ConfigValue;

/**
 * A sentence about the runs of an experiment with the measurement that decides it, as stated in an
 * experiment file.
 *
 * @param id its key in the group {@code claims}
 * @param sentence what is claimed, for readers
 * @param source where the sentence stands; may be empty
 * @param form what is measured
 * @param where conditions for all runs that are looked at
 * @param over how the values at several points become one
 * @param band the values at which the claim is met
 * @param place where it was written, for complaints
 */
public record Claim(
    String id,
    String sentence,
    String source,
    Form form,
    Selection where,
    Over over,
    Band band,
    ConfigValue place) {

  /** What is measured, in words. */
  String measure() {
    return where.wanted().isEmpty() ? form.text() : form.text() + ", where " + where.text();
  }
}
