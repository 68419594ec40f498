/** What runs that differ in their seed only say together. */
@NullMarked
package dev.tollgate.cli.repeat;

import org.jspecify.annotations.NullMarked;
