/**
 * The contracts of {@code dev.tollgate.core.spi} as tests: a plugin's own test extends {@link
 * dev.tollgate.testkit.PluginContract}, {@link dev.tollgate.testkit.IommuContract} or {@link
 * dev.tollgate.testkit.PolicyContract} in a few lines. {@code docs/writing-a-plugin.md} walks
 * through an example.
 */
@NullMarked
package dev.tollgate.testkit;

import org.jspecify.annotations.NullMarked;
