package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.TimedAction;

/** A command that a disk's controller has fetched and works on; used again once it is complete. */
final class DiskCommand implements TimedAction {

  /** What a command does. */
  enum Kind {
    /** From the disk to memory. */
    READ,
    /** From memory to the disk. */
    WRITE,
    /** Makes everything written before safe. */
    FLUSH
  }

  /** What a command waits for. */
  enum Stage {
    /** A read: the media. */
    MEDIA,
    /** Its data on the link. */
    LINK,
    /** Only its end. */
    END
  }

  private final CommandService service;

  Kind kind = Kind.FLUSH;
  Stage stage = Stage.END;
  long sector;
  int sectors;
  final BusPieces pieces = new BusPieces();

  /** What the driver calls the command: completions carry it. */
  int handle;

  /** Queue it came in by. */
  int queue;

  DiskCommand(CommandService service) {
    this.service = service;
  }

  /** Bytes that it moves. */
  int bytes() {
    return kind == Kind.FLUSH ? 0 : sectors << SectorContent.SHIFT;
  }

  @Override
  public void run(long now) {
    service.goOn(this, now);
  }
}
