package dev.tollgate.testkit;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.CacheSpec.Flag;
import dev.tollgate.testkit.AllocatorCommand.Allocate;
import dev.tollgate.testkit.AllocatorCommand.CreateCache;
import dev.tollgate.testkit.AllocatorCommand.Free;
import dev.tollgate.testkit.AllocatorCommand.GiveFrames;
import dev.tollgate.testkit.AllocatorCommand.Kmalloc;
import dev.tollgate.testkit.AllocatorCommand.RunOn;
import dev.tollgate.testkit.AllocatorCommand.TakeFrames;
import dev.tollgate.testkit.AllocatorCommand.Wait;
import dev.tollgate.testkit.LiveObjects.Live;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays one sequence of {@link AllocatorCommand}s on a fresh allocator; the {@link AllocatorRig}
 * judges every answer.
 */
final class AllocatorPlayer {

  /** Commands from one walk over all lists and all bytes to the next. */
  private static final int WALK_EVERY = 16;

  /** Live objects above which no more are asked for. */
  private static final int MOST_OBJECTS = 2500;

  private static final Flag[] WISHES = {Flag.HWCACHE_ALIGN, Flag.RECLAIM, Flag.TYPESAFE_BY_RCU};

  private final AllocatorRig rig;
  private final List<Live> blocks = new ArrayList<>();

  AllocatorPlayer(AllocatorVariant variant, AllocatorContract promises, Machine machine) {
    rig = new AllocatorRig(variant, promises, machine);
  }

  /** The machine and its allocator. */
  AllocatorRig rig() {
    return rig;
  }

  /** Plays it, and at the end gives everything back. */
  void play(List<AllocatorCommand> commands) {
    int played = 0;
    for (AllocatorCommand command : commands) {
      play(command);
      rig.checkUse();
      if (++played % WALK_EVERY == 0) {
        rig.checkAll();
      }
    }
    rig.checkAll();
    rig.freeAll();
    rig.checkAll();
  }

  private void play(AllocatorCommand command) {
    if (command instanceof Kmalloc c) {
      for (int i = 0; i < c.times() && rig.live.size() < MOST_OBJECTS; i++) {
        rig.kmalloc(c.size());
      }
    } else if (command instanceof CreateCache c) {
      rig.createCache(spec(c));
    } else if (command instanceof Allocate c) {
      for (int i = 0; i < c.times() && rig.caches() > 0 && rig.live.size() < MOST_OBJECTS; i++) {
        rig.allocate(c.cache() % rig.caches());
      }
    } else if (command instanceof Free c) {
      for (int i = 0; i < c.times() && !rig.live.isEmpty(); i++) {
        rig.free(rig.live.get(fromLast(c.object(), rig.live)));
      }
    } else if (command instanceof RunOn c) {
      rig.allocator.runOn(c.cpu() % rig.machine.profile().cpus());
    } else if (command instanceof TakeFrames c) {
      Live block = rig.takeFrames(c.order());
      if (block != null) {
        blocks.add(block);
      }
    } else if (command instanceof GiveFrames c) {
      if (!blocks.isEmpty()) {
        rig.giveFrames(blocks.remove(fromLast(c.block(), blocks)));
      }
    } else if (command instanceof Wait c) {
      rig.wait(c.seconds());
    }
  }

  private static int fromLast(int number, List<Live> all) {
    return all.size() - 1 - number % all.size();
  }

  private CacheSpec spec(CreateCache command) {
    ImmutableSet.Builder<Flag> flags = ImmutableSet.builder();
    for (int i = 0; i < WISHES.length; i++) {
      if ((command.wishes() >> i & 1) != 0) {
        flags.add(WISHES[i]);
      }
    }
    long alignment = command.alignmentShift() == 0 ? 0 : 1L << command.alignmentShift();
    return new CacheSpec("cache-" + rig.caches(), command.size(), alignment, flags.build());
  }
}
