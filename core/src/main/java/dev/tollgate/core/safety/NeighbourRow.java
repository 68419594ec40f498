package dev.tollgate.core.safety;

/**
 * What devices of one domain could reach beside their buffers, of one kind and one asker: a row of
 * {@link NeighboursFile}.
 *
 * @param domain number of the translation domain
 * @param kind {@code allocated}, {@code own}, {@code free}, {@code metadata}, {@code beyond},
 *     {@code other} or {@code links}; {@code docs/safety.md} says what each is
 * @param site the place in the kernel that had asked; empty for all kinds but allocated, and where
 *     nobody knows
 * @param source the cache or {@code kmalloc}; likewise
 * @param reach byte·milliseconds within reach
 * @param stale the part of them after the unmap of the buffer on their page
 * @param most most bytes within reach at one moment
 */
public record NeighbourRow(
    int domain, String kind, String site, String source, long reach, long stale, long most) {}
