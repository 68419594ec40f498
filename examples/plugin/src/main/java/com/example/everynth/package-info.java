/** A protection policy that invalidates at every n-th unmap. */
@NullMarked
package com.example.everynth;

import org.jspecify.annotations.NullMarked;
