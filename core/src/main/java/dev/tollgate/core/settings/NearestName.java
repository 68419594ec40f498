package dev.tollgate.core.settings;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The valid name that a mistyped one most likely meant. */
public final class NearestName {

  private NearestName() {}

  /**
   * The candidate with the fewest letters to add, drop, change or swap with their neighbour (letter
   * case and underscores not counted), if these are at most a third of the longer name, or one.
   *
   * @return the nearest candidate, the first in alphabetical order if several are, or null if none
   *     is near
   */
  public static @Nullable String of(String wrong, Iterable<String> candidates) {
    String nearest = null;
    int fewest = Integer.MAX_VALUE;
    for (String candidate : ImmutableSortedSet.copyOf(candidates)) {
      int edits = distance(plain(wrong), plain(candidate));
      int allowed = Math.max(1, Math.max(wrong.length(), candidate.length()) / 3);
      if (edits <= allowed && edits < fewest) {
        nearest = candidate;
        fewest = edits;
      }
    }
    return nearest;
  }

  /**
   * The end of a complaint about a wrong name: the nearest valid one, or all of them, in
   * alphabetical order.
   *
   * @param kind what the names are, in the plural: {@code "keys"}
   */
  public static String hint(String wrong, Iterable<String> candidates, String kind) {
    String nearest = of(wrong, candidates);
    if (nearest != null) {
      return "; did you mean " + nearest + "?";
    }
    ImmutableSortedSet<String> known = ImmutableSortedSet.copyOf(candidates);
    return known.isEmpty()
        ? "; there are no " + kind + " here"
        : "; known " + kind + ": " + String.join(", ", known);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = edits[i - 1][j - 1] + (same ? 0 : 1);
        least = Math.min(least, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        if (i > 1 && j > 1 && swapped(a, i, b, j)) {
          least = Math.min(least, edits[i - 2][j - 2] + 1);
        }
        edits[i][j] = least;
      }
    }
    return edits[a.length()][b.length()];
  }

  private static boolean swapped(String a, int i, String b, int j) {
    return a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
