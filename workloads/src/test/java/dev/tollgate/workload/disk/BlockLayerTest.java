package dev.tollgate.workload.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.workload.FrameObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BlockLayerTest implements DiskDriver, Bio.Owner {

  private final Rig rig = new Rig();
  private final List<BlockRequest> issued = new ArrayList<>();
  private final List<Long> done = new ArrayList<>();
  private DiskDriver.@Nullable Listener listener;
  private DiskLimits limits = new DiskLimits(64, 4, 8192, false);
  private int room = 100;
  private int commits;

  @Override
  public DiskLimits limits() {
    return limits;
  }

  @Override
  public void listen(DiskDriver.Listener who) {
    listener = who;
  }

  @Override
  public boolean issue(BlockRequest request) {
    if (issued.size() == room) {
      return false;
    }
    issued.add(request);
    return true;
  }

  @Override
  public void commit() {
    commits++;
  }

  @Override
  public void close() {}

  @Override
  public void report(MetricSink sink) {}

  @Override
  public void done(Bio bio) {
    done.add(bio.sector);
  }

  private BlockLayer layer() {
    DiskCosts costs = new DiskCosts(rig.machine);
    FrameObjects objects = new FrameObjects(rig.machine.pages());
    return new BlockLayer(rig.machine, this, new KernelObjects(objects), costs, false);
  }

  private void submit(BlockLayer layer, DiskCommand.Kind kind, long sector, long... addresses) {
    Bio bio = layer.bio(kind, sector, this);
    for (long address : addresses) {
      bio.add(address, 4096, 0);
    }
    layer.submit(bio);
  }

  private void read(BlockLayer layer, long sector, long... addresses) {
    submit(layer, DiskCommand.Kind.READ, sector, addresses);
  }

  private String issuedText() {
    StringBuilder text = new StringBuilder();
    for (BlockRequest request : issued) {
      text.append(request.kind).append(' ').append(request.sector).append('+');
      text.append(request.sectors).append(':');
      for (int i = 0; i < request.segments.length(); i++) {
        text.append(" %x+%x".formatted(request.segments.physical(i), request.segments.size(i)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  void neighboursBecomeOneRequestFromBothSides() {
    BlockLayer layer = layer();
    read(layer, 8, 0x5000);
    read(layer, 16, 0x9000);
    read(layer, 0, 0x4000);
    layer.unplug();

    assertThat(issuedText()).isEqualTo("READ 0+24: 4000+2000 9000+1000\n");
    assertThat(commits).isEqualTo(1);
  }

  @Test
  void readsAndWritesStayApart() {
    BlockLayer layer = layer();
    read(layer, 0, 0x5000);
    submit(layer, DiskCommand.Kind.WRITE, 8, 0x6000);
    layer.unplug();

    assertThat(issuedText()).isEqualTo("READ 0+8: 5000+1000\nWRITE 8+8: 6000+1000\n");
  }

  @Test
  void noRequestHasMoreSectorsOrSegmentsThanTheDriverTakes() {
    BlockLayer layer = layer();
    for (int i = 0; i < 5; i++) {
      read(layer, 8L * i, 0x1_0000L + 0x2000L * i);
    }
    layer.unplug();

    assertThat(issued).extracting(request -> request.sectors).containsExactly(32, 8);
    limits = new DiskLimits(16, 100, 8192, false);
    BlockLayer small = layer();
    issued.clear();
    for (int i = 0; i < 5; i++) {
      read(small, 8L * i, 0x1_0000L + 0x1000L * i);
    }
    small.unplug();
    assertThat(issued).extracting(request -> request.sectors).containsExactly(16, 16, 8);
  }

  @Test
  void segmentsAreJoinedUpToTheLongestThatTheDeviceTakes() {
    BlockLayer layer = layer();
    read(layer, 0, 0x5000, 0x6000, 0x7000, 0x9000);
    layer.unplug();

    assertThat(issuedText()).isEqualTo("READ 0+32: 5000+2000 7000+1000 9000+1000\n");
  }

  @Test
  void wherePagesMustBeWholeBiosThatEndWithinOneAreNotFollowed() {
    limits = new DiskLimits(64, 8, 8192, true);
    BlockLayer layer = layer();
    Bio half = layer.bio(DiskCommand.Kind.READ, 0, this);
    half.add(0x5000, 2048, 0);
    layer.submit(half);
    read(layer, 4, 0x6000);
    read(layer, 12, 0x8000);
    layer.unplug();

    assertThat(issuedText()).isEqualTo("READ 0+4: 5000+800\nREAD 4+16: 6000+1000 8000+1000\n");
  }

  @Test
  void requestsWaitUntilTheDeviceHasRoomAndMergeMeanwhile() {
    room = 1;
    BlockLayer layer = layer();
    read(layer, 800, 0x5000);
    layer.unplug();
    read(layer, 0, 0x6000);
    layer.unplug();
    read(layer, 8, 0x7000);
    layer.unplug();
    assertThat(issued).hasSize(1);
    assertThat(layer.outstanding()).isEqualTo(2);

    room = 2;
    BlockRequest first = issued.get(0);
    DiskDriver.Listener told = Objects.requireNonNull(listener);
    told.served(first);
    told.roomAgain();

    assertThat(done).containsExactly(800L);
    assertThat(issued.get(1).sectors).isEqualTo(16);
    assertThat(issued.get(1).segments.size(0)).isEqualTo(8192);
  }

  @Test
  void everyBioOfARequestIsTold() {
    BlockLayer layer = layer();
    read(layer, 8, 0x5000);
    read(layer, 0, 0x9000);
    layer.unplug();
    Objects.requireNonNull(listener).served(issued.get(0));

    assertThat(done).containsExactly(0L, 8L);
    assertThat(layer.outstanding()).isEqualTo(0);
  }

  @Test
  void aFlushMergesWithNothing() {
    BlockLayer layer = layer();
    read(layer, 0, 0x5000);
    layer.submit(layer.bio(DiskCommand.Kind.FLUSH, 0, this));
    submit(layer, DiskCommand.Kind.WRITE, 8, 0x6000);
    layer.unplug();

    assertThat(issued)
        .extracting(request -> request.kind)
        .containsExactly(DiskCommand.Kind.READ, DiskCommand.Kind.FLUSH, DiskCommand.Kind.WRITE);
  }
}
