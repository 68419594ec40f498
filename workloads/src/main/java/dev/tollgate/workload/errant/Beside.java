package dev.tollgate.workload.errant;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.Device;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.FreshMachines;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadContext;
import dev.tollgate.core.spi.WorkloadDemands;
import org.jspecify.annotations.Nullable;

/**
 * A device that errs beside another workload, on the same machine, while that one lets time pass:
 * it takes a turn each interval, as an event. Its drivers' work is done by a CPU where CPUs take
 * time. The other workload is as it is by itself; its devices come first, those of the {@linkplain
 * Scene scene} behind them.
 */
final class Beside implements Workload {

  private final Workload other;
  private final int othersDevices;
  private final ErrantOptions options;
  private final long seed;
  private final Tally tally = new Tally();
  private final ErrantReport report = new ErrantReport(tally);
  private @Nullable Turns turns;
  private @Nullable Shortest shortest;

  Beside(Workload other, ErrantOptions options, long seed) {
    this.other = other;
    this.othersDevices = other.demands().devices().size();
    this.options = options;
    this.seed = seed;
  }

  @Override
  public WorkloadDemands demands() {
    WorkloadDemands theirs = other.demands();
    ImmutableList.Builder<Device> devices = ImmutableList.builder();
    devices.addAll(theirs.devices());
    for (Device device : Scene.DEVICES) {
      devices.add(
          Device.ofDefaults(othersDevices + device.id(), "errant-" + device.name(), device.bus()));
    }
    return new WorkloadDemands(devices.build(), theirs.ioPages(), theirs.capabilities());
  }

  @Override
  public void run(WorkloadContext context) {
    Turns mine = new Turns(context, options, othersDevices, tally, seed);
    turns = mine;
    mine.next();
    other.run(context);
    mine.close();
  }

  @Override
  public void afterwards(FreshMachines machines) {
    Turns mine = turns;
    if (options.shortest() && mine != null && !mine.firstSuccess().isEmpty()) {
      Shortest search = new Shortest(machines, options);
      search.find(mine.firstSuccess(), mine.firstSuccess());
      shortest = search;
    }
    other.afterwards(machines);
  }

  @Override
  public void report(MetricSink sink) {
    other.report(sink);
    report.reportBeside(sink);
    report.sequence(sink, shortest);
  }
}
