/**
 * What users of FFSB, the Flexible Filesystem Benchmark, give and get: profiles and result tables.
 * Text to values and values to text, nothing else; the model that moves the blocks is elsewhere.
 *
 * <p>Formats are those of FFSB 6.0-RC2 (parser.c, ffsb_tg.c, ffsb_fs.c, ffsb_op.c, ffsb_stats.c,
 * main.c, util.c, README) and, for the older syntax, of 5.x.
 */
@NullMarked
package dev.tollgate.workload.disk.ffsb;

import org.jspecify.annotations.NullMarked;
