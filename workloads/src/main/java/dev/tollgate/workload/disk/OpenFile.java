package dev.tollgate.workload.disk;

/**
 * A file that a process has open.
 *
 * @param fileSystem it lies in
 * @param file the file
 * @param readAhead how far it is read ahead
 */
record OpenFile(FileSystem fileSystem, DiskFile file, ReadAhead readAhead) {}
