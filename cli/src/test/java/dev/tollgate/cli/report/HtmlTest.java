package dev.tollgate.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTest {

  @Test
  void textAndAttributesAreEscaped() {
    assertThat(
            new Html().element("p", "<b> & \"c\" 'd'", "title", "\"><script>x</script>").toString())
        .isEqualTo(
            "<p title=\"&quot;&gt;&lt;script&gt;x&lt;/script&gt;\">"
                + "&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;</p>\n");
  }

  @Test
  void elementsNest() {
    assertThat(new Html().open("ul").element("li", "one").close().toString())
        .isEqualTo("<ul><li>one</li>\n</ul>\n");
    assertThatThrownBy(() -> new Html().open("ul").toString())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ul");
  }

  @ParameterizedTest
  @ValueSource(strings = {"</script>", "</SCRIPT >", "</style>", "<!--", "<script"})
  void rawContentCannotEndItsElement(String content) {
    Html html = new Html().open("script");
    assertThatThrownBy(() -> html.raw("x" + content)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void scriptsKeepTheirMeaningWhenMadeHarmless() {
    assertThat(Html.harmlessScript("a('</script>'); b(/</g, '<b>'); c('<!--')"))
        .isEqualTo("a('\\x3c/script>'); b(/</g, '<b>'); c('\\x3c!--')");
  }
}
