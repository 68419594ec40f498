package dev.tollgate.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Fnv1aTest {

  /** Vectors published with the algorithm. */
  @ParameterizedTest
  @CsvSource({
    "'', cbf29ce484222325",
    "a, af63dc4c8601ec8c",
    "b, af63df4c8601f1a5",
    "foobar, 85944171f73967e8",
  })
  void digestsThePublishedVectors(String text, String digest) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);

    assertThat(Fnv1a.update(Fnv1a.OFFSET_BASIS, bytes, 0, bytes.length))
        .isEqualTo(Long.parseUnsignedLong(digest, 16));
  }

  @Test
  void piecesGiveTheDigestOfTheWhole() {
    byte[] bytes = "xfoobarx".getBytes(StandardCharsets.US_ASCII);

    long digest = Fnv1a.update(Fnv1a.OFFSET_BASIS, bytes, 1, 2);

    assertThat(Fnv1a.update(digest, bytes, 3, 4)).isEqualTo(0x85944171f73967e8L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void zerosAmongOtherBytesAreHashedLikeThem(long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[2000];
    for (int i = 0; i < 60; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    for (int from = 0; from < 9; from++) {
      for (int length = 0; length < 40; length++) {
        assertThat(Fnv1a.update(seed, bytes, 50 * from, length))
            .isEqualTo(byteByByte(seed, bytes, 50 * from, length));
      }
      assertThat(Fnv1a.update(seed, bytes, from, bytes.length - from))
          .isEqualTo(byteByByte(seed, bytes, from, bytes.length - from));
    }
  }

  private static long byteByByte(long digest, byte[] bytes, int offset, int length) {
    long hash = digest;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 63, 64, 65, 4095, 100_000})
  void zerosCountedEqualZerosHashed(int count) {
    long begun = Fnv1a.update(Fnv1a.OFFSET_BASIS, new byte[] {7, -3}, 0, 2);

    assertThat(Fnv1a.updateZeros(begun, count))
        .isEqualTo(Fnv1a.update(begun, new byte[count], 0, count));
  }
}
