package dev.tollgate.workload.stream.payload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

  @Test
  void bytesFollowFromSeedAndPositionAlone() {
    byte[] whole = new byte[60_000];
    byte[] piece = new byte[1448];
    new Payload(7).copy(1_000_000_000_000L, whole, 0, whole.length);
    new Payload(7).copy(1_000_000_000_000L + 2896, piece, 0, piece.length);
    assertThat(whole).contains(piece);
    assertThat(java.util.Arrays.equals(whole, 2896, 2896 + 1448, piece, 0, 1448)).isTrue();
    assertThat(new Payload(8).mismatch(1_000_000_000_000L, whole, 0, whole.length)).isNotNegative();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 65_520, 65_521, 131_000, 5_000_000_000L})
  void aWrongByteIsFoundWhereItIs(long position) {
    Payload payload = new Payload(1);
    byte[] bytes = new byte[Payload.MOST];
    payload.copy(position, bytes, 0, bytes.length);
    assertThat(payload.mismatch(position, bytes, 0, bytes.length)).isEqualTo(-1);
    bytes[65_535] ^= 1;
    assertThat(payload.mismatch(position, bytes, 0, bytes.length)).isEqualTo(65_535);
    bytes[3] ^= 1;
    assertThat(payload.mismatch(position, bytes, 0, bytes.length)).isEqualTo(3);
  }

  @Test
  void pagesAndSegmentsThatChangePlacesAreNoticed() {
    Payload payload = new Payload(1);
    byte[] bytes = new byte[1448];
    payload.copy(0, bytes, 0, bytes.length);
    for (long shift : new long[] {1448, 4096, 8192, 65_536, 1 << 20}) {
      assertThat(payload.mismatch(shift, bytes, 0, bytes.length)).isBetween(0, 4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 1472})
  void aDatagramTellsItsNumberIfItHasRoom(int length) {
    Payload payload = new Payload(1);
    byte[] bytes = new byte[length];
    Datagrams.fill(payload, 123_456_789, bytes, 0, length);
    long number = Datagrams.number(bytes, length);
    assertThat(number).isEqualTo(length < 8 ? 0 : 123_456_789);
    assertThat(Datagrams.mismatch(payload, number, bytes, length)).isEqualTo(-1);
    if (length > 8) {
      bytes[length - 1] ^= 1;
      assertThat(Datagrams.mismatch(payload, number, bytes, length)).isEqualTo(length - 1);
    }
  }

  @Test
  void identificationsGoUpWithGapsButNeverBack() {
    Identifications seen = new Identifications();
    assertThat(seen.follows(headers(0))).isTrue();
    assertThat(seen.follows(headers(5))).isTrue();
    assertThat(seen.follows(headers(5))).isFalse();
    assertThat(seen.follows(headers(30_000))).isTrue();
    assertThat(seen.follows(headers(60_000))).isTrue();
    assertThat(seen.follows(headers(65_536))).isTrue();
    assertThat(seen.follows(headers(65_535))).isFalse();
  }

  private static byte[] headers(int identification) {
    byte[] headers = new byte[66];
    headers[18] = (byte) (identification >>> 8);
    headers[19] = (byte) identification;
    return headers;
  }
}
