package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.tollgate.cli.results.PartRecord;
import dev.tollgate.core.settings.Origins;

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

  /**
   * The same claim of one part of an experiment: it looks at that part's runs only.
   *
   * @throws dev.tollgate.core.error.BadInputException if it names parts itself
   */
  public Claim in(String part) {
    ImmutableList<ConfigValue> named = where.wanted().get(PartRecord.AXIS);
    if (named != null) {
      throw Origins.complaint(
          named.get(0),
          "claims.%s.where names a part; claims of a part look at its own runs".formatted(id));
    }
    ImmutableMap<String, ImmutableList<ConfigValue>> wanted =
        ImmutableMap.<String, ImmutableList<ConfigValue>>builder()
            .put(PartRecord.AXIS, ImmutableList.of(ConfigValueFactory.fromAnyRef(part)))
            .putAll(where.wanted())
            .buildOrThrow();
    return new Claim(
        id, sentence, source, form, new Selection(where.key(), wanted), over, band, place);
  }

  /** What is measured, in words. */
  String measure() {
    return where.wanted().isEmpty() ? form.text() : form.text() + ", where " + where.text();
  }
}
