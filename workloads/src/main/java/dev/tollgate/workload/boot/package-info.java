/**
 * The boot of a small machine as a workload: from the memory map that firmware reports to a shell
 * that has printed {@code /proc/meminfo}.
 */
@NullMarked
package dev.tollgate.workload.boot;

import org.jspecify.annotations.NullMarked;
