package dev.tollgate.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.common.collect.ImmutableList;
import dev.tollgate.docs.Checkout.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command in README.md and docs works, and prints what the documents show. Takes minutes;
 * {@code -DexcludedGroups=documented-commands} leaves it out.
 */
@Tag("documented-commands")
class DocumentedCommandsTest {

  /** Commands that need a kernel to record, a network, or the build that this test is a part of. */
  private static final ImmutableList<Pattern> NOT_RUN =
      ImmutableList.of(
          Pattern.compile("mvn .*"),
          Pattern.compile("java -(jar|cp) benchmarks/.*"),
          Pattern.compile("cd /sys/kernel/tracing"),
          Pattern.compile("echo 1 > events/.*"),
          Pattern.compile("cat trace_pipe .*"));

  private static final Pattern FIRST_EXPERIMENT =
      Pattern.compile("```hocon\n(title = .*?)```", Pattern.DOTALL);

  private final Map<String, Outcome> done = new HashMap<>();
  private @Nullable Checkout checkout;

  @TestFactory
  Stream<DynamicNode> commandsWork(@TempDir Path parent) throws IOException {
    checkout = new Checkout(parent);
    checkout.buildExamplePlugin();
    Files.writeString(checkout.folder().resolve("experiments/my.conf"), documentedExperiment());
    List<DynamicNode> documents = new ArrayList<>();
    for (Path document : documents()) {
      List<DynamicNode> commands = new ArrayList<>();
      for (DocumentedCommand command : DocumentedCommand.in(document)) {
        commands.add(
            dynamicTest(
                command.document() + ":" + command.line() + ": " + command.words(),
                () -> check(command, Objects.requireNonNull(checkout))));
      }
      documents.add(DynamicContainer.dynamicContainer(document.toString(), commands));
    }
    assertThat(documents).isNotEmpty();
    return documents.stream();
  }

  @AfterEach
  void letGo() throws IOException {
    if (checkout != null) {
      checkout.close();
    }
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(Checkout.SOURCES.resolve("README.md")));
    try (Stream<Path> files = Files.list(Checkout.SOURCES.resolve("docs"))) {
      // The plugin comes last: from then on it is installed.
      files
          .filter(file -> file.toString().endsWith(".md"))
          .sorted(Comparator.comparing(Path::toString))
          .forEach(documents::add);
    }
    return documents;
  }

  private static String documentedExperiment() throws IOException {
    Matcher matcher =
        FIRST_EXPERIMENT.matcher(
            Files.readString(Checkout.SOURCES.resolve("docs").resolve("experiments.md")));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private void check(DocumentedCommand command, Checkout user)
      throws IOException, InterruptedException {
    if (NOT_RUN.stream().anyMatch(pattern -> pattern.matcher(command.words()).matches())) {
      return;
    }
    assumeTrue(
        !command.words().contains("../shared/")
            || Files.isDirectory(user.folder().resolveSibling("shared")),
        () -> command.words() + ": there is no folder ../shared");
    assumeTrue(
        !command.words().startsWith("jq ") || user.run("command -v jq").exitCode() == 0,
        () -> command.words() + ": there is no jq");
    Outcome outcome = done.get(command.words());
    if (outcome == null) {
      outcome = user.run(command.words());
      done.put(command.words(), outcome);
    }
    String output = command.output();
    int expected = output != null && output.startsWith("tollgate: ") ? 2 : 0;
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(expected);
    if (output != null && !command.matches(outcome.out())) {
      assertThat(expected == 0 ? outcome.out() : outcome.err())
          .matches(command::matches, "is as in " + command.document() + ":\n" + output);
    }
  }
}
