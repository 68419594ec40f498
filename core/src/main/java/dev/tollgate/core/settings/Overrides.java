package dev.tollgate.core.settings;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.tollgate.core.error.BadInputException;
import java.util.List;

/** Settings given one by one on a command line, as {@code key=value}. */
final class Overrides {

  private Overrides() {}

  /**
   * One setting. The value is taken as it stands, so that file names need no quotes; only one that
   * begins with {@code [}, <code>{</code> or a double quote is read as HOCON.
   */
  static Config parse(String keyAndValue) {
    String origin = "--set " + keyAndValue;
    int equals = keyAndValue.indexOf('=');
    if (equals < 0) {
      throw new BadInputException(origin + ": expected KEY=VALUE, such as machine.ram=1G");
    }
    String key = keyAndValue.substring(0, equals).strip();
    ConfigValue nested = value(keyAndValue.substring(equals + 1).strip(), origin);
    for (String word : Lists.reverse(path(key, origin))) {
      nested = ConfigValueFactory.fromMap(ImmutableMap.of(word, nested), origin);
    }
    return ((ConfigObject) nested).toConfig();
  }

  private static List<String> path(String key, String origin) {
    try {
      return ConfigUtil.splitPath(key);
    } catch (ConfigException e) {
      throw new BadInputException(
          origin + ": \"" + key + "\" is no key; expected words joined by dots", e);
    }
  }

  private static ConfigValue value(String text, String origin) {
    if (!text.startsWith("[") && !text.startsWith("{") && !text.startsWith("\"")) {
      return ConfigValueFactory.fromAnyRef(text, origin);
    }
    try {
      ConfigObject parsed =
          ConfigFactory.parseString(
                  "value = " + text, ConfigParseOptions.defaults().setOriginDescription(origin))
              .root();
      ConfigValue value = parsed.get("value");
      if (value == null || parsed.size() != 1) {
        throw new BadInputException(origin + ": expected one value");
      }
      return value;
    } catch (ConfigException e) {
      throw Origins.complaint(e);
    }
  }
}
