/**
 * What users of fio, the flexible I/O tester, give and get: job files and the JSON report. Text to
 * values and values to text, nothing else; the model that moves the blocks is elsewhere.
 *
 * <p>Formats are those of fio 3.33 (HOWTO, and what the program itself reads and prints).
 */
@NullMarked
package dev.tollgate.workload.disk.fio;

import org.jspecify.annotations.NullMarked;
