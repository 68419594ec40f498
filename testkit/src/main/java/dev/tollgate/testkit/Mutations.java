package dev.tollgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Damaged variants of a corpus of good inputs, the same ones in every run: bytes changed, parts
 * taken out, doubled or moved, two inputs joined, and a dictionary of what parsers dislike.
 *
 * <p>The corpus is the folder from which a fuzz test of Jazzer takes its inputs: {@code
 * CLASSInputs/METHOD} beside the test, texts in ISO 8859-1.
 */
public final class Mutations {

  private static final int MOST_STEPS = 6;
  private static final int LONGEST = 1 << 14;

  private static final List<String> DICTIONARY =
      List.of(
          "",
          " ",
          "\t",
          "\n",
          "\r\n",
          "\0",
          "=",
          "==",
          "[",
          "]",
          "[]",
          "#",
          ";",
          ",",
          ",,",
          "-",
          "--",
          "'",
          "\"",
          "/",
          ":",
          "%",
          "%s",
          "0",
          "-1",
          "00",
          "1e9",
          "4294967296",
          "99999999999999999999",
          "9223372036854775807",
          "0x10",
          "k",
          "K",
          "GiB",
          "\u00e9",
          "\ud83d\ude00",
          "{",
          "}",
          "${",
          "null",
          "\"\"\"",
          "[end]",
          "[global]",
          "-t omni",
          "-- -k");

  private final List<String> corpus;
  private final Random random;

  private Mutations(List<String> corpus, long seed) {
    this.corpus = corpus;
    this.random = new Random(seed);
  }

  /** Gives every input of the corpus to a check, then {@code count} damaged ones. */
  public static void forEach(
      Class<?> test, String method, long seed, int count, Consumer<String> check) {
    List<String> corpus = corpus(test, method);
    corpus.forEach(check);
    Mutations mutations = new Mutations(corpus, seed);
    for (int i = 0; i < count; i++) {
      String input = mutations.next();
      try {
        check.accept(input);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("input " + i + " of seed " + seed + ": <<" + input + ">>", e);
      }
    }
  }

  private static List<String> corpus(Class<?> test, String method) {
    String folder = test.getSimpleName() + "Inputs/" + method;
    URL url = test.getResource(folder);
    if (url == null) {
      throw new IllegalArgumentException("no " + folder + " beside " + test);
    }
    try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
      List<String> texts = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private String next() {
    StringBuilder text = new StringBuilder(pick(corpus));
    int steps = 1 + random.nextInt(MOST_STEPS);
    for (int i = 0; i < steps && text.length() < LONGEST; i++) {
      mutate(text);
    }
    return text.toString();
  }

  private void mutate(StringBuilder text) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(1 + Math.min(40, text.length())));
    switch (random.nextInt(7)) {
      case 0 -> text.insert(from, pick(DICTIONARY));
      case 1 -> text.replace(from, to, pick(DICTIONARY));
      case 2 -> text.delete(from, to);
      case 3 -> text.insert(from, text.substring(from, to));
      case 4 -> text.insert(random.nextInt(text.length() + 1), text.substring(from, to));
      case 5 -> text.append(pick(corpus));
      default -> {
        if (from < text.length()) {
          text.setCharAt(from, (char) random.nextInt(256));
        }
      }
    }
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
