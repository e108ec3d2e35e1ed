package dev.atoll.compiler.edgetpu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundedTextTest {
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "abc, abc",
    "abcdefgh, abcdefgh",
    "abcdefghi, 'abcd#fghi'",
    "abcdefghijklmnopq, 'abcd#nopq'",
  })
  void keepsTheBeginningAndTheEnd(String said, String kept) throws Exception {
    BoundedText text = new BoundedText(8);
    text.read(new ByteArrayInputStream(said.getBytes(UTF_8)));
    assertThat(text.text()).isEqualTo(kept.replace("#", "\n(more was said)\n"));
  }

  @Test
  void piecesOfTheProgramsChoiceMakeNoDifference() throws Exception {
    BoundedText text = new BoundedText(8);
    for (String piece : new String[] {"ab", "cdefg", "h", "", "ijk"}) {
      text.read(new ByteArrayInputStream(piece.getBytes(UTF_8)));
    }
    assertThat(text.text()).isEqualTo("abcd\n(more was said)\nhijk");
  }
}
