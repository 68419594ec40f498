package dev.tollgate.workload.stream.peer;

/** What the peer did, counted. */
public final class PeerCounts {

  /** Payload bytes that its program gave to the socket. */
  public long bytesSent;

  /** Payload bytes that its program took from the socket. */
  public long bytesReceived;

  /** Calls of send() that were done. */
  public long sends;

  /** Calls of recv() that brought something. */
  public long receives;

  /** Requests that were answered. */
  public long transactions;

  /** Everything 0. */
  public PeerCounts() {}
}
