package dev.tollgate.cli.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.io.ByteStreams;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code runs.jsonl}: one line for each run as it finishes, so that nothing is lost
 * whatever happens to the runs after it. Lines stand in the order of finishing, which differs
 * between executions; {@code results.json} has them in order.
 *
 * <p>A line is handed to the operating system when {@link #append} returns, so a program that is
 * killed loses none. It is forced to the disk within a second of runs, and when the journal is
 * closed: a machine that loses power loses the runs of that second. Only a line that was being
 * written at that moment can be incomplete; it is passed over when the journal is read.
 *
 * <p>As long as a journal is open, no other program can open it. Safe for use by several threads.
 */
public final class RunJournal implements Closeable {

  /** Its name in the folder of results. */
  public static final String NAME = "runs.jsonl";

  private static final long FORCED_EVERY = TimeUnit.SECONDS.toNanos(1);

  private final Path file;
  private final FileChannel old;
  private FileChannel channel;
  private long forcedAt = System.nanoTime();

  private RunJournal(Path file, FileChannel channel) {
    this.file = file;
    this.old = channel;
    this.channel = channel;
  }

  /**
   * One line.
   *
   * @param tollgate version that made the run
   * @param digest of all that decides what the run does; null if it must be done whenever it is
   *     asked for
   * @param files SHA-256 of the content of each file in the run's folder, by name
   * @param run the run, finished or failed
   * @param meanings of its metrics
   */
  public record Line(
      String tollgate,
      @Nullable String digest,
      SortedMap<String, String> files,
      RunRecord run,
      SortedMap<String, String> meanings) {

    /** Copies what it is given. */
    public Line {
      files = ImmutableSortedMap.copyOf(files);
      meanings = ImmutableSortedMap.copyOf(meanings);
    }

    /** The same run at another place of an experiment. */
    public Line with(RunRecord moved) {
      return new Line(tollgate, digest, files, moved, meanings);
    }
  }

  /** Somebody else has the journal open. */
  public static final class InUseException extends IOException {

    private static final long serialVersionUID = 1L;

    InUseException() {
      super("another tollgate is writing there");
    }
  }

  /**
   * Opens the journal of a folder, with the lines that are in it.
   *
   * @throws InUseException if somebody else has it open
   */
  public static RunJournal open(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      lock(channel);
      channel.position(channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new RunJournal(file, channel);
  }

  private static void lock(FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw new InUseException();
    }
    if (lock == null) {
      throw new InUseException();
    }
  }

  /**
   * The lines as they were when the journal was opened, without those that cannot be understood.
   */
  public synchronized ImmutableList<Line> lines() throws IOException {
    old.position(0);
    String text =
        new String(ByteStreams.toByteArray(Channels.newInputStream(old)), StandardCharsets.UTF_8);
    ImmutableList.Builder<Line> lines = ImmutableList.builder();
    for (String line : text.split("\n", -1)) {
      Line read = parse(line);
      if (read != null) {
        lines.add(read);
      }
    }
    return lines.build();
  }

  /** A line, or null if it was cut off or another version wrote it: its run is done again. */
  private static @Nullable Line parse(String line) {
    try {
      return line.isEmpty() ? null : Json.MAPPER.readValue(line, Line.class);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /**
   * Begins anew with these lines in place of all that was there; readers, and a program that is
   * killed meanwhile, leave the old journal or the new one.
   */
  public synchronized void restart(List<Line> kept) throws IOException {
    Path temporary = file.resolveSibling("." + NAME + ".part");
    FileChannel fresh =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    try {
      lock(fresh);
      for (Line line : kept) {
        write(fresh, line);
      }
      fresh.force(true);
      try {
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
    channel = fresh;
  }

  /** Adds one line. */
  public synchronized void append(Line line) throws IOException {
    write(channel, line);
    long now = System.nanoTime();
    if (now - forcedAt >= FORCED_EVERY) {
      channel.force(false);
      forcedAt = now;
    }
  }

  private static void write(FileChannel channel, Line line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try (FileChannel first = old;
        FileChannel current = channel) {
      current.force(false);
    }
  }
}
