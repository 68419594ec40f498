package dev.tollgate.testkit;

import dev.tollgate.testkit.DmaCommand.Action;
import java.util.Random;

/** Draws what drivers do: a little more is mapped than unmapped, so that I/O pages run short. */
final class DmaCommands implements CommandLanguage<DmaCommand> {

  @Override
  public DmaCommand random(Random random) {
    int drawn = random.nextInt(10);
    Action action =
        switch (drawn) {
          case 0, 1 -> Action.MAP;
          case 2 -> Action.MAP_SCATTER;
          case 3 -> Action.MAP_MULTI;
          case 4, 5, 6 -> Action.UNMAP;
          default -> Action.MOVE;
        };
    return new DmaCommand(action, random.nextInt(1 << 10), random.nextInt(1 << 12));
  }
}
