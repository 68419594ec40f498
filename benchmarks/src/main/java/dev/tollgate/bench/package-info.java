/** How fast the product's hot paths are: JMH benchmarks; {@code docs/benchmarks.md} has figures. */
@NullMarked
package dev.tollgate.bench;

import org.jspecify.annotations.NullMarked;
