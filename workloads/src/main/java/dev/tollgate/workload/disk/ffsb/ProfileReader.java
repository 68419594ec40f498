package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Makes a profile of its text. */
final class ProfileReader {

  private final String file;
  private final String text;

  ProfileReader(String file, String text) {
    this.file = file;
    this.text = text;
  }

  FfsbProfile read() {
    ProfileScanner scanner = new ProfileScanner(file);
    ProfileSection root = scanner.scan(text);
    if (scanner.old()) {
      OldSyntax.check(root);
    }
    if (!root.has("time")) {
      throw root.at(1, "no time; expected time = SECONDS");
    }
    List<ProfileSection> filesystems = root.children(SectionKind.FILESYSTEM);
    List<ProfileSection> groups = root.children(SectionKind.THREADGROUP);
    if (filesystems.isEmpty() || groups.isEmpty()) {
      throw root.at(1, "a profile has at least one [filesystem] and one [threadgroup]");
    }
    FilesystemReader filesystemReader = new FilesystemReader(filesystems);
    ImmutableList<FfsbFilesystem> read = filesystemReader.read();
    ThreadGroupReader groupReader =
        new ThreadGroupReader(read.stream().map(FfsbFilesystem::location).toList());
    if (root.has("bufferio") && root.has("bufferedio")) {
      throw root.at(
          Math.max(root.line("bufferio"), root.line("bufferedio")),
          "bufferio and bufferedio are two names of one option");
    }
    boolean direct = root.flag("directio");
    boolean aligned = root.flag("alignio");
    String buffered = root.has("bufferio") ? "bufferio" : "bufferedio";
    // Nothing depends on it, but it must be 0 or 1 like the others.
    root.flag("verbose");
    return new FfsbProfile(
        root.count("time"),
        direct,
        direct || aligned,
        root.flag(buffered),
        read,
        groups.stream().map(groupReader::read).collect(ImmutableList.toImmutableList()));
  }
}
