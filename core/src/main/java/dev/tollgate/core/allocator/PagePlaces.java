package dev.tollgate.core.allocator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The different things that page frames were, numbered by first appearance. */
final class PagePlaces {

  /**
   * What a frame is and who has it.
   *
   * @param label cache that it is a slab of, or empty
   * @param source what lives in most of its bytes, or empty
   * @param site who asked for them, or empty
   */
  record Place(FrameKind kind, String label, String source, String site) {}

  private final Map<Place, Integer> numbers = new HashMap<>();
  private final List<Place> places = new ArrayList<>();

  int number(Place place) {
    Integer number = numbers.get(place);
    if (number == null) {
      number = places.size();
      numbers.put(place, number);
      places.add(place);
    }
    return number;
  }

  Place place(int number) {
    return places.get(number);
  }
}
