package dev.tollgate.workload.trace;

import dev.tollgate.workload.trace.OffsetVotes.Range;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search for the distance between an IOMMU log's clock and a trace's clock.
 *
 * <p>A unit can fill its cache with a translation only while the page is mapped to that physical
 * page, and it is told to forget a page only between the unmap and the next map. So every such line
 * of the log, paired with a span of the trace for the same page, allows a range of distances; the
 * true one lies in a range of nearly every line, a wrong one in few.
 *
 * <ol>
 *   <li>All pairs of the log with the trace's first spans vote for one distance ({@link
 *       OffsetVotes}); this also finds where in the log the trace begins.
 *   <li>Along the log, every {@value #WINDOW} lines vote again, only with the spans near that
 *       distance. Neighbouring windows whose ranges meet share one distance; where they no longer
 *       meet, the clocks have drifted, and a new anchor begins.
 * </ol>
 *
 * <p>Of the range that is left, the largest distance is taken: it puts the log's lines as early as
 * the trace allows. The tightest bound from above is an unmap and its invalidation, a few
 * microseconds of one CPU's work; from below, the last access before an unmap, which an interrupt
 * separates from it.
 */
final class ClockFit {

  private static final int MOST_PAIRS = 1 << 20;
  private static final int FEWEST_SPANS = 64;
  private static final int FEWEST_VOTES = 8;
  private static final int WINDOW = 512;
  private static final long REACH_NANOS = 2_000_000;

  private final PageSpans spans;
  private final LogObservations log;
  private final int[] cursors;
  private long uncertaintyNanos;

  ClockFit(PageSpans spans, LogObservations log) {
    this.spans = spans;
    this.log = log;
    this.cursors = new int[spans.count()];
  }

  /** One range of distances that holds for a stretch of the log. */
  private record Stretch(long fromNanos, long toNanos, Range offsets) {}

  /** Returns the clock, or null if the log does not fit the trace. */
  @Nullable LogClock fit() {
    int used = spans.count();
    while (used > FEWEST_SPANS && log.pairs(used) > MOST_PAIRS) {
      used /= 2;
    }
    if (log.pairs(used) > MOST_PAIRS) {
      return null;
    }
    Range coarse = vote(used);
    if (coarse.votes() < FEWEST_VOTES) {
      return null;
    }
    List<LogClock.Anchor> anchors = new ArrayList<>();
    for (Stretch stretch : stretches(coarse.high())) {
      Range offsets = stretch.offsets();
      long middle = stretch.fromNanos() + (stretch.toNanos() - stretch.fromNanos()) / 2;
      anchors.add(new LogClock.Anchor(middle, offsets.high()));
      uncertaintyNanos = Math.max(uncertaintyNanos, offsets.high() - offsets.low());
    }
    return anchors.isEmpty() ? null : new LogClock(anchors);
  }

  /** Returns by how much less than the one taken the distance may be, in nanoseconds. */
  long uncertaintyNanos() {
    return uncertaintyNanos;
  }

  private Range vote(int mostSpans) {
    OffsetVotes votes = new OffsetVotes();
    for (int i = 0; i < log.count(); i++) {
      int span = log.firstSpan(i);
      while (span != PageSpans.NONE && span < mostSpans) {
        votes.add(log.time(i) - spans.end(span), log.time(i) - spans.start(span));
        span = spans.following(span);
      }
    }
    return votes.best();
  }

  private List<Stretch> stretches(long firstOffset) {
    List<Stretch> stretches = new ArrayList<>();
    OffsetVotes votes = new OffsetVotes();
    long near = firstOffset;
    long from = 0;
    int lines = 0;
    for (int i = 0; i < log.count(); i++) {
      long time = log.time(i);
      if (voteNear(votes, i, near)) {
        from = lines == 0 ? time : from;
        lines++;
      }
      if (lines == WINDOW || (i == log.count() - 1 && lines >= FEWEST_VOTES)) {
        Range range = votes.best();
        if (2 * range.votes() > lines) {
          join(stretches, new Stretch(from, time, range));
          near = stretches.get(stretches.size() - 1).offsets().high();
        }
        votes.clear();
        lines = 0;
      }
    }
    return stretches;
  }

  /** Lets one line vote with the spans that lie within reach of the distance found so far. */
  private boolean voteNear(OffsetVotes votes, int line, long near) {
    int first = log.firstSpan(line);
    long moment = log.time(line) - near;
    int span = cursors[first] == 0 ? first : cursors[first];
    while (spans.end(span) < moment - REACH_NANOS && spans.following(span) != PageSpans.NONE) {
      span = spans.following(span);
    }
    cursors[first] = span;
    boolean voted = false;
    while (span != PageSpans.NONE && spans.start(span) <= moment + REACH_NANOS) {
      if (spans.end(span) >= moment - REACH_NANOS) {
        votes.add(log.time(line) - spans.end(span), log.time(line) - spans.start(span));
        voted = true;
      }
      span = spans.following(span);
    }
    return voted;
  }

  private static void join(List<Stretch> stretches, Stretch next) {
    int last = stretches.size() - 1;
    if (last < 0) {
      stretches.add(next);
      return;
    }
    Range both = stretches.get(last).offsets().meet(next.offsets());
    if (both.isEmpty()) {
      stretches.add(next);
    } else {
      stretches.set(last, new Stretch(stretches.get(last).fromNanos(), next.toNanos(), both));
    }
  }
}
