package dev.tollgate.hypervisor.xen.grant;

import dev.tollgate.hypervisor.xen.domain.Domain;

/**
 * A domain as giver and taker of grants.
 *
 * @param domain the domain
 * @param table what it grants
 * @param maptrack what it has mapped
 * @param devices what it has mapped for its devices
 * @param frames how often it has mapped which frames
 */
record GrantUser(
    Domain domain,
    GrantTable table,
    Maptrack maptrack,
    DeviceMappings devices,
    MappedFrames frames) {}
