package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.Origins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The group {@code parts} of an experiment file: experiments that it is made of, by name. What the
 * file says outside holds in each part, and what a part says goes before it; claims outside are
 * about all parts. {@code parts.NAME = off} leaves a part out.
 *
 * @param groups what each part says, by its name, in the order of the file
 * @param leftOut names of those that are off
 */
record ExperimentParts(ImmutableMap<String, ConfigObject> groups, ImmutableList<String> leftOut) {

  /** An experiment without parts. */
  static final ExperimentParts NONE = new ExperimentParts(ImmutableMap.of(), ImmutableList.of());

  private static final String OFF = "off";

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private static final ImmutableList<String> OUTSIDE_ONLY = ImmutableList.of("parts", "calibrate");

  /**
   * Reads the group; what parts say is not looked at.
   *
   * @throws BadInputException if it is no group of groups, or all parts are left out
   */
  static ExperimentParts of(@Nullable ConfigValue parts) {
    if (parts == null || parts.valueType() == ConfigValueType.NULL) {
      return NONE;
    }
    if (!(parts instanceof ConfigObject all) || all.isEmpty()) {
      throw Origins.complaint(
          parts,
          "parts is %s; expected a group of experiments, each with a name"
              .formatted(ExperimentFile.shown(parts)));
    }
    List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(all.entrySet());
    ImmutableMap.Builder<String, ConfigObject> groups = ImmutableMap.builder();
    ImmutableList.Builder<String> leftOut = ImmutableList.builder();
    for (Map.Entry<String, ConfigValue> entry : FileOrder.sort(entries)) {
      if (isOff(entry.getValue())) {
        leftOut.add(entry.getKey());
      } else {
        groups.put(entry.getKey(), group(entry.getKey(), entry.getValue()));
      }
    }
    ExperimentParts read = new ExperimentParts(groups.buildOrThrow(), leftOut.build());
    if (read.groups().isEmpty()) {
      throw Origins.complaint(parts, "all parts are left out; nothing is to be run");
    }
    return read;
  }

  private static boolean isOff(ConfigValue part) {
    return part.valueType() == ConfigValueType.STRING && OFF.equals(part.unwrapped());
  }

  private static ConfigObject group(String name, ConfigValue value) {
    String path = "parts." + name;
    if (!NAME.matcher(name).matches()) {
      throw Origins.complaint(
          value, path + ": a part's name is lower-case words joined by hyphens");
    }
    if (!(value instanceof ConfigObject group)) {
      throw Origins.complaint(
          value,
          "%s is %s; expected an experiment, { vary { … } }, or off"
              .formatted(path, ExperimentFile.shown(value)));
    }
    for (String key : OUTSIDE_ONLY) {
      ConfigValue inner = group.get(key);
      if (inner != null) {
        throw Origins.complaint(
            inner, "%s.%s cannot be said in a part; move it out".formatted(path, key));
      }
    }
    return group;
  }
}
