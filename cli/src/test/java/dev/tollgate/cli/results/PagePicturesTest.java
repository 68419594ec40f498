package dev.tollgate.cli.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.cli.results.PagePictures.Moment;
import dev.tollgate.cli.results.PagePictures.Pictures;
import dev.tollgate.core.error.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagePicturesTest {

  private static final String TEXT =
      """
      {"schema": 1, "most": 0, "moments": [
        {"event": 5, "held": 3, "requested": 12000, "beyond": 200, "metadata": 60, "free": 28},
        {"event": 9, "held": 1, "requested": 4000, "beyond": 96, "metadata": 0, "free": 0}]}
      """;

  @Test
  void twoMomentsAreReadOut() {
    Pictures pictures = PagePictures.parse("pages.json", TEXT);
    assertThat(pictures.most()).isEqualTo(new Moment(5, 3, 12000, 200, 60, 28));
    assertThat(pictures.end()).isEqualTo(new Moment(9, 1, 4000, 96, 0, 0));
    assertThat(pictures.text()).doesNotContain("\n").contains("\"free\":28");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"schema\": 1', '\"schema\": 2', schema 2",
    "'\"most\": 0', '\"most\": 2', 'most is 2; expected the number of one of its 2 moments'",
    "'\"most\": 0,', '', most is missing",
    "']}', ']', no pictures of memory",
  })
  void whatCannotBeUnderstoodIsRefusedByName(String sound, String broken, String complaint) {
    assertThatThrownBy(() -> PagePictures.parse("run-1/pages.json", TEXT.replace(sound, broken)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("run-1/pages.json")
        .hasMessageContaining(complaint);
  }
}
