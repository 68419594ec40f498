package dev.tollgate.testkit;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.testkit.IommuCommand.Access;
import dev.tollgate.testkit.IommuCommand.AccessAny;
import dev.tollgate.testkit.IommuCommand.AccessGone;
import dev.tollgate.testkit.IommuCommand.Invalidate;
import dev.tollgate.testkit.IommuCommand.InvalidateAll;
import dev.tollgate.testkit.IommuCommand.Map;
import dev.tollgate.testkit.IommuCommand.Unmap;
import java.util.List;
import java.util.Random;

/** How {@link IommuCommand}s are drawn and simplified. */
final class IommuCommands implements CommandLanguage<IommuCommand> {

  /** Most pages of one mapping. */
  static final int MOST_PAGES = IommuRig.DATA_FRAMES / 2;

  private static final int DEVICES = IommuRig.DEVICES.size();
  private static final int MANY = 64;
  private static final int FEW = 4;
  private static final DmaDirection[] DIRECTIONS = DmaDirection.values();

  @Override
  public IommuCommand random(Random random) {
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3 ->
          new Map(
              random.nextInt(DEVICES),
              pages(random),
              random.nextInt(4) == 0 ? random.nextInt(6) : 0,
              random.nextInt(MOST_PAGES),
              DIRECTIONS[random.nextInt(DIRECTIONS.length)]);
      case 4, 5, 6 ->
          new Unmap(random.nextInt(random.nextBoolean() ? MANY : FEW), random.nextBoolean());
      case 7 -> new Invalidate(random.nextInt(FEW));
      case 8 -> new InvalidateAll(random.nextInt(DEVICES));
      case 9, 10, 11, 12 ->
          new Access(
              random.nextInt(DEVICES), random.nextInt(FEW), pages(random), random.nextBoolean());
      case 13, 14 ->
          new AccessGone(
              random.nextInt(DEVICES), random.nextInt(FEW), pages(random), random.nextBoolean());
      default ->
          new AccessAny(random.nextInt(DEVICES), random.nextInt(1 << 15), random.nextBoolean());
    };
  }

  private static int pages(Random random) {
    return switch (random.nextInt(20)) {
      case 0 -> 1 + random.nextInt(MOST_PAGES);
      case 1, 2, 3, 4 -> 1 + random.nextInt(16);
      default -> 1 + random.nextInt(2);
    };
  }

  @Override
  public List<IommuCommand> simpler(IommuCommand command) {
    Simpler<IommuCommand> simpler = new Simpler<>();
    if (command instanceof Map map) {
      simplify(map, simpler);
    } else if (command instanceof Unmap c) {
      simpler
          .number(c.mapping(), 0, mapping -> new Unmap(mapping, c.invalidate()))
          .flag(c.invalidate(), invalidate -> new Unmap(c.mapping(), invalidate));
    } else if (command instanceof Invalidate c) {
      simpler.number(c.mapping(), 0, Invalidate::new);
    } else if (command instanceof InvalidateAll c) {
      simpler.number(c.domain(), 0, InvalidateAll::new);
    } else if (command instanceof Access c) {
      simpler
          .number(c.device(), 0, device -> new Access(device, c.mapping(), c.page(), c.write()))
          .number(c.mapping(), 0, mapping -> new Access(c.device(), mapping, c.page(), c.write()))
          .number(c.page(), 0, page -> new Access(c.device(), c.mapping(), page, c.write()))
          .flag(c.write(), write -> new Access(c.device(), c.mapping(), c.page(), write));
    } else if (command instanceof AccessGone c) {
      simpler
          .number(c.device(), 0, device -> new AccessGone(device, c.mapping(), c.page(), c.write()))
          .number(
              c.mapping(), 0, mapping -> new AccessGone(c.device(), mapping, c.page(), c.write()))
          .number(c.page(), 0, page -> new AccessGone(c.device(), c.mapping(), page, c.write()))
          .flag(c.write(), write -> new AccessGone(c.device(), c.mapping(), c.page(), write));
    } else if (command instanceof AccessAny c) {
      for (int device = 0; device < DEVICES; device++) {
        simpler.instead(new Access(device, 0, 0, c.write()));
        simpler.instead(new AccessGone(device, 0, 0, c.write()));
      }
      simpler
          .number(c.device(), 0, device -> new AccessAny(device, c.ioPage(), c.write()))
          .number(c.ioPage(), 0, ioPage -> new AccessAny(c.device(), ioPage, c.write()))
          .flag(c.write(), write -> new AccessAny(c.device(), c.ioPage(), write));
    }
    return simpler.commands();
  }

  private static void simplify(Map c, Simpler<IommuCommand> simpler) {
    simpler
        .number(
            c.domain(),
            0,
            domain -> new Map(domain, c.pages(), c.alignmentShift(), c.frame(), c.direction()))
        .number(
            c.pages(),
            1,
            pages -> new Map(c.domain(), pages, c.alignmentShift(), c.frame(), c.direction()))
        .number(
            c.alignmentShift(),
            0,
            shift -> new Map(c.domain(), c.pages(), shift, c.frame(), c.direction()))
        .number(
            c.frame(),
            0,
            frame -> new Map(c.domain(), c.pages(), c.alignmentShift(), frame, c.direction()))
        .choice(
            c.direction(),
            direction -> new Map(c.domain(), c.pages(), c.alignmentShift(), c.frame(), direction));
  }
}
