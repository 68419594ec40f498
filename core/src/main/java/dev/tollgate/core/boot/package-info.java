/**
 * The way in: finds the plugins, wires them once at start-up and runs what is asked for. The only
 * package that touches {@link java.util.ServiceLoader} and creates a Guice injector.
 */
@NullMarked
package dev.tollgate.core.boot;

import org.jspecify.annotations.NullMarked;
