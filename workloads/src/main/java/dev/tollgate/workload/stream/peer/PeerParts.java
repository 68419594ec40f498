package dev.tollgate.workload.stream.peer;

import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.workload.net.FramePool;
import dev.tollgate.workload.net.LinkPort;
import dev.tollgate.workload.stream.payload.Payload;

/**
 * What the peer is made of.
 *
 * @param events where its work is scheduled
 * @param port its end of the link
 * @param frames where its frames come from
 * @param costs what its work costs
 * @param incoming bytes that the machine under test sends
 * @param outgoing bytes that the peer sends
 */
public record PeerParts(
    EventQueue events,
    LinkPort port,
    FramePool frames,
    PeerSettings costs,
    Payload incoming,
    Payload outgoing) {}
