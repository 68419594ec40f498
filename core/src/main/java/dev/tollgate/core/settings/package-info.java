/**
 * Configuration: HOCON files and command-line settings in, checked values out. Every key, unit and
 * range is checked before anything runs, and every complaint names file, line and the nearest valid
 * choice.
 */
@NullMarked
package dev.tollgate.core.settings;

import org.jspecify.annotations.NullMarked;
