/** Texts that workloads read and write: whole files, digested lines, columns as C prints them. */
@NullMarked
package dev.tollgate.workload.text;

import org.jspecify.annotations.NullMarked;
