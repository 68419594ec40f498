package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableList;
import java.util.stream.Collectors;

/** What a claim measures. */
sealed interface Form {

  /** Measured of each run, or of each of the runs compared. */
  Quantity quantity();

  /** The runs that are compared with each other; one selection without conditions if none are. */
  ImmutableList<Selection> selections();

  /** In words. */
  String text();

  /**
   * A quantity of single runs.
   *
   * @param share whether it is a part of a whole
   */
  record Value(Quantity quantity, boolean share, Selection any) implements Form {

    @Override
    public ImmutableList<Selection> selections() {
      return ImmutableList.of(any);
    }

    @Override
    public String text() {
      return share
          ? "share of %s in %s"
              .formatted(String.join(" + ", quantity.of()), String.join(" + ", quantity.per()))
          : quantity.text();
    }
  }

  /** A quantity of two runs that are alike but for what the selections name. */
  record Comparison(Kind kind, Quantity quantity, Selection from, Selection to) implements Form {

    /** How the two are compared. */
    enum Kind {
      /** To divided by from. */
      RATIO("ratio"),
      /** To minus from, divided by from. */
      INCREASE("increase"),
      /** To minus from. */
      DIFFERENCE("difference");

      private final String word;

      Kind(String word) {
        this.word = word;
      }

      String word() {
        return word;
      }
    }

    @Override
    public ImmutableList<Selection> selections() {
      return ImmutableList.of(from, to);
    }

    @Override
    public String text() {
      return "%s of %s from %s to %s".formatted(kind.word, quantity.text(), from.text(), to.text());
    }
  }

  /**
   * How much more a quantity grows from one run to another than it does between two others: the
   * second increase minus the first.
   */
  record Increases(
      Quantity quantity,
      Selection firstFrom,
      Selection firstTo,
      Selection secondFrom,
      Selection secondTo)
      implements Form {

    @Override
    public ImmutableList<Selection> selections() {
      return ImmutableList.of(firstFrom, firstTo, secondFrom, secondTo);
    }

    @Override
    public String text() {
      return "increase of %s from %s to %s, minus that from %s to %s"
          .formatted(
              quantity.text(),
              secondFrom.text(),
              secondTo.text(),
              firstFrom.text(),
              firstTo.text());
    }
  }

  /** Whether a quantity rises strictly from each run to the next. */
  record Order(Quantity quantity, ImmutableList<Selection> rising) implements Form {

    @Override
    public ImmutableList<Selection> selections() {
      return rising;
    }

    @Override
    public String text() {
      return quantity.text()
          + " rises: "
          + rising.stream().map(Selection::text).collect(Collectors.joining(" < "));
    }
  }
}
