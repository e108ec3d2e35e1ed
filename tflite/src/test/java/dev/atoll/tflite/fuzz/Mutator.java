package dev.atoll.tflite.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages files where it may hurt: near the places that hold structure, with the numbers that
 * programs stumble over.
 */
final class Mutator {
  private static final int WINDOW = 3_000;

  private final byte[] whole;
  private final Random random;

  /** Beginnings of the parts of the file that are dense with offsets and lengths. */
  private final List<Integer> structures = new ArrayList<>();

  Mutator(byte[] whole, long seed) {
    this.whole = whole;
    this.random = new Random(seed);
    structures.add(0);
    structures.add(Math.max(0, whole.length - WINDOW));
    for (String mark : List.of("DWN1", "M001", "beagle", "edgetpu-custom-op", "PK\3\4", "PK\1\2")) {
      int at = indexOf(mark);
      if (at >= 0) {
        structures.add(Math.max(0, at - WINDOW / 2));
      }
    }
  }

  private int indexOf(String mark) {
    for (int i = 0; i + mark.length() <= whole.length; i++) {
      int n = 0;
      while (n < mark.length() && whole[i + n] == (byte) mark.charAt(n)) {
        n++;
      }
      if (n == mark.length()) {
        return i;
      }
    }
    return -1;
  }

  /** The next damaged copy. */
  byte[] next() {
    if (random.nextInt(12) == 0) {
      return Arrays.copyOf(whole, random.nextInt(whole.length + 1));
    }
    byte[] changed = whole.clone();
    for (int n = 1 + random.nextInt(6); n > 0; n--) {
      change(changed);
    }
    return changed;
  }

  private void change(byte[] file) {
    int start = structures.get(random.nextInt(structures.size()));
    int at = start + random.nextInt(Math.min(WINDOW, file.length - start));
    switch (random.nextInt(6)) {
      case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> file[at] = (byte) random.nextInt();
      case 2 -> put(file, at & ~3, interesting(file.length));
      case 3 -> put(file, at & ~3, (int) (number(file, at & ~3) + random.nextInt(9) - 4));
      case 4 -> {
        int from = random.nextInt(file.length);
        int length = Math.min(random.nextInt(64), file.length - Math.max(at, from));
        System.arraycopy(whole, from, file, at, length);
      }
      default -> Arrays.fill(file, at, Math.min(file.length, at + random.nextInt(32)), (byte) -1);
    }
  }

  private int interesting(int size) {
    List<Integer> numbers = numbers(size);
    return numbers.get(random.nextInt(numbers.size()));
  }

  /** Borders of types, of the file, and of common mistakes. */
  static List<Integer> numbers(int size) {
    return List.of(
        0,
        1,
        -1,
        2,
        4,
        0x7f,
        0x80,
        0xffff,
        0x10000,
        size - 1,
        size,
        size + 1,
        -size,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE - 3,
        0x20000000,
        0x40000000);
  }

  static void put(byte[] file, int at, int value) {
    for (int i = 0; i < 4 && at + i < file.length; i++) {
      file[at + i] = (byte) (value >>> 8 * i);
    }
  }

  private static long number(byte[] file, int at) {
    long value = 0;
    for (int i = 0; i < 4 && at + i < file.length; i++) {
      value |= (file[at + i] & 0xffL) << 8 * i;
    }
    return value;
  }
}
