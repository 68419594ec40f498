package dev.tollgate.workload.stream;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.core.spi.Workload;
import dev.tollgate.core.spi.WorkloadFactory;
import dev.tollgate.core.spi.WorkloadUse;
import dev.tollgate.workload.net.LinkSettings;
import dev.tollgate.workload.net.nic.NicParameters;
import dev.tollgate.workload.stream.peer.PeerSettings;
import jakarta.inject.Inject;

/** Makes streams. */
final class StreamFactory implements WorkloadFactory {

  private static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.<ParameterSpec>builder()
          .addAll(StreamOptions.PARAMETERS)
          .addAll(LinkSettings.PARAMETERS)
          .addAll(NicParameters.PARAMETERS)
          .addAll(PeerSettings.PARAMETERS)
          .build();

  @Inject
  StreamFactory() {}

  @Override
  public String description() {
    return "netperf between the machine and a peer over a gigabit link: TCP_STREAM, TCP_MAERTS,"
        + " TCP_RR and UDP_STREAM, in simulated time.";
  }

  @Override
  public ImmutableList<ParameterSpec> parameters() {
    return PARAMETERS;
  }

  @Override
  public ImmutableSet<WorkloadUse> uses() {
    return ImmutableSet.of(WorkloadUse.DMA, WorkloadUse.ALLOCATOR);
  }

  @Override
  public Workload create(Parameters parameters, long seed) {
    return new StreamWorkload(
        StreamOptions.of(parameters),
        LinkSettings.of(parameters),
        NicParameters.of(parameters),
        PeerSettings.of(parameters),
        seed);
  }
}
