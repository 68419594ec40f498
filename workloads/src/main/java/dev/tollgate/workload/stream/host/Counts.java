package dev.tollgate.workload.stream.host;

import dev.tollgate.workload.metric.TimeHistogram;

/** What the machine under test did, counted. */
public final class Counts {

  /** Payload bytes that the program took from its socket. */
  public long bytesReceived;

  /** Payload bytes that the program gave to its socket. */
  public long bytesSent;

  /** Calls of recv() that brought something. */
  public long receives;

  /** Calls of send() that were done. */
  public long sends;

  /** Requests answered. */
  public long transactions;

  /** Segments or datagrams with payload that came in. */
  public long segmentsReceived;

  /** Packets with payload given to the driver. */
  public long packetsSent;

  /** Segments with payload on the wire: more than packets with segmentation offload. */
  public long segmentsSent;

  /** Segments without payload sent. */
  public long acknowledgementsSent;

  /** Segments without payload that came in. */
  public long acknowledgementsReceived;

  /** Times that a program was put to sleep in a system call. */
  public long sleeps;

  /** Packets that were none of the socket's. */
  public long strays;

  /** Datagrams dropped because the socket's buffer was full. */
  public long datagramsDropped;

  /** Packets that could not be made for lack of memory. */
  public long memoryFailures;

  /** Packets that the driver dropped because they could not be mapped. */
  public long mappingFailures;

  /** Packets that waited for room in the driver's ring. */
  public long queued;

  /** Timers of the socket that ran out. */
  public long timers;

  /** Times from the arrival of frames with payload until a program has read their last byte. */
  public final TimeHistogram deliveries = new TimeHistogram();

  /** Everything 0. */
  public Counts() {}
}
