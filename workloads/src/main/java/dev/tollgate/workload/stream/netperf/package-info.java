/**
 * What users of netperf give and get: option lines, tables, selected outputs. Text to values and
 * values to text, nothing else; the model that moves the bytes is elsewhere.
 *
 * <p>Formats are those of netperf's sources (src/nettest_bsd.c, src/nettest_omni.c, src/netlib.c,
 * src/netsh.c), 2.4.5 for the classic tables and 2.6 for selected outputs.
 */
@NullMarked
package dev.tollgate.workload.stream.netperf;

import org.jspecify.annotations.NullMarked;
