package dev.tollgate.workload.stream.host;

import dev.tollgate.core.machine.Machine;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.stream.payload.Payload;

/**
 * What the machine under test is made of.
 *
 * @param machine its CPUs, memory and ledger
 * @param packets where its packets come from
 * @param counts what it counts
 * @param interruptCpu CPU of the interface's interrupts, of soft interrupts and timers
 * @param programCpu CPU of netserver
 * @param incoming bytes that the peer sends
 * @param outgoing bytes that the machine sends
 */
public record HostParts(
    Machine machine,
    PacketMemory packets,
    Counts counts,
    int interruptCpu,
    int programCpu,
    Payload incoming,
    Payload outgoing) {}
