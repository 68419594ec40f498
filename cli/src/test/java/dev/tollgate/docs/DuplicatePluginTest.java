package dev.tollgate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same plugin in two jars of {@code plugins/}: refused, with the names of both. */
class DuplicatePluginTest {

  @Test
  void bothJarsAreNamed(@TempDir Path parent) throws IOException, InterruptedException {
    try (Checkout checkout = new Checkout(parent)) {
      checkout.buildExamplePlugin();
      Path jar = checkout.folder().resolve("examples/plugin/target/tollgate-every-nth-1.0.0.jar");
      Path plugins = Files.createDirectories(checkout.folder().resolve("plugins"));
      Files.copy(jar, plugins.resolve("one.jar"));
      assertThat(checkout.run("./tollgate plugins").out()).contains("policy every-nth");
      Files.copy(jar, plugins.resolve("two.jar"));
      Checkout.Outcome outcome = checkout.run("./tollgate plugins");
      assertThat(outcome.exitCode()).isEqualTo(2);
      assertThat(outcome.err())
          .startsWith("tollgate: ")
          .contains("EveryNthPlugin is offered twice")
          .contains("one.jar")
          .contains("two.jar");
      assertThat(outcome.err().lines()).hasSize(1);
      assertThat(outcome.out()).isEmpty();
    }
  }
}
