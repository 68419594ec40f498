package dev.tollgate.workload.stream.netperf;

/**
 * Sizes of one socket's buffers as {@code getsockopt} tells them after the test, in bytes; -1 if
 * not known.
 *
 * @param send SO_SNDBUF
 * @param receive SO_RCVBUF
 */
public record SocketBuffers(long send, long receive) {}
