package dev.tollgate.workload.disk;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.EventQueue;
import dev.tollgate.core.machine.TimedAction;

/**
 * A fibre-channel adapter like QLogic's 2300: its firmware fetches commands from a ring of requests
 * in the host's memory, one after the other, and puts what came of them into a ring of responses.
 */
final class QlogicAdapter implements CommandService.Listener, TimedAction {

  private final EventQueue events;
  private final BusMaster bus;
  private final int device;
  private final CommandService service;
  private final long firmwareTime;
  private final InterruptCoalescing interrupts;
  private final long requests;
  private final int requestEntries;
  private final long responses;
  private final int responseEntries;
  private final DoorbellWrites indexes = new DoorbellWrites();
  private final byte[] entry = new byte[QlogicFormat.BYTES];
  private final byte[] status = new byte[QlogicFormat.BYTES];
  private int out;
  private int in;
  private long firmwareFreeAt;

  /**
   * An adapter that was told where its rings are.
   *
   * @param firmwareTime picoseconds that its processor takes for each command
   * @param requests bus address of the ring of requests
   * @param responses bus address of the ring of responses
   */
  QlogicAdapter(
      EventQueue events,
      BusMaster bus,
      int device,
      CommandService service,
      long firmwareTime,
      InterruptCoalescing interrupts,
      long requests,
      int requestEntries,
      long responses,
      int responseEntries) {
    this.events = events;
    this.bus = bus;
    this.device = device;
    this.service = service;
    this.firmwareTime = firmwareTime;
    this.interrupts = interrupts;
    this.requests = requests;
    this.requestEntries = requestEntries;
    this.responses = responses;
    this.responseEntries = responseEntries;
    service.listen(this);
  }

  /** The register of the request ring's end is written at {@code at}: there is one more command. */
  void requestIn(int index, long at) {
    indexes.add(index);
    firmwareFreeAt = Math.max(firmwareFreeAt, at) + firmwareTime;
    events.schedule(firmwareFreeAt, this);
  }

  @Override
  public void run(long now) {
    long granted = bus.grantedAt(device);
    if (granted > now) {
      events.schedule(granted, this); // the bus is taken or stands still
      return;
    }
    int end = indexes.remove();
    while (out != end) {
      begin(now);
    }
  }

  private void begin(long now) {
    fetch();
    if (QlogicFormat.type(entry) != QlogicFormat.COMMAND) {
      throw new InvariantViolation(
          "the fibre-channel adapter fetched an entry of type 0x%x where a command should be"
              .formatted(QlogicFormat.type(entry)));
    }
    DiskCommand command = service.take();
    command.handle = QlogicFormat.handle(entry);
    command.kind =
        switch (QlogicFormat.operation(entry)) {
          case QlogicFormat.READ_10 -> DiskCommand.Kind.READ;
          case QlogicFormat.WRITE_10 -> DiskCommand.Kind.WRITE;
          case QlogicFormat.SYNCHRONIZE_CACHE_10 -> DiskCommand.Kind.FLUSH;
          default ->
              throw new InvariantViolation(
                  "the fibre-channel adapter fetched a command with operation 0x%x"
                      .formatted(QlogicFormat.operation(entry)));
        };
    command.sector = QlogicFormat.block(entry);
    command.sectors = QlogicFormat.blocks(entry);
    int left = QlogicFormat.segments(entry);
    int more = QlogicFormat.count(entry) - 1;
    left -= segments(command, false, Math.min(left, QlogicFormat.COMMAND_SEGMENTS));
    for (int i = 0; i < more; i++) {
      fetch();
      left -= segments(command, true, Math.min(left, QlogicFormat.CONTINUATION_SEGMENTS));
    }
    service.start(command, now);
  }

  private int segments(DiskCommand command, boolean continuation, int count) {
    for (int i = 0; i < count; i++) {
      command.pieces.add(
          QlogicFormat.segmentAddress(entry, continuation, i),
          QlogicFormat.segmentLength(entry, continuation, i));
    }
    return count;
  }

  private void fetch() {
    long at = requests + ((long) out << QlogicFormat.SHIFT);
    if (!bus.read(device, at, entry, 0, QlogicFormat.BYTES)) {
      throw refused("read a request", at);
    }
    out = (out + 1) % requestEntries;
  }

  @Override
  public void served(DiskCommand command, long now) {
    QlogicFormat.putStatus(status, command.handle);
    long at = responses + ((long) in << QlogicFormat.SHIFT);
    if (!bus.write(device, at, status, 0, QlogicFormat.BYTES)) {
      throw refused("write a response", at);
    }
    in = (in + 1) % responseEntries;
    interrupts.completion(now);
  }

  private InvariantViolation refused(String what, long at) {
    return new InvariantViolation(
        "the fibre-channel adapter could not %s at bus address 0x%x: %s"
            .formatted(what, at, bus.outcome()));
  }
}
