package dev.tollgate.workload.stream.netperf;

/**
 * How long transactions took, from request to response, in picoseconds.
 *
 * @param minimum shortest
 * @param maximum longest
 * @param median half of them took no longer
 * @param ninetieth 90 % took no longer
 * @param ninetyNinth 99 % took no longer
 * @param mean arithmetic mean
 * @param deviation standard deviation
 */
public record RoundTrips(
    long minimum,
    long maximum,
    long median,
    long ninetieth,
    long ninetyNinth,
    double mean,
    double deviation) {}
