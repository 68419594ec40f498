package dev.tollgate.core.allocator;

import java.util.ArrayList;
import java.util.Arrays;
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

  /** What each frame was when it was last asked for, since most frames stay what they are. */
  private int[] lastPlace = new int[64];

  private int[] lastOwner = new int[64];

  /** Number of what a frame is that is marked on a map; always the same map. */
  int number(PageMap map, int frame) {
    if (frame >= lastPlace.length) {
      lastPlace = Arrays.copyOf(lastPlace, Math.max(frame + 1, 2 * frame));
      lastOwner = Arrays.copyOf(lastOwner, lastPlace.length);
    }
    int owner = map.owner(frame);
    int last = lastPlace[frame];
    if (last < places.size() && lastOwner[frame] == owner) {
      Place place = places.get(last);
      if (place.kind() == map.kind(frame)
          && place.label().equals(map.label(frame))
          && place.source().equals(map.source(owner))
          && place.site().equals(map.site(owner))) {
        return last;
      }
    }
    int number =
        number(new Place(map.kind(frame), map.label(frame), map.source(owner), map.site(owner)));
    lastPlace[frame] = number;
    lastOwner[frame] = owner;
    return number;
  }

  private int number(Place place) {
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
