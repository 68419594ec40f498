package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.settings.NearestName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the clauses of filesets (init_filesys in FFSB's parser.c). */
final class FilesystemReader {

  private final List<ProfileSection> sections;
  private final ImmutableList<String> locations;

  FilesystemReader(List<ProfileSection> sections) {
    this.sections = sections;
    this.locations =
        sections.stream().map(FilesystemReader::location).collect(ImmutableList.toImmutableList());
  }

  ImmutableList<FfsbFilesystem> read() {
    return sections.stream().map(this::read).collect(ImmutableList.toImmutableList());
  }

  private static String location(ProfileSection section) {
    String location = section.text("location");
    if (location == null) {
      throw section.at(section.line(), "[filesystem] has no location");
    }
    return location;
  }

  private FfsbFilesystem read(ProfileSection own) {
    ProfileSection section = cloned(own);
    long smallest = section.size("min_filesize");
    long largest = section.size("max_filesize");
    ImmutableList<SizeWeight> weights = weights(section);
    if (weights.isEmpty() && smallest > largest) {
      throw section.at(
          section.line("min_filesize"),
          "min_filesize = " + smallest + " is more than max_filesize = " + largest);
    }
    return new FfsbFilesystem(
        location(own),
        section.count("num_files"),
        section.count("num_dirs"),
        smallest,
        largest,
        weights,
        blockSize(section, "create_blocksize"),
        blockSize(section, "age_blocksize"),
        section.flag("reuse"),
        section.share("init_util"),
        section.size("init_size"),
        aging(own, section));
  }

  /** The clause that the options of a clone come from. */
  private ProfileSection cloned(ProfileSection section) {
    String base = section.text("clone");
    if (base == null) {
      return section;
    }
    int index = locations.indexOf(base);
    if (index < 0) {
      throw section.at(
          section.line("clone"),
          "clone = "
              + base
              + ": no [filesystem] with this location"
              + NearestName.hint(base, locations, "locations"));
    }
    ProfileSection original = sections.get(index);
    if (original.has("clone")) {
      throw section.at(section.line("clone"), "clone = " + base + " is a clone itself");
    }
    return original;
  }

  private static long blockSize(ProfileSection section, String name) {
    long size = section.size(name);
    return size == 0 ? FfsbFilesystem.DEFAULT_BLOCK_SIZE : size;
  }

  private static ImmutableList<SizeWeight> weights(ProfileSection section) {
    ImmutableList.Builder<SizeWeight> weights = ImmutableList.builder();
    for (ProfileSection.Entry entry : section.list("size_weight")) {
      String[] words = entry.value().split("\\s+", -1);
      if (words.length != 2 || !words[1].matches("[0-9]{1,9}") || words[1].matches("0+")) {
        throw section.at(
            entry.line(),
            "size_weight " + entry.value() + ": expected a size and a weight, such as 4k 33");
      }
      weights.add(
          new SizeWeight(
              section.size("size_weight", words[0], entry.line()), Long.parseLong(words[1])));
    }
    return weights.build();
  }

  private static @Nullable Aging aging(ProfileSection own, ProfileSection section) {
    List<ProfileSection> groups = own.children(SectionKind.THREADGROUP);
    if (!section.flag("agefs")) {
      if (!groups.isEmpty()) {
        throw own.at(
            groups.get(0).line(), "a [threadgroup] in a [filesystem] ages it; expected agefs = 1");
      }
      return null;
    }
    if (groups.size() != 1) {
      throw own.at(
          section.line("agefs"), "agefs = 1 needs one [threadgroup] inside this [filesystem]");
    }
    return new Aging(
        section.share("desired_util"), new ThreadGroupReader(List.of()).read(groups.get(0)));
  }
}
