/** What {@code tollgate advise} says, as text and as JSON. */
@NullMarked
package dev.tollgate.cli.advice;

import org.jspecify.annotations.NullMarked;
