package dev.tollgate.workload.stream.peer;

/** netperf at the peer: what it does with its socket. */
interface PeerProgram {

  /** The test begins. */
  void start(long now);

  /** Something came or was acknowledged: there may be bytes to read, or room to write. */
  void progress(long now);
}
