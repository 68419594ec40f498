/** The gate of continuous integration: results held against conditions and a baseline. */
@NullMarked
package dev.tollgate.cli.check;

import org.jspecify.annotations.NullMarked;
