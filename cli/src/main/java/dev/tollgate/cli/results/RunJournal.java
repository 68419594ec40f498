package dev.tollgate.cli.results;

import com.google.common.collect.ImmutableSortedMap;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;

/**
 * The file {@code runs.jsonl}: one line for each run as it finishes, so that nothing is lost
 * whatever happens to the runs after it. Lines stand in the order of finishing, which differs
 * between executions; {@code results.json} has them in order.
 *
 * <p>A line is on the disk when {@link #append} returns. Only a line that was being written when
 * the machine stopped can be incomplete, and it is the last. Safe for use by several threads.
 */
public final class RunJournal implements Closeable {

  /** Its name in the folder of results. */
  public static final String NAME = "runs.jsonl";

  private final FileChannel channel;

  private RunJournal(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * One line.
   *
   * @param tollgate version that made the run
   * @param run the run, finished or failed
   * @param meanings of its metrics
   */
  public record Line(String tollgate, RunRecord run, SortedMap<String, String> meanings) {

    /** Copies what it is given. */
    public Line {
      meanings = ImmutableSortedMap.copyOf(meanings);
    }
  }

  /** Begins a new journal in a folder, in place of any old one. */
  public static RunJournal create(Path folder) throws IOException {
    return new RunJournal(
        FileChannel.open(
            folder.resolve(NAME),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING));
  }

  /** Adds one line. */
  public synchronized void append(Line line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(false);
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
