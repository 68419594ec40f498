/** The workload {@code stream}: netperf between the machine under test and a peer. */
@NullMarked
package dev.tollgate.workload.stream;

import org.jspecify.annotations.NullMarked;
