/** What runs leave behind, as it is stored: the schema of {@code results.json} and its files. */
@NullMarked
package dev.tollgate.cli.results;

import org.jspecify.annotations.NullMarked;
