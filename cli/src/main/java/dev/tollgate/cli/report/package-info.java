/** Results for readers: a table on the screen, CSV, and a self-contained page of HTML. */
@NullMarked
package dev.tollgate.cli.report;

import org.jspecify.annotations.NullMarked;
