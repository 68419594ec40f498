package dev.tollgate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between documents lead somewhere, and the README leads to every document. */
class DocumentedLinksTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @Test
  void linksLeadToFilesAndHeadings() throws IOException {
    for (Path document : documents()) {
      Matcher links = LINK.matcher(Files.readString(document));
      while (links.find()) {
        Path target =
            links.group(1).isEmpty()
                ? document
                : document.resolveSibling(links.group(1)).normalize();
        assertThat(target).as("linked from " + document).exists();
        String heading = links.group(2);
        if (heading != null && target.toString().endsWith(".md")) {
          assertThat(headings(target)).as("linked from " + document).contains(heading);
        }
      }
    }
  }

  @Test
  void readmeLeadsToEveryDocumentInTheEnd() throws IOException {
    Set<Path> reached = new LinkedHashSet<>();
    follow(ROOT.resolve("README.md"), reached);
    assertThat(reached).containsAll(documents());
  }

  private static void follow(Path document, Set<Path> reached) throws IOException {
    if (!document.toString().endsWith(".md") || !reached.add(document)) {
      return;
    }
    Matcher links = LINK.matcher(Files.readString(document));
    while (links.find()) {
      follow(document.resolveSibling(links.group(1)).normalize(), reached);
    }
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  /** Names of headings as GitHub makes them: lower case, hyphens for blanks, no punctuation. */
  private static List<String> headings(Path document) throws IOException {
    return HEADING
        .matcher(Files.readString(document))
        .results()
        .map(
            match ->
                match
                    .group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'))
        .toList();
  }
}
