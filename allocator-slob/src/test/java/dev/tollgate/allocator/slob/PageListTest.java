package dev.tollgate.allocator.slob;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Long lists, under random changes, against a plain list: the same order, the same pages found, the
 * same pages and blocks passed on the way.
 */
class PageListTest {

  private static final int NUMBER = 2;
  private static final int CHANGES = 6000;
  private static final int LONGEST = 700;

  /** A page as the plain list has it. */
  private static final class Page {
    final int frame;
    int units;
    int blocks = 1;
    int fit;
    int refused;

    Page(int frame, int units) {
      this.frame = frame;
      this.units = units;
      this.fit = units;
    }
  }

  private final PageFrames frames = new PageFrames(1 << 16);
  private final PageList list = new PageList(NUMBER, frames);
  private final PageSearch search = new PageSearch();
  private List<Page> plain = new ArrayList<>();
  private int nextFrame = 1;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void behavesAsAPlainList(long seed) {
    Random random = new Random(seed);
    boolean grows = true;
    for (int change = 0; change < CHANGES; change++) {
      if (plain.size() > LONGEST) {
        grows = false;
      } else if (plain.size() < 5) {
        grows = true;
      }
      change(random, grows);
      search(random, 1 + random.nextInt(2048), 0);
      search(random, 1 + random.nextInt(700), random.nextInt(8));
      if (change % 50 == 0) {
        compare();
      }
    }
    while (!plain.isEmpty()) {
      remove(random.nextInt(plain.size()));
      compare();
    }
  }

  private void change(Random random, boolean grows) {
    int kind = random.nextInt(10);
    if (plain.isEmpty() || kind < (grows ? 6 : 2)) {
      add(1 + random.nextInt(random.nextBoolean() ? 2047 : 60));
    } else if (kind < 7) {
      remove(random.nextInt(plain.size()));
    } else if (kind == 7) {
      rotate(random.nextInt(plain.size()));
    } else {
      alter(random, random.nextInt(plain.size()));
    }
  }

  private void add(int units) {
    int frame = nextFrame++;
    list.addFirst(frame, (long) frame << 12, units, 0);
    plain.add(0, new Page(frame, units));
  }

  private void remove(int place) {
    list.remove(slot(place));
    plain.remove(place);
  }

  private void rotate(int place) {
    list.rotateTo(slot(place));
    List<Page> turned = new ArrayList<>(plain.subList(place, plain.size()));
    turned.addAll(plain.subList(0, place));
    plain = turned;
  }

  /** Takes units from a page or gives it some, as requests and frees do. */
  private void alter(Random random, int place) {
    Page page = plain.get(place);
    int slot = slot(place);
    page.blocks = 1 + random.nextInt(30);
    list.blocks[slot] = page.blocks;
    page.refused = random.nextInt(8);
    list.refused[slot] = page.refused;
    page.units = 1 + random.nextInt(2047);
    list.units[slot] = page.units;
    int room = random.nextInt(2048);
    if (random.nextBoolean()) {
      list.lower(slot, room);
      page.fit = Math.min(page.fit, Math.min(room, page.units));
    } else {
      list.lower(slot, page.fit);
      list.raise(slot, room);
      page.fit = Math.min(Math.max(page.fit, room), page.units);
    }
  }

  private int slot(int place) {
    return PageFrames.slot(frames.state(plain.get(place).frame));
  }

  /** Looks for all pages that may fit, one behind the other. */
  private void search(Random random, int need, int requestClass) {
    int slot = search.first(list, need, requestClass);
    int blocks = 0;
    int most = 1 + random.nextInt(4);
    for (int place = 0; place < plain.size(); place++) {
      Page page = plain.get(place);
      if (page.fit >= need && (page.refused & requestClass) == 0) {
        assertThat(slot).isEqualTo(slot(place));
        assertThat(search.pages()).isEqualTo(place);
        assertThat(search.blocks()).isEqualTo(blocks);
        if (--most == 0) {
          return;
        }
        slot = search.next(list, slot, need, requestClass);
      }
      blocks += page.units >= need ? page.blocks : 0;
    }
    assertThat(slot).isEqualTo(PageList.NONE);
    assertThat(search.pages()).isEqualTo(plain.size());
    assertThat(search.blocks()).isEqualTo(blocks);
  }

  private void compare() {
    assertThat(list.count()).isEqualTo(plain.size());
    assertThat(list.pagesIn(0, list.capacity())).isEqualTo(plain.size());
    assertThat(list.capacity()).isLessThanOrEqualTo(4 * Math.max(plain.size(), 64));
    int slot = list.first();
    for (int place = 0; place < plain.size(); place++) {
      Page page = plain.get(place);
      int state = frames.state(page.frame);
      assertThat(PageFrames.isListed(state)).isTrue();
      assertThat(PageFrames.list(state)).isEqualTo(NUMBER);
      assertThat(PageFrames.slot(state)).isEqualTo(slot);
      assertThat(list.page(slot).frame()).isEqualTo(page.frame);
      assertThat(list.page(slot).base()).isEqualTo((long) page.frame << 12);
      assertThat(list.units[slot]).isEqualTo(page.units);
      assertThat(list.blocks[slot]).isEqualTo(page.blocks);
      assertThat(list.fit[slot]).isEqualTo(page.fit);
      assertThat(list.refused[slot]).isEqualTo(page.refused);
      assertThat(list.isLast(slot)).isEqualTo(place == plain.size() - 1);
      slot = list.after(slot);
    }
    if (!plain.isEmpty()) {
      assertThat(slot).isEqualTo(list.first());
    }
  }
}
