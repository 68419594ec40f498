/**
 * The machine under test as the kernel and netserver on it: sockets over a network driver, with
 * memory, copies and processes, each step priced.
 */
@NullMarked
package dev.tollgate.workload.stream.host;

import org.jspecify.annotations.NullMarked;
