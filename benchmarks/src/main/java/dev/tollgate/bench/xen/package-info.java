/** Malicious guests against the model of Xen: millions of random and adversarial operations. */
@NullMarked
package dev.tollgate.bench.xen;

import org.jspecify.annotations.NullMarked;
