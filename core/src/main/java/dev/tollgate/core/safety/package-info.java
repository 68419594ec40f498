/** The safety meters: who could reach which bytes, when, with what right, and whether entitled. */
@NullMarked
package dev.tollgate.core.safety;

import org.jspecify.annotations.NullMarked;
