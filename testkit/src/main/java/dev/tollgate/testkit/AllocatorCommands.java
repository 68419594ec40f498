package dev.tollgate.testkit;

import dev.tollgate.testkit.AllocatorCommand.Allocate;
import dev.tollgate.testkit.AllocatorCommand.CreateCache;
import dev.tollgate.testkit.AllocatorCommand.Free;
import dev.tollgate.testkit.AllocatorCommand.GiveFrames;
import dev.tollgate.testkit.AllocatorCommand.Kmalloc;
import dev.tollgate.testkit.AllocatorCommand.RunOn;
import dev.tollgate.testkit.AllocatorCommand.TakeFrames;
import dev.tollgate.testkit.AllocatorCommand.Wait;
import java.util.List;
import java.util.Random;

/** How {@link AllocatorCommand}s are drawn and simplified. */
final class AllocatorCommands implements CommandLanguage<AllocatorCommand> {

  /** CPUs that commands speak of; those of the machine, taken modulo. */
  static final int CPUS = 4;

  private static final int FEW = 8;
  private static final int MANY = 2000;
  private static final int LARGEST_OBJECT = 12_000;

  @Override
  public AllocatorCommand random(Random random) {
    return switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> new Kmalloc(size(random), times(random));
      case 8 ->
          new CreateCache(
              1 + size(random) % LARGEST_OBJECT,
              random.nextBoolean() ? random.nextInt(8) : 0,
              random.nextInt(8));
      case 9, 10, 11, 12 -> new Allocate(random.nextInt(FEW), times(random));
      case 13, 14, 15, 16, 17, 18, 19 ->
          new Free(random.nextInt(random.nextBoolean() ? MANY : FEW), times(random));
      case 20 -> new RunOn(random.nextInt(CPUS));
      case 21 -> new TakeFrames(random.nextInt(4));
      case 22 -> new GiveFrames(random.nextInt(FEW));
      default -> new Wait(1 + random.nextInt(FEW));
    };
  }

  private static int times(Random random) {
    return switch (random.nextInt(16)) {
      case 0 -> 1 + random.nextInt(200);
      case 1, 2, 3 -> 1 + random.nextInt(20);
      default -> 1;
    };
  }

  private static int size(Random random) {
    return switch (random.nextInt(16)) {
      case 0 -> 0;
      case 1 -> 1 << random.nextInt(16);
      case 2 -> 4080 + random.nextInt(24);
      case 3 -> 1 + random.nextInt(20_000);
      case 4, 5 -> 1 + random.nextInt(3000);
      default -> 1 + random.nextInt(300);
    };
  }

  @Override
  public List<AllocatorCommand> simpler(AllocatorCommand command) {
    Simpler<AllocatorCommand> simpler = new Simpler<>();
    if (command instanceof Kmalloc c) {
      simpler
          .number(c.times(), 1, times -> new Kmalloc(c.size(), times))
          .number(c.size(), 0, size -> new Kmalloc(size, c.times()));
    } else if (command instanceof CreateCache c) {
      simpler
          .number(c.size(), 1, size -> new CreateCache(size, c.alignmentShift(), c.wishes()))
          .number(c.alignmentShift(), 0, shift -> new CreateCache(c.size(), shift, c.wishes()))
          .number(c.wishes(), 0, wishes -> new CreateCache(c.size(), c.alignmentShift(), wishes));
    } else if (command instanceof Allocate c) {
      simpler
          .number(c.times(), 1, times -> new Allocate(c.cache(), times))
          .number(c.cache(), 0, cache -> new Allocate(cache, c.times()));
    } else if (command instanceof Free c) {
      simpler
          .number(c.times(), 1, times -> new Free(c.object(), times))
          .number(c.object(), 0, object -> new Free(object, c.times()));
    } else if (command instanceof RunOn c) {
      simpler.number(c.cpu(), 0, RunOn::new);
    } else if (command instanceof TakeFrames c) {
      simpler.number(c.order(), 0, TakeFrames::new);
    } else if (command instanceof GiveFrames c) {
      simpler.number(c.block(), 0, GiveFrames::new);
    } else if (command instanceof Wait c) {
      simpler.number(c.seconds(), 1, Wait::new);
    }
    return simpler.commands();
  }
}
