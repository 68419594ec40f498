package dev.tollgate.workload.disk;

/** What holds a disk's data, behind its controller: how long it takes to get at it. */
interface Media {

  /**
   * Reads.
   *
   * @param sector first sector
   * @param sectors how many
   * @param now picoseconds at which the command arrives; never less than at the call before
   * @return picoseconds at which all data are there to be sent
   */
  long read(long sector, int sectors, long now);

  /** Writes data that have arrived; returns when they are safe from the host's point of view. */
  long write(long sector, int sectors, long now);

  /** Empties buffers that do not survive a power failure; returns when that is done. */
  long flush(long now);

  /** Picoseconds that all spindles or dies were busy, together. */
  long busyPicoseconds();

  /** Sectors there are. */
  long sectors();
}
