package dev.tollgate.workload.disk.fio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.text.Resources;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FioJobFileTest {

  private static final ImmutableList<FioBlockSize> FOUR_K =
      ImmutableList.of(new FioBlockSize(4096, 100));

  @Test
  void defaultsAreFios() {
    assertThat(job("size=1m"))
        .isEqualTo(
            new FioJob(
                "a",
                FioPattern.READ,
                FOUR_K,
                FOUR_K,
                1 << 20,
                FioEngine.PSYNC,
                1,
                1,
                50,
                false,
                0,
                false,
                "",
                false,
                false,
                ImmutableMap.of("size", "1m")));
  }

  @Test
  void jobsTakeWhatGlobalSectionsBeforeThemSay() {
    FioJobFile file = FioJobFile.parse("p", Resources.text(getClass(), "two-jobs.fio"));
    assertThat(file.global())
        .containsExactly(
            Map.entry("directory", "/data"),
            Map.entry("ioengine", "libaio"),
            Map.entry("direct", "1"),
            Map.entry("runtime", "1"));
    FioJob mixed = file.jobs().get(0);
    assertThat(mixed.name()).isEqualTo("mixed");
    assertThat(mixed.pattern()).isEqualTo(FioPattern.RANDRW);
    assertThat(mixed.readPercent()).isEqualTo(70);
    assertThat(mixed.readSizes())
        .containsExactly(new FioBlockSize(4096, 50), new FioBlockSize(8192, 50));
    assertThat(mixed.effectiveDepth()).isEqualTo(8);
    assertThat(mixed.processes()).isEqualTo(2);
    assertThat(mixed.reportedTogether()).isTrue();
    assertThat(mixed.direct()).isTrue();
    assertThat(mixed.runtimeMicroseconds()).isEqualTo(1_000_000);
    assertThat(mixed.options().keySet())
        .containsExactly("rw", "rwmixread", "bssplit", "size", "iodepth", "numjobs");
    FioJob second = file.jobs().get(1);
    assertThat(second.name()).isEqualTo("second job");
    assertThat(second.waits()).isTrue();
    assertThat(second.reportedTogether()).isFalse();
    assertThat(second.readSizes()).containsExactly(new FioBlockSize(65536, 100));
  }

  @Test
  void aLaterGlobalSectionHoldsFromThenOn() {
    FioJobFile file =
        FioJobFile.parse(
            "p", "[global]\nsize=8k\nbs=1k\n[a]\n[global]\nsize=16k\n[b]\n[c]\nsize=4k\n");
    assertThat(file.jobs()).extracting(FioJob::bytes).containsExactly(8192L, 16384L, 4096L);
    assertThat(file.jobs()).allMatch(job -> job.readSizes().get(0).bytes() == 1024);
    assertThat(file.jobs().get(0).options()).isEmpty();
  }

  /** Sizes that fio 3.33 was seen to take so. */
  @ParameterizedTest
  @CsvSource({
    "102400,102400",
    "100k,102400",
    "100K,102400",
    "100kb,102400",
    "100kB,102400",
    "1m,1048576",
    "1G,1073741824",
    "5000b,5000"
  })
  void sizesArePowersOf1024(String text, long bytes) {
    assertThat(job("size=" + text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "30,30000000",
    "30s,30000000",
    "1500ms,1500000",
    "2m,120000000",
    "7us,7",
    "1h,3600000000"
  })
  void timesAreSecondsUnlessTheySayOtherwise(String text, long microseconds) {
    assertThat(job("size=1m\nruntime=" + text).runtimeMicroseconds()).isEqualTo(microseconds);
  }

  @Test
  void sizesOfBothDirections() {
    FioJob job = job("size=1m\nbs=4k,8k,16k");
    assertThat(job.readSizes()).isEqualTo(FOUR_K);
    assertThat(job.writeSizes()).containsExactly(new FioBlockSize(8192, 100));
    assertThat(job("size=1m\nbs=,8k").readSizes()).isEqualTo(FOUR_K);
    assertThat(job("size=1m\nbssplit=1k/60:2k:4k/,512").writeSizes())
        .containsExactly(new FioBlockSize(512, 100));
    assertThat(job("size=1m\nbssplit=1k/61:2k:4k/,512").readSizes())
        .containsExactly(
            new FioBlockSize(1024, 61), new FioBlockSize(2048, 19), new FioBlockSize(4096, 20));
  }

  @Test
  void enginesThatWaitHaveOneInFlight() {
    assertThat(job("size=1m\niodepth=32\nioengine=sync").effectiveDepth()).isEqualTo(1);
    assertThat(job("size=1m\niodepth=32\nioengine=io_uring").effectiveDepth()).isEqualTo(32);
  }

  @Test
  void aliasesAndComplements() {
    FioJob job =
        job("size=1m\nreadwrite=readwrite\nblocksize=8k\ntimeout=5\nbuffered=0\nrwmixwrite=30");
    assertThat(job.pattern()).isEqualTo(FioPattern.RW);
    assertThat(job.readSizes().get(0).bytes()).isEqualTo(8192);
    assertThat(job.direct()).isTrue();
    assertThat(job.readPercent()).isEqualTo(70);
    assertThat(job.options().keySet())
        .containsExactly("size", "rw", "bs", "runtime", "buffered", "rwmixwrite");
  }

  @Test
  void flagsCanStandAloneOrSayNo() {
    FioJob job = job("size=1m ; comment\nruntime=1#x\ntime_based\ngroup_reporting=0\nstonewall=1");
    assertThat(job.timeBased()).isTrue();
    assertThat(job.reportedTogether()).isFalse();
    assertThat(job.waits()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bz=4k|p:2: option bz is not simulated; did you mean bs?",
        "rwmixreads=3|p:2: option rwmixreads is not simulated; did you mean rwmixread?",
        "bsrange=1k-4k|p:2: option bsrange is not simulated: sizes have fixed shares; expected"
            + " bssplit",
        "SIZE=1m|p:2: option SIZE is not simulated; did you mean size?",
        "rw=write|p:1: [a] has no size; expected size=BYTES",
        "size=|p:2: size= has no value",
        "size|p:2: size needs a value: size=...",
        "size= 8k|p:2: fio takes the blank after '=' for a part of the value; expected size=8k",
        "size=50%|p:2: size=50%: expected bytes",
        "size=1.5m|p:2: size=1.5m: expected bytes",
        "size=8KiB|p:2: size=8KiB: fio takes this for a power of 1000; expected k, m, g or t",
        "size=9999999t|p:2: size=9999999t: more than 1125899906842624 bytes",
        "size=2k|p:2: size=2048 is less than a block of 4096 bytes",
        "size=1m@size=2m|p:3: size is given twice, first in line 2",
        "size=1m@bs=0|p:3: bs=0: a block has bytes",
        "size=1m@bs=1,2,3,4|p:3: bs=1,2,3,4: expected sizes for reads, writes and trims at most",
        "size=1m@bssplit=4k/50:8k/40|p:3: bssplit=4k/50:8k/40: the percentages make 90, not 100",
        "size=1m@bssplit=4k/50:8k/60|p:3: bssplit=4k/50:8k/60: the percentages make 110",
        "size=1m@bssplit=4k/x|p:3: bssplit=4k/x: expected SIZE/PERCENT",
        "size=1m@bssplit=4k/50::8k|p:3: bssplit=: expected bytes",
        "size=1m@rw=rread|p:3: rw=rread is not simulated; did you mean read?",
        "size=1m@rw=trim|p:3: rw=trim is not simulated; known patterns: randread",
        "size=1m@rw=read:8|p:3: rw=read:8 is not simulated; did you mean read?",
        "size=1m@ioengine=libaoi|p:3: ioengine=libaoi is not simulated; did you mean libaio?",
        "size=1m@iodepth=0|p:3: iodepth=0: expected a whole number from 1 to 65536",
        "size=1m@numjobs=0|p:3: numjobs=0: expected a whole number from 1 to 4096",
        "size=1m@rwmixread=101|p:3: rwmixread=101: expected a whole number from 0 to 100",
        "size=1m@rwmixread=50@rwmixwrite=51|p:4: rwmixread=50 and rwmixwrite=51 do not make 100",
        "size=1m@direct|p:3: direct needs a value: direct=...",
        "size=1m@direct=yes|p:3: direct=yes: expected 0 or 1",
        "size=1m@direct=1@buffered=1|p:4: direct and buffered are opposites",
        "size=1m@direct=1@bs=1000|p:3: direct I/O needs blocks of whole sectors",
        "size=1m@time_based|p:3: time_based needs a runtime above 0",
        "size=1m@runtime=1s500ms|p:3: runtime=1s500ms: expected a time such as 30, 1500ms or 2m",
        "size=1m@runtime=0.5|p:3: runtime=0.5: expected a time",
        "size=1m@runtime=999999999d|p:3: runtime=999999999d is too long",
        "size=1m@[b|p:3: '[b' is no section; expected [NAME]",
        "size=1m@[]|p:3: '[]' is no section; expected [NAME]"
      })
  void refusesByNameAndLine(String lines, String complaint) {
    assertThatThrownBy(() -> FioJobFile.parse("p", "[a]\n" + lines.replace('@', '\n')))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(complaint);
  }

  @Test
  void aFileHasSectionsAndJobs() {
    assertThatThrownBy(() -> FioJobFile.parse("p", "size=1m\n"))
        .hasMessageStartingWith("p:1: 'size=1m' stands outside of a section");
    assertThatThrownBy(() -> FioJobFile.parse("p", "[global]\nsize=1m\n"))
        .hasMessageStartingWith("p:3: no jobs; expected a section [NAME]");
    assertThatThrownBy(() -> FioJobFile.parse("p", "")).hasMessageStartingWith("p:1: no jobs");
    assertThatThrownBy(() -> FioJobFile.parse("p", "[global]\nsize=2k\n[a]\n"))
        .hasMessageStartingWith("p:2: size=2048 is less than a block");
  }

  @Test
  void filesThatCannotBeReadAreNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> FioJobFile.load(folder.resolve("none")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("none: cannot be read");
  }

  private static FioJob job(String lines) {
    return FioJobFile.parse("p", "[a]\n" + lines).jobs().get(0);
  }
}
