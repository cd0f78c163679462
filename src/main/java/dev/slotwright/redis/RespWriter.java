package dev.slotwright.redis;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Encodes commands of the Redis protocol into one buffer that is sent with few writes. */
final class RespWriter {
  private static final int FLUSH_AT = 256 << 10;
  private static final int LONGEST_NUMBER = 20;

  private final OutputStream out;
  private byte[] buffer = new byte[4 << 10];
  private int used;

  RespWriter(OutputStream out) {
    this.out = out;
  }

  void write(Request request) throws IOException {
    List<byte[]> words = request.words();
    header('*', words.size());
    for (byte[] word : words) {
      header('$', word.length);
      bytes(word);
      end();
    }
    if (used >= FLUSH_AT) {
      flush();
    }
  }

  void flush() throws IOException {
    out.write(buffer, 0, used);
    used = 0;
  }

  private void header(char type, int number) {
    reserve(LONGEST_NUMBER);
    buffer[used++] = (byte) type;
    if (number < 10) {
      buffer[used++] = (byte) ('0' + number);
    } else {
      bytes(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
    }
    end();
  }

  private void bytes(byte[] word) {
    reserve(word.length);
    System.arraycopy(word, 0, buffer, used, word.length);
    used += word.length;
  }

  private void end() {
    reserve(2);
    buffer[used++] = '\r';
    buffer[used++] = '\n';
  }

  private void reserve(int more) {
    if (used + more > buffer.length) {
      buffer = java.util.Arrays.copyOf(buffer, Math.max(buffer.length * 2, used + more));
    }
  }
}
