package dev.tollgate.core.settings;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.ParameterSpec;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * The cost profiles that stand under {@code costs}, with the prices under {@code cost} that replace
 * those of any profile for one run.
 */
final class Costs {

  private static final ParameterSpec DESCRIPTION =
      ParameterSpec.text("description", "", "Which machine, and where the prices come from.");
  private static final String PRICES = "prices";

  private final ImmutableSortedMap<String, CostProfile> profiles;
  private final ImmutableSortedMap<String, Price> whatIf;

  Costs(ConfigObject costs, ConfigObject whatIf) {
    ImmutableSortedMap.Builder<String, CostProfile> profiles = ImmutableSortedMap.naturalOrder();
    ImmutableSortedMap.copyOf(costs)
        .forEach(
            (name, value) -> {
              Names.check(name, "name of a cost profile", value);
              String path = "costs." + name;
              profiles.put(name, read(path, name, ParameterReader.group(path, value)));
            });
    this.profiles = profiles.buildOrThrow();
    this.whatIf = prices("cost", whatIf, PriceReader::readWhatIf);
  }

  private static CostProfile read(String path, String name, ConfigObject keys) {
    ParameterReader.checkKeys(path, keys, ImmutableList.of(DESCRIPTION.name(), PRICES));
    ConfigValue description = ParameterReader.require(path, keys, DESCRIPTION.name());
    String pricesPath = path + "." + PRICES;
    ConfigObject prices =
        ParameterReader.group(pricesPath, ParameterReader.require(path, keys, PRICES));
    return new CostProfile(
        name,
        (String) ValueReader.read(path + ".description", DESCRIPTION, description),
        prices(pricesPath, prices, PriceReader::read));
  }

  private static ImmutableSortedMap<String, Price> prices(
      String path, ConfigObject keys, BiFunction<String, ConfigValue, Price> reader) {
    ImmutableSortedMap.Builder<String, Price> prices = ImmutableSortedMap.naturalOrder();
    ImmutableSortedMap.copyOf(keys)
        .forEach(
            (id, value) -> {
              Names.check(id, "step id", value);
              prices.put(id, reader.apply(path + "." + id, value));
            });
    return prices.buildOrThrow();
  }

  ImmutableSortedSet<String> names() {
    return profiles.keySet();
  }

  /** One of {@link #names}, with the prices set for this run. */
  CostProfile profile(String name) {
    CostProfile profile = profiles.get(name);
    if (profile == null) {
      throw new BadInputException(
          "unknown cost profile " + name + NearestName.hint(name, names(), "profiles"));
    }
    if (whatIf.isEmpty()) {
      return profile;
    }
    TreeMap<String, Price> prices = new TreeMap<>(profile.prices());
    prices.putAll(whatIf);
    return new CostProfile(name, profile.description(), ImmutableSortedMap.copyOf(prices));
  }

  /** Ids of all steps that any profile or the prices for this run name. */
  ImmutableSortedSet<String> steps() {
    ImmutableSortedSet.Builder<String> ids = ImmutableSortedSet.naturalOrder();
    ids.addAll(whatIf.keySet());
    profiles.values().forEach(profile -> ids.addAll(profile.prices().keySet()));
    return ids.build();
  }
}
