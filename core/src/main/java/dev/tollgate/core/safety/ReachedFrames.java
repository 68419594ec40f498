package dev.tollgate.core.safety;

import dev.tollgate.core.machine.FrameMarks;
import dev.tollgate.core.machine.ObjectMap;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The page frames that I/O pages lead to: described from the first page on that leads there, for
 * each domain by itself, until none does any more. Their objects are watched meanwhile.
 */
final class ReachedFrames {

  /** Instead of the number of a frame: a page leads to none. */
  static final long NOWHERE = -1;

  private final ObjectMap objects;
  private final NeighbourAccounts accounts;
  private final FrameMarks marks = new FrameMarks();
  private final PageIndex<ReachedFrame> frames = new PageIndex<>();
  private final ArrayDeque<ReachedFrame> spare = new ArrayDeque<>();

  ReachedFrames(ObjectMap objects, NeighbourAccounts accounts) {
    this.objects = objects;
    this.accounts = accounts;
  }

  /** A frame as the first domain reaches it, others follow; null if none does. */
  @Nullable ReachedFrame get(long number) {
    return frames.get(number);
  }

  /** A page begins to lead to a frame, or {@link #NOWHERE}. */
  void enter(ReachingPage page, long number, long now) {
    if (number == NOWHERE) {
      return;
    }
    ReachedFrame first = frames.get(number);
    ReachedFrame frame = first;
    while (frame != null && frame.domain != page.domain.number()) {
      frame = frame.next;
    }
    if (frame == null) {
      frame = spare.isEmpty() ? new ReachedFrame(accounts) : spare.pop();
      frame.begin(number, page.domain.number());
      frame.next = first;
      frames.put(number, frame);
      objects.watch(number);
      objects.visit(number, frame);
      look(frame, now);
    }
    frame.pages++;
    page.frame = frame;
  }

  /** A page no longer leads where it did, if anywhere. */
  void leave(ReachingPage page) {
    ReachedFrame frame = page.frame;
    page.frame = null;
    if (frame == null || --frame.pages > 0) {
      return;
    }
    objects.unwatch(frame.number);
    ReachedFrame before = Objects.requireNonNull(frames.get(frame.number));
    if (before == frame) {
      frames.put(frame.number, frame.next);
    } else {
      while (before.next != frame) {
        before = Objects.requireNonNull(before.next);
      }
      before.next = frame.next;
    }
    spare.push(frame);
  }

  /** Asks the allocator about a frame whose objects are others than before. */
  void look(ReachedFrame frame, long now) {
    frame.look(objects.contents(), marks, now);
  }
}
