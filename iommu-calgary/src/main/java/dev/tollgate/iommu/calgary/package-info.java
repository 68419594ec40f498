/**
 * IBM's Calgary and CalIOC2: a table of translation control entries in front of every PCI host
 * bridge, as Linux drove them from 2006 on.
 */
@NullMarked
package dev.tollgate.iommu.calgary;

import org.jspecify.annotations.NullMarked;
