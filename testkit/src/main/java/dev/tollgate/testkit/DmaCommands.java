package dev.tollgate.testkit;

import dev.tollgate.testkit.DmaCommand.Action;
import java.util.Random;

/** Draws what drivers do: a little more is mapped than unmapped, so that I/O pages run short. */
final class DmaCommands implements CommandLanguage<DmaCommand> {

  @Override
  public DmaCommand random(Random random) {
    int drawn = random.nextInt(10);
    Action action =
        drawn < 3
            ? Action.MAP
            : drawn < 4 ? Action.MAP_SCATTER : drawn < 7 ? Action.UNMAP : Action.MOVE;
    return new DmaCommand(action, random.nextInt(1 << 10), random.nextInt(1 << 12));
  }
}
