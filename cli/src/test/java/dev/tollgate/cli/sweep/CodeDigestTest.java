package dev.tollgate.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.boot.PluginInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeDigestTest {

  private final Path folder;

  CodeDigestTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void anotherJarOfAPluginIsOtherCodeForThoseWhoUseIt() throws IOException {
    PluginInfo mine = plugin("mine", "one");
    PluginInfo changed = plugin("mine", "two");
    PluginInfo same = plugin("mine", "one");
    PluginInfo other = plugin("other", "three");
    assertThat(digest(ImmutableList.of(mine, other), mine))
        .isEqualTo(digest(ImmutableList.of(same), same))
        .isNotEqualTo(digest(ImmutableList.of(changed, other), changed))
        .isNotEqualTo(digest(ImmutableList.of(mine, other), mine, other));
    assertThat(digest(ImmutableList.of(mine, other), other))
        .isEqualTo(digest(ImmutableList.of(changed, other), other));
  }

  @Test
  void aFolderOfClassesIsWhatIsInIt() throws IOException {
    Path one = Files.createDirectories(folder.resolve("one/deep"));
    Path two = Files.createDirectories(folder.resolve("two/deep"));
    Path three = Files.createDirectories(folder.resolve("three/deep"));
    Files.writeString(one.resolve("A.class"), "a");
    Files.writeString(two.resolve("A.class"), "a");
    Files.writeString(three.resolve("B.class"), "a");
    assertThat(ofFolder("one")).isEqualTo(ofFolder("two")).isNotEqualTo(ofFolder("three"));
  }

  private String ofFolder(String name) {
    PluginInfo plugin =
        new PluginInfo("p", "1", folder.resolve(name).toString(), ImmutableList.of());
    return digest(ImmutableList.of(plugin), plugin);
  }

  private static String digest(ImmutableList<PluginInfo> all, PluginInfo... used) {
    return new CodeDigest(all).of(ImmutableList.copyOf(used));
  }

  private PluginInfo plugin(String id, String content) throws IOException {
    Path jar = Files.writeString(Files.createTempFile(folder, id, ".jar"), content);
    return new PluginInfo(id, "1", jar.toString(), ImmutableList.of("workload." + id));
  }
}
