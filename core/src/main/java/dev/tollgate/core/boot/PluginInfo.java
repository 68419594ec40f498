package dev.tollgate.core.boot;

import com.google.common.collect.ImmutableList;

/**
 * A plugin as found, for listings and the record of a run.
 *
 * @param id its own name
 * @param version {@code Implementation-Version} of its jar, or {@code "unversioned"}
 * @param location the jar or folder it was loaded from, as a path where it is a file, else as a URL
 * @param parts what it contributes, sorted: {@code iommu.dart}, {@code policy.dart-native}
 */
public record PluginInfo(String id, String version, String location, ImmutableList<String> parts) {}
