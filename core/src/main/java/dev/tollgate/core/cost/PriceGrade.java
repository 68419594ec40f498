package dev.tollgate.core.cost;

/** How well a price is founded. Reports carry the grade wherever the price shows. */
public enum PriceGrade {
  /** Timed on the machine the profile names, or taken from a measurement of that very machine. */
  MEASURED,
  /** Printed in a paper, manual or mail that the price cites. */
  PUBLISHED,
  /** Derived or guessed; the price says from what. Results that rest on it are marked. */
  ESTIMATED
}
