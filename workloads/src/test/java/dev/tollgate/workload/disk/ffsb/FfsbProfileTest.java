package dev.tollgate.workload.disk.ffsb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.text.Resources;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FfsbProfileTest {

  @Test
  void relaxedSyntax() {
    FfsbProfile profile = FfsbProfile.parse("p", text("one-group.ffsb"));
    assertThat(profile)
        .isEqualTo(
            new FfsbProfile(
                2,
                false,
                true,
                false,
                ImmutableList.of(
                    new FfsbFilesystem(
                        "/data/ffsb",
                        20,
                        2,
                        65536,
                        65536,
                        ImmutableList.of(),
                        4096,
                        4096,
                        false,
                        0,
                        0,
                        null)),
                ImmutableList.of(
                    new FfsbThreadGroup(
                        2,
                        -1,
                        1,
                        ImmutableMap.of(
                            FfsbOperation.READ, 3L,
                            FfsbOperation.WRITE, 1L,
                            FfsbOperation.CREATE, 1L),
                        new FfsbThreadGroup.Reads(false, 16384, 4096, false, 0),
                        new FfsbThreadGroup.Writes(false, 16384, 4096, false),
                        null))));
  }

  @Test
  void oldSyntax() {
    FfsbProfile profile = FfsbProfile.parse("p", text("old.ffsb"));
    assertThat(profile.directIo()).isTrue();
    FfsbFilesystem one = profile.filesystems().get(0);
    FfsbFilesystem two = profile.filesystems().get(1);
    assertThat(one.aging()).isNotNull();
    assertThat(two.location()).isEqualTo("/mnt/two");
    assertThat(two.largest()).isEqualTo(one.largest()).isEqualTo(32 << 20);
    FfsbThreadGroup first = profile.groups().get(0);
    assertThat(first.filesystem()).isEqualTo(1);
    assertThat(first.reads()).isEqualTo(new FfsbThreadGroup.Reads(true, 1 << 20, 65536, false, 0));
    FfsbThreadGroup second = profile.groups().get(1);
    assertThat(second.filesystem()).isZero();
    assertThat(second.delayMilliseconds()).isEqualTo(5);
    assertThat(second.reads()).isEqualTo(new FfsbThreadGroup.Reads(false, 0, 4096, true, 8192));
    assertThat(second.writes()).isEqualTo(new FfsbThreadGroup.Writes(true, 8192, 4096, true));
    assertThat(second.weight(FfsbOperation.METAOP)).isEqualTo(1);
    assertThat(second.weight(FfsbOperation.READALL)).isZero();
    assertThat(second.totalWeight()).isEqualTo(6);
    assertThat(second.statistics())
        .isEqualTo(
            new FfsbStatistics(
                ImmutableSet.of(FfsbCall.LSEEK, FfsbCall.CLOSE),
                ImmutableList.of(
                    new FfsbStatistics.Range(0, 10), new FfsbStatistics.Range(10, 20))));
  }

  @Test
  void directIoIsAligned() {
    String text = text("one-group.ffsb").replace("alignio=1", "directio = 1");
    assertThat(FfsbProfile.parse("p", text).alignedIo()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bufferio=1", "bufferedio=1", "\t bufferio\t=  1  # both spellings"})
  void bufferedIoHasTwoSpellings(String line) {
    String text = line + "\n" + text("one-group.ffsb");
    assertThat(FfsbProfile.parse("p", text).bufferedIo()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "4096,4096",
    "4k,4096",
    "4K,4096",
    "4kb,4096",
    "4KB,4096",
    "3m,3145728",
    "3Mb,3145728",
    "1g,1073741824",
    "1GB,1073741824",
    "0,0"
  })
  void sizesHaveSuffixes(String written, long bytes) {
    String text =
        text("one-group.ffsb")
            .replace("min_filesize=64k", "min_filesize=0")
            .replace("max_filesize=64KB", "max_filesize=" + written);
    assertThat(FfsbProfile.parse("p", text).filesystems().get(0).largest()).isEqualTo(bytes);
  }

  @Test
  void weightsOfSizesKeepTheirOrder() {
    String text =
        text("one-group.ffsb")
            .replace("max_filesize=64KB", "size_weight 4k 33\n size_weight  1GB\t1");
    assertThat(FfsbProfile.parse("p", text).filesystems().get(0).weights())
        .containsExactly(new SizeWeight(4096, 33), new SizeWeight(1 << 30, 1));
  }

  @Test
  void windowsLineEndsDoNotMatter() {
    assertThat(FfsbProfile.parse("p", text("old.ffsb").replace("\n", "\r\n")))
        .isEqualTo(FfsbProfile.parse("p", text("old.ffsb")));
  }

  @Test
  void statisticsThatAreOffAreNone() {
    String text = text("old.ffsb").replace("enable_stats=1", "enable_stats=0");
    assertThat(FfsbProfile.parse("p", text).groups().get(1).statistics()).isNull();
    text = text("old.ffsb").replace("enable_range=1", "enable_range=0");
    assertThat(FfsbProfile.parse("p", text).groups().get(1).statistics())
        .isEqualTo(
            new FfsbStatistics(
                ImmutableSet.of(FfsbCall.LSEEK, FfsbCall.CLOSE), ImmutableList.of()));
  }

  /** Text in the profile, what to put in its place, the complaint. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time=2|tiem=2|p:1: unknown option tiem before the clauses; did you mean time?",
        "time=2||p:1: no time; expected time = SECONDS",
        "time=2|time=2s|p:1: time = 2s: expected a whole number up to 4294967295",
        "time=2|time=4294967296|p:1: time = 4294967296: expected a whole number",
        "time=2|time=|p:1: time has no value",
        "time=2|time 2|p:1: 'time 2' is neither name = value nor a clause in brackets",
        "time=2|callout=sync|p:1: callout is not simulated: no command is run",
        "time=2|num_dirs=2|p:1: num_dirs belongs in [filesystem], not before the clauses",
        "alignio=1|time=3|p:2: time is given twice, first in line 1",
        "alignio=1|alignio=2|p:2: alignio = 2: expected 0 or 1",
        "alignio=1|num_filesystems=1|p:1: no num_threadgroups",
        "[filesystem]|[filesystm]|p:4: unknown clause [filesystm]; did you mean filesystem?",
        "[filesystem]|[stats]|p:4: [stats] cannot stand before the clauses",
        "[filesystem]|[end]|p:4: [end] without a clause to end",
        "location=|locatoin=|p:5: unknown option locatoin in [filesystem]; did you mean location?",
        "location=/data/ffsb||p:4: [filesystem] has no location",
        "num_files=20|num_files=-1|p:6: num_files = -1: expected a whole number",
        "num_dirs=2|clone=/data/fsfb|p:7: clone = /data/fsfb: no [filesystem] with this location;"
            + " did you mean /data/ffsb?",
        "num_dirs=2|clone=/data/ffsb|p:7: clone = /data/ffsb is a clone itself",
        "num_dirs=2|agefs=1|p:7: agefs = 1 needs one [threadgroup] inside",
        "num_dirs=2|desired_util=1.5|p:7",
        "num_dirs=2|init_util=1.5|p:7: init_util = 1.5: expected a share such as 0.25, at most 1",
        "num_dirs=2|init_util=.|p:7: init_util = .: expected a share",
        "num_dirs=2|size_weight 4k|p:7: size_weight 4k: expected a size and a weight",
        "num_dirs=2|size_weight 4x 1|p:7: size_weight = 4x: expected bytes",
        "num_dirs=2|size_weight 4k 0|p:7: size_weight 4k 0: expected a size and a weight",
        "min_filesize=64k|min_filesize=65k|p:8: min_filesize = 66560 is more than max_filesize",
        "min_filesize=64k|min_filesize=64kk|p:8: min_filesize = 64kk: expected bytes",
        "min_filesize=64k|min_filesize=9000000g|p:8: min_filesize = 9000000g: more than",
        "min_filesize=64k|min_filesize=64b|p:8: min_filesize = 64b: expected bytes",
        "num_threads = 2|num_threads = 0|p:13: a threadgroup has at least one thread",
        "num_threads = 2||p:12: a threadgroup has at least one thread",
        "num_threads = 2|num_thread = 2|p:13: unknown option num_thread in [threadgroup]; did you",
        "op_delay = 1|bindfs = /data|p:21: bindfs = /data: no [filesystem] with this location",
        "op_delay = 1|bindfs = 1|p:21: bindfs = 1: no [filesystem]",
        "op_delay = 1|read_skip = 1|p:21: read_skip needs a read_skipsize above 0",
        "read_blocksize = 4096||p:14: read_weight needs a read_blocksize above 0",
        "write_blocksize = 4k||p:15: write_weight needs a write_blocksize above 0",
        "op_delay = 1|[filesystem]|p:21: [filesystem] cannot stand in [threadgroup]"
      })
  void refusesByNameAndLine(String place, String instead, String complaint) {
    String text = text("one-group.ffsb");
    assertThat(text).contains(place);
    String changed = text.replaceFirst(Pattern.quote(place), instead == null ? "" : instead);
    if (complaint.equals("p:7")) {
      // Only aging looks at it.
      assertThat(FfsbProfile.parse("p", changed)).isNotNull();
      return;
    }
    assertThatThrownBy(() -> FfsbProfile.parse("p", changed))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_filesystems=2|num_filesystems=1|p:2: num_filesystems = 1, but there are 2 clauses",
        "num_threadgroups=2|num_threadgroups=3|p:3: num_threadgroups = 3, but there are 2 clauses",
        "num_filesystems=2||p:1: no num_filesystems",
        "alignio=1|alignio=1#|",
        "[filesystem1]|[filesystem2]|p:36: [end1] ends [filesystem2] of line 28; expected [end2]",
        "verbose=0|buffered=0|p:8: unknown option buffered before the clauses",
        "directio=1|verbose=1|p:8: verbose is given twice, first in line 4",
        "agefs=1|agefs=0|p:17: a [threadgroup] in a [filesystem] ages it; expected agefs = 1",
        "read_skip=1|read_skip=1@read_random=1|p:51: read_random and read_skip exclude each other",
        "ignore=lseek|ignore=fseek|p:66: ignore = fseek: no such system call; did you mean lseek?",
        "msec_range 0.00 0.01|msec_range 0.00|p:64: msec_range 0.00: expected two times",
        "msec_range 0.00 0.01|msec_range 2 1|p:64: msec_range 2 1 ends before it begins",
        "enable_stats=1|enable_stats=1@read_size=1|p:63: read_size belongs in [threadgroup], not"
            + " in",
        "fsync_file=1|metaop_weight=0|p:60: metaop_weight is given twice, first in line 56"
      })
  void refusesInOldProfilesToo(String place, String instead, String complaint) {
    String changed =
        text("old.ffsb")
            .replaceFirst(Pattern.quote(place), instead == null ? "" : instead.replace('@', '\n'));
    if (complaint == null) {
      assertThat(FfsbProfile.parse("p", changed))
          .isEqualTo(FfsbProfile.parse("p", text("old.ffsb")));
      return;
    }
    assertThatThrownBy(() -> FfsbProfile.parse("p", changed))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(complaint);
  }

  @Test
  void oldProfilesKeepTheirOrder() {
    String head = "num_filesystems=1\nnum_threadgroups=1\n";
    String body =
        text("one-group.ffsb")
            .replace("[filesystem]", "[filesystem0]")
            .replace("[threadgroup]", "[threadgroup0]")
            .replace("alignio=1", "");
    assertThatThrownBy(() -> FfsbProfile.parse("p", head + "bufferedio=1\nalignio=1\n" + body))
        .hasMessageStartingWith("p:4: alignio must stand before bufferedio: profiles with");
    assertThatThrownBy(() -> FfsbProfile.parse("p", "directio=0\n" + head + body))
        .hasMessageStartingWith("p:3: num_threadgroups must stand before directio");
    assertThatThrownBy(
            () -> FfsbProfile.parse("p", "num_threadgroups=1\nnum_filesystems=1\n" + body))
        .hasMessageStartingWith("p:2: num_filesystems must stand before num_threadgroups");
    assertThatThrownBy(() -> FfsbProfile.parse("p", head + body.replace("group0", "group1")))
        .hasMessageContaining("clauses are numbered from 0; expected [threadgroup0]");
    assertThat(FfsbProfile.parse("p", head + "alignio=1\nbufferedio=0\n" + body).alignedIo())
        .isTrue();
  }

  @Test
  void newProfilesNeedNoOrder() {
    String body = text("one-group.ffsb").replace("alignio=1", "");
    assertThat(FfsbProfile.parse("p", body + "bufferio=1\nalignio=1\ndirectio=0\n").alignedIo())
        .isTrue();
    assertThat(FfsbProfile.parse("p", body.replaceFirst("\\[end]", "[end7]"))).isNotNull();
  }

  @Test
  void clausesMustEnd() {
    String text = text("one-group.ffsb");
    assertThatThrownBy(() -> FfsbProfile.parse("p", text.substring(0, text.lastIndexOf("[end]"))))
        .hasMessageStartingWith("p:12: [threadgroup] has no [end] before the end of the file");
    assertThatThrownBy(() -> FfsbProfile.parse("p", "time=1\n"))
        .hasMessageStartingWith("p:1: a profile has at least one [filesystem]");
    assertThatThrownBy(() -> FfsbProfile.parse("p", "")).hasMessageStartingWith("p:1: no time");
  }

  @Test
  void aThreadgroupDoesSomething() {
    String text = text("one-group.ffsb").replaceAll(".*_weight.*", "");
    assertThatThrownBy(() -> FfsbProfile.parse("p", text))
        .hasMessageStartingWith("p:12: a threadgroup has at least one operation with a weight");
  }

  @Test
  void filesThatCannotBeReadAreNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> FfsbProfile.load(folder.resolve("none")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("none: cannot be read");
  }

  private String text(String name) {
    return Resources.text(getClass(), name);
  }
}
