package dev.tollgate.workload.disk;

import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.EventQueue;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of a disk's controller that serves commands: media, link, and every byte moved by DMA at
 * the time it arrives.
 *
 * <p>A read waits for the media, crosses the link and is written to memory; a write is read from
 * memory as it crosses the link, then goes to the media. While the I/O bus is taken or stands
 * still, data wait in the controller. Memory that the IOMMU refuses, or bytes that nobody wrote to
 * these sectors, end the run.
 */
final class CommandService {

  /** Told of each command when its data are where they belong. */
  interface Listener {

    /** The command is done at {@code now}; it is used again afterwards. */
    void served(DiskCommand command, long now);
  }

  /** How many commands of one kind there were, and what they moved. */
  private static final class Count {
    long commands;
    long bytes;
  }

  private final String device;
  private final int deviceId;
  private final EventQueue events;
  private final BusMaster bus;
  private final Media media;
  private final TransferLink link;
  private final Platters platters;
  private final ArrayDeque<DiskCommand> idle = new ArrayDeque<>();
  private final DepthMeter depth = new DepthMeter();
  private final EnumMap<DiskCommand.Kind, Count> counts = new EnumMap<>(DiskCommand.Kind.class);
  private @Nullable Listener listener;
  private byte[] buffer = new byte[1 << 16];

  /** A service that has nothing to do. */
  CommandService(
      String device,
      int deviceId,
      EventQueue events,
      BusMaster bus,
      Media media,
      TransferLink link,
      Platters platters) {
    this.device = device;
    this.deviceId = deviceId;
    this.events = events;
    this.bus = bus;
    this.media = media;
    this.link = link;
    this.platters = platters;
    for (DiskCommand.Kind kind : DiskCommand.Kind.values()) {
      counts.put(kind, new Count());
    }
  }

  private Count count(DiskCommand.Kind kind) {
    return Objects.requireNonNull(counts.get(kind));
  }

  /** Says who hears of commands that are done. */
  void listen(Listener who) {
    listener = who;
  }

  /** A command to be filled in. */
  DiskCommand take() {
    DiskCommand command = idle.poll();
    if (command == null) {
      command = new DiskCommand(this);
    }
    command.pieces.clear();
    return command;
  }

  /** Begins to serve a command of {@link #take}. */
  void start(DiskCommand command, long now) {
    check(command);
    depth.arrived(now);
    Count count = count(command.kind);
    count.commands++;
    count.bytes += command.bytes();
    switch (command.kind) {
      case READ -> schedule(command, DiskCommand.Stage.MEDIA, readMedia(command, now));
      case WRITE ->
          schedule(command, DiskCommand.Stage.LINK, link.transfer(false, command.bytes(), now));
      case FLUSH -> schedule(command, DiskCommand.Stage.END, media.flush(now));
    }
  }

  /** Takes a command to its next stage. */
  void goOn(DiskCommand command, long now) {
    boolean write = command.kind == DiskCommand.Kind.WRITE;
    switch (command.stage) {
      case MEDIA ->
          schedule(command, DiskCommand.Stage.LINK, link.transfer(true, command.bytes(), now));
      case LINK -> {
        long granted = bus.grantedAt(deviceId);
        if (granted > now) {
          schedule(command, DiskCommand.Stage.LINK, granted);
        } else if (write) {
          fromMemory(command);
          long there = Math.max(now, bus.completedAt(deviceId));
          long safe = media.write(command.sector, command.sectors, there);
          schedule(command, DiskCommand.Stage.END, safe);
        } else {
          toMemory(command);
          endAt(command, bus.completedAt(deviceId), now);
        }
      }
      case END -> endAt(command, bus.runsAt(deviceId), now);
    }
  }

  private void endAt(DiskCommand command, long time, long now) {
    if (time > now) {
      schedule(command, DiskCommand.Stage.END, time);
    } else {
      finish(command, now);
    }
  }

  private void finish(DiskCommand command, long now) {
    depth.left(now);
    Listener who = listener;
    if (who != null) {
      who.served(command, now);
    }
    idle.push(command);
  }

  private long readMedia(DiskCommand command, long now) {
    return media.read(command.sector, command.sectors, now);
  }

  private void schedule(DiskCommand command, DiskCommand.Stage stage, long time) {
    command.stage = stage;
    events.schedule(time, command);
  }

  private void toMemory(DiskCommand command) {
    byte[] data = room(command.bytes());
    platters.load(command.sector, command.sectors, data);
    int at = 0;
    for (int i = 0; i < command.pieces.count(); i++) {
      int length = command.pieces.length(i);
      if (!bus.write(deviceId, command.pieces.address(i), data, at, length)) {
        throw refused(command, i, "write");
      }
      at += length;
    }
  }

  private void fromMemory(DiskCommand command) {
    byte[] data = room(command.bytes());
    int at = 0;
    for (int i = 0; i < command.pieces.count(); i++) {
      int length = command.pieces.length(i);
      if (!bus.read(deviceId, command.pieces.address(i), data, at, length)) {
        throw refused(command, i, "read");
      }
      at += length;
    }
    platters.store(command.sector, command.sectors, data);
  }

  private void check(DiskCommand command) {
    long last = command.sector + command.sectors;
    if (command.pieces.bytes() != command.bytes()) {
      throw new InvariantViolation(
          "%s was given %d bytes of memory for a command of %d bytes"
              .formatted(device, command.pieces.bytes(), command.bytes()));
    }
    if (command.kind != DiskCommand.Kind.FLUSH
        && (command.sector < 0 || command.sectors < 1 || last > media.sectors())) {
      throw new InvariantViolation(
          "%s was asked for sectors %d to %d of %d"
              .formatted(device, command.sector, last - 1, media.sectors()));
    }
  }

  private InvariantViolation refused(DiskCommand command, int piece, String what) {
    return new InvariantViolation(
        "%s could not %s %d bytes at bus address 0x%x for sector %d: %s"
            .formatted(
                device,
                what,
                command.pieces.length(piece),
                command.pieces.address(piece),
                command.sector,
                bus.outcome()));
  }

  private byte[] room(int size) {
    if (buffer.length < size) {
      buffer = new byte[size];
    }
    return buffer;
  }

  /** Commands served of a kind. */
  long commands(DiskCommand.Kind kind) {
    return count(kind).commands;
  }

  /** Bytes moved by commands of a kind. */
  long bytes(DiskCommand.Kind kind) {
    return count(kind).bytes;
  }

  /** How many commands were there at once. */
  DepthMeter depth() {
    return depth;
  }

  /** Picoseconds that spindles or dies were busy, together. */
  long mediaBusy() {
    return media.busyPicoseconds();
  }
}
